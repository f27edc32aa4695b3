import { expect, test } from "vitest";
import type { Draft, News } from "./bindings";
import { Fake } from "./fake";
import { readTime } from "./fake/plan";
import { dayFrame, instant, moment } from "./fake/wall";

const DRAFT: Draft = { personId: 1001, date: "2026-10-23", lastDate: "", from: "9", to: "17:00", place: { kind: "doors", channelIds: [14, 12] } };

function fake(): Fake {
  return new Fake({ pace: 0, elapsed: () => 0 });
}

test("the day on which the clocks go back has 25 hours and says which 01:30 it means", () => {
  const day = dayFrame("2026-10-25");
  expect([day.minutes, day.weekday, day.change]).toEqual([1500, 7, "+1 h"]);
  expect(day.marks.map((mark) => mark.wall).slice(0, 5)).toEqual([0, 60, 60, 120, 180]);
  const first = instant("2026-10-25", "01:30");
  expect([moment(first).time, moment(first + 3_600_000).time]).toEqual(["01:30 BST", "01:30 GMT"]);
  expect([moment(first).offset, moment(first + 3_600_000).offset]).toEqual([90, 150]);
  expect(dayFrame("2027-03-28").minutes).toBe(1380);
});

test("a search finds names without their accents and marks the letters as written", async () => {
  const answer = await fake().findPeople("ngu lin", 0, 8);
  const linh = answer.hits.find((hit) => hit.name === "Linh Nguyễn");
  expect(linh?.nameSpans).toEqual([
    { start: 0, len: 3 },
    { start: 5, len: 3 },
  ]);
  expect(answer.hits.find((hit) => hit.bar === "disabled")?.name).toBe("Nguni Lindqvist");
});

test("a booking comes on the calendar at once and moves on to ready doors; cancelling takes it off", async () => {
  const desk = fake();
  const states: string[] = [];
  let ready: () => void;
  const done = new Promise<void>((resolve) => (ready = resolve));
  await desk.onNews((news: News) => {
    if (news.kind !== "booking") return;
    states.push(...news.receipt.steps.map((step) => step.state));
    if (states.at(-1) === "ready") ready();
  });
  const receipt = await desk.book(DRAFT);
  const key = receipt.steps[0]?.visitKey ?? "";
  const seen = async () => (await desk.agenda("2026-10-23", "2026-10-23")).visits.find((visit) => visit.key === key);
  expect((await seen())?.state).toBe("pending");
  await done;
  expect(states).toEqual(["accepted", "syncing", "ready"]);
  expect(await seen()).toMatchObject({ state: "expected", readiness: "ready" });
  await desk.cancelVisit(key);
  await expect.poll(seen).toBeUndefined();
});

test("what cannot be booked is refused at its field", async () => {
  const desk = fake();
  const fields = async (change: Partial<Draft>) =>
    (await desk.plan({ ...DRAFT, ...change })).problems.map(({ field, code }) => `${field} ${code}`);
  expect(await fields({})).toEqual([]);
  expect(await fields({ personId: 1003 })).toEqual(["who personDisabled"]);
  expect(await fields({ to: "08:00" })).toEqual(["to endsBeforeStart"]);
  expect(await fields({ from: "25" })).toEqual(["from badTime"]);
  expect(await fields({ date: "2026-10-21" })).toEqual(["date inThePast"]);
  expect(await fields({ place: { kind: "doors", channelIds: [] } })).toEqual(["place noDoors"]);
  await expect(desk.book({ ...DRAFT, personId: null })).rejects.toMatchObject({ code: "refused" });
});

test("times are read as people write them", () => {
  expect(["9", "930", "9:30", "9am", "12am", "12 pm", "24:00"].map(readTime)).toEqual([
    "09:00", "09:30", "09:30", "09:00", "00:00", "12:00", "24:00",
  ]);
  expect(["", "25", "9:75", "13pm", "x"].map(readTime)).toEqual([null, null, null, null, null]);
});
