import { afterEach, expect, test, vi } from "vitest";
import { startDesk } from "../../../bench/page/src/desk";
import { desk } from "./desk.svelte";
import { announcer } from "./frame/announce.svelte";
import { Fake } from "./ipc/fake";
import type { Clock, News, Status } from "./ipc/bindings";
import { preferences } from "./settings/preferences.svelte";

afterEach(() => {
  desk.clock = null;
  desk.session = { phase: "starting" };
});

test("an hour that was told is not replaced by one that was asked for before", async () => {
  const building = new Fake({ pace: 0, elapsed: () => 0 });
  const { session, building: shown } = await building.firstView("day");
  if (!shown) throw new Error("the stand-in building is open");
  const wrong: Clock = { ...shown.clock, utcOffset: "UTC+5" };
  const right: Clock = { ...shown.clock, utcOffset: "UTC+0" };
  let tell: (news: News) => void = () => undefined;
  let answer: (status: Status) => void = () => undefined;
  const asked = vi.fn(() => new Promise<Status>((resolve) => (answer = resolve)));
  Object.assign(building, {
    onNews: (handler: (news: News) => void) => {
      tell = handler;
      return Promise.resolve(() => undefined);
    },
    firstView: () => Promise.resolve({ session: { phase: "starting" }, lock: { locked: false }, building: null }),
    clock: () => Promise.resolve(wrong),
    status: asked,
  });
  await desk.start(building);
  tell({ kind: "session", session });
  await vi.waitFor(() => expect(asked).toHaveBeenCalled());
  tell({ kind: "clock", clock: right });
  answer(shown.status);
  await vi.waitFor(() => expect(desk.places.doors.length).toBeGreaterThan(0));
  expect(desk.clock).toEqual(right);
});

test("by which clock times are shown is known before the desk has answered", () => {
  const started = desk.start(new Fake({ pace: 0, elapsed: () => 0, clock: "12h" }));
  expect([preferences.twelve, desk.session.phase]).toEqual([true, "starting"]);
  preferences.computerSays("24h");
  return started;
});

test("a booking that needs somebody is shown by the computer, and said by the outbox alone", async () => {
  const building = new Fake({ pace: 0, elapsed: () => 0 });
  await desk.start(building);
  const shown = vi.spyOn(building, "notify");
  announcer.text = "";
  building.say({ kind: "alert", alert: { arrivals: [], doors: [], needing: [{ who: "Tomás Rivas", what: "book", state: "notBooked" }] } });
  expect(shown).toHaveBeenCalledTimes(1);
  await Promise.resolve();
  expect(announcer.text).toBe("");
});

test("the desk by which the page is measured is one", async () => {
  await expect(startDesk()).resolves.toBeUndefined();
});
