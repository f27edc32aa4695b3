import { configure, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { tick } from "svelte";
import { beforeEach, expect, test, vi } from "vitest";
import { desk } from "../desk.svelte";
import { view } from "../frame/view.svelte";
import type { DoorEvent, DoorLogPage } from "../ipc/bindings";
import { Fake } from "../ipc/fake";
import { progress, reach } from "../words/doorLog";
import { asked } from "./asked.svelte";
import HistoryPage from "./HistoryPage.svelte";

configure({ testIdAttribute: "data-test" });

const fake = (): Fake => new Fake({ people: 60, elapsed: () => 0 });
const EVERYTHING = { first: null, last: null, doors: [], person: null, outcomes: [] };

async function show(building: Fake): Promise<void> {
  await desk.start(building);
  await waitFor(() => {
    expect(desk.clock).not.toBeNull();
  });
  render(HistoryPage);
  await userEvent.click(screen.getByTestId("history-list-doors"));
}

/** DoorFlow's log in parts of `each` events; answers the pages that were asked of it. */
async function inParts(building: Fake, total: number, each: number): Promise<{ further: number; hold: (() => void)[]; held: boolean }> {
  const one = (await building.doorLog(EVERYTHING, 0, 1, null, false)).events[0] as DoorEvent;
  const state = { further: 0, hold: [] as (() => void)[], held: false };
  let read = 0;
  vi.spyOn(building, "doorLog").mockImplementation(async (_ask, offset, limit, reading, further): Promise<DoorLogPage> => {
    if (further || reading === null) {
      if (reading === null) read = 0;
      if (further) state.further += 1;
      if (further && state.held) await new Promise<void>((resolve) => state.hold.push(resolve));
      read = Math.min(total, read + each);
    }
    const events = Array.from({ length: Math.max(0, Math.min(limit, read - offset)) }, (_, at) => ({ ...one, id: total - offset - at }));
    const counts = [{ outcome: "letIn" as const, count: read }];
    return { reading: 3, total: read, counts, read, of: total, unreadable: 0, complete: read === total, readAt: one.at, since: one.at, nothingBefore: read === total ? null : one.at, nothingAfter: null, events };
  });
  return state;
}

beforeEach(() => {
  view.drawer = null;
  asked.clear();
  asked.list = "visits";
  asked.period = "days7";
});

test("what the doors reported is listed, narrowed by its counts, and whoever it was is opened", async () => {
  await show(fake());
  const rows = await screen.findAllByTestId("door-log-row");
  const all = Number(/\d+/.exec(screen.getByTestId("door-log-total").textContent)?.[0]);
  expect(all).toBeGreaterThan(1);
  expect(rows[0]?.getAttribute("aria-label")).toMatch(/Let in, .+, \w{3} \d+ \w{3} 2026, \d\d:\d\d, Admitted$/);
  await userEvent.click(screen.getByTestId("door-log-count-turnedAway"));
  await waitFor(() => {
    expect(new Set(screen.getAllByTestId("door-log-row").map((row) => row.dataset["outcome"]))).toEqual(new Set(["turnedAway"]));
  });
  await userEvent.click(screen.getByTestId("door-log-clear"));
  await waitFor(() => {
    expect(screen.getByTestId("door-log-total").textContent).toBe(`${String(all)} events`);
  });
  screen.getByTestId("door-log-grid").focus();
  await userEvent.keyboard("{ArrowDown}{Enter}");
  expect(view.drawer?.kind).toBe("person");
});

test("a long log is read on by itself to its end, a part at a time, and is of one reading", async () => {
  const building = fake();
  await desk.start(building);
  const state = await inParts(building, 2500, 1000);
  await show(building);
  await screen.findByText("2,500 events");
  expect(state.further).toBe(2);
  expect(screen.queryByTestId("door-log-stop")).toBeNull();
  const grid = screen.getByTestId("door-log-grid");
  expect(grid.getAttribute("aria-rowcount")).toBe("2501");
  grid.focus();
  await userEvent.keyboard("{End}");
  grid.dispatchEvent(new Event("scroll"));
  await waitFor(() => {
    expect(document.getElementById("door-log-2499")?.dataset["event"]).toBe("1");
  });
});

test("reading can be stopped, what is there stays, and it is said how far it goes", async () => {
  const building = fake();
  await desk.start(building);
  const state = await inParts(building, 5000, 1000);
  state.held = true;
  await show(building);
  expect((await screen.findByTestId("door-log-progress")).textContent).toBe("1,000 of 5,000 read");
  await userEvent.click(screen.getByTestId("door-log-stop"));
  state.held = false;
  for (const go of state.hold) go();
  expect((await screen.findByTestId("door-log-reach")).textContent).toMatch(/^Read back to .+; what came before is not in the list\./);
  expect(state.further).toBe(1);
  await userEvent.click(screen.getByTestId("door-log-on"));
  await screen.findByText("5,000 events");
});

test("a log that cannot be read on keeps what was read, and goes on from there", async () => {
  const building = fake();
  await desk.start(building);
  await inParts(building, 3000, 1000);
  const read = vi.mocked(building.doorLog);
  const works = read.getMockImplementation() as Fake["doorLog"];
  let fails = true;
  read.mockImplementation((ask, offset, limit, reading, further) =>
     
    further && fails ? Promise.reject({ code: "offline", detail: "", problems: [] }) : works(ask, offset, limit, reading, further),
  );
  await show(building);
  await screen.findByTestId("door-log-trouble");
  expect(screen.getByTestId("door-log-total").textContent).toBe("1,000 events");
  fails = false;
  await userEvent.click(screen.getByTestId("door-log-retry"));
  await screen.findByText("3,000 events");
  expect(screen.queryByTestId("door-log-trouble")).toBeNull();
});

test("lines further down that failed are read when it is tried again", async () => {
  const building = fake();
  await desk.start(building);
  await inParts(building, 900, 1000);
  const read = vi.mocked(building.doorLog);
  const works = read.getMockImplementation() as Fake["doorLog"];
  let fails = true;
  read.mockImplementation((ask, offset, ...more) =>
    offset > 0 && fails ? Promise.reject({ code: "machine", detail: "", problems: [] }) : works(ask, offset, ...more),
  );
  await show(building);
  await screen.findByText("900 events");
  const grid = screen.getByTestId("door-log-grid");
  grid.focus();
  await userEvent.keyboard("{End}");
  grid.dispatchEvent(new Event("scroll"));
  await screen.findByTestId("door-log-trouble");
  fails = false;
  await userEvent.click(screen.getByTestId("door-log-retry"));
  await waitFor(() => {
    expect(document.getElementById("door-log-899")?.dataset["event"]).toBe("1");
  });
  expect(screen.queryByTestId("door-log-trouble")).toBeNull();
});

test("whoever may not read the log is told what to do, and nothing is asked", async () => {
  const building = fake();
  const asks = vi.spyOn(building, "doorLog");
  await desk.start(building);
  if (desk.session.phase === "signedIn") desk.session = { ...desk.session, missing: ["readEvents"] };
  render(HistoryPage);
  await userEvent.click(screen.getByTestId("history-list-doors"));
  expect(screen.getByTestId("door-log-blind").textContent).toMatch(/may not read the door log/);
  expect(asks).not.toHaveBeenCalled();
});

test("progress and reach are told as far as they are known", async () => {
  const page = await fake().doorLog(EVERYTHING, 0, 0, null, false);
  expect(progress(null)).toBe("");
  expect(progress({ ...page, read: 1000, of: null })).toBe("1,000 read");
  expect(reach({ ...page, unreadable: 1, nothingAfter: page.since }, false)).toMatch(/^Read up to .+ not in the list\. Choose fewer days to see the rest\. 1 event could not be read\. From DoorFlow/);
});

test("it says when it was read where the days go on, as it lists nothing that came since", async () => {
  let now = 0;
  const building = new Fake({ people: 60, elapsed: () => now });
  await show(building);
  expect((await screen.findByTestId("door-log-read-at")).textContent).toBe("Read at 10:42; what doors reported since is not in the list.");
  now = 18 * 60_000;
  await userEvent.click(screen.getByTestId("door-log-again"));
  await waitFor(() => {
    expect(screen.getByTestId("door-log-read-at").textContent).toMatch(/^Read at 11:00;/);
  });
  asked.period = "yesterday";
  await waitFor(() => {
    expect(screen.queryByTestId("door-log-read-at")).toBeNull();
  });
});

test("a question that was not answered is asked again, and what answered the one before stays no longer than that", async () => {
  const building = fake();
  await show(building);
  const before = (await screen.findAllByTestId("door-log-row")).length;
  const read = vi.spyOn(building, "doorLog").mockRejectedValueOnce({ code: "offline", detail: "", problems: [] });
  asked.door = desk.places.doors.find(({ name }) => name === "Riverside Entrance")?.id ?? 0;
  await screen.findByTestId("door-log-trouble");
  expect(read, "nothing of it is put among what answered the one before").toHaveBeenCalledOnce();
  await userEvent.click(screen.getByTestId("door-log-retry"));
  await waitFor(() => {
    expect(screen.queryAllByTestId("door-log-row").length).toBeLessThan(before);
  });
  expect(read.mock.lastCall?.[0].doors).toEqual([asked.door]);
  expect(screen.queryByTestId("door-log-trouble")).toBeNull();
});

test("where nothing was ever answered, it is asked once and not again before somebody says so", async () => {
  const building = fake();
  const read = vi.spyOn(building, "doorLog");
  for (let often = 0; often < 3; often += 1) read.mockRejectedValueOnce({ code: "offline", detail: "", problems: [] });
  await show(building);
  await screen.findByTestId("door-log-trouble");
  expect(read).toHaveBeenCalledOnce();
});

test("a desk that is locked at midnight asks for nothing, and unlocked for the days that are the last ones by then", async () => {
  const building = new Fake({ people: 60, elapsed: () => 0, lock: { pin: "2846" } });
  await show(building);
  await screen.findAllByTestId("door-log-row");
  const read = vi.spyOn(building, "doorLog").mockImplementation(() => Promise.reject({ code: "locked", detail: "", problems: [] }));
  await building.lockNow();
  const { now, ...clock } = await building.clock();
  building.say({ kind: "clock", clock: { ...clock, now: { ...now, date: "2026-10-23", offset: 0, time: "00:00" } } });
  await tick();
  expect(read).not.toHaveBeenCalled();
  read.mockRestore();
  const reads = vi.spyOn(building, "doorLog");
  building.lock.unlock("2846");
  await waitFor(() => {
    expect(reads.mock.lastCall?.[0]).toMatchObject({ first: "2026-10-17", last: "2026-10-23" });
  });
  expect(screen.queryByTestId("door-log-trouble")).toBeNull();
  reads.mockClear();
  await building.lockNow();
  await tick();
  building.lock.unlock("2846");
  await tick();
  expect(reads, "what is there is not read once more for each unlocking").not.toHaveBeenCalled();
});
