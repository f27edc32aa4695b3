import { cleanup, configure, render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { tick } from "svelte";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { desk } from "../desk.svelte";
import type { Freshness } from "../ipc/bindings";
import { Fake } from "../ipc/fake";
import { clock, instant } from "../ipc/fake/wall";
import { paper } from "./paper.svelte";
import PaperDialog from "./PaperDialog.svelte";

configure({ testIdAttribute: "data-test" });
const user = userEvent.setup();
let building: Fake;

beforeEach(async () => {
  building = new Fake({ pace: 20, elapsed: () => 0 });
  desk.session = { phase: "starting" };
  await desk.start(building);
  await vi.waitFor(() => expect(desk.clock).not.toBeNull());
});
afterEach(() => {
  cleanup();
  paper.close();
});

function show(): HTMLElement {
  if (paper.sheet === null) throw new Error("a sheet");
  render(PaperDialog, { sheet: paper.sheet });
  return screen.getByTestId("sheet");
}

it("shows who is here, and prints it", async () => {
  expect(await paper.rollCall()).toBe(true);
  const sheet = show();
  const here = (await building.rollCall())?.people ?? [];
  expect(here.length).toBeGreaterThan(0);
  expect(screen.getAllByTestId("roll-call-line").map((line) => line.querySelector("th")?.textContent)).toEqual(here.map(({ name, line }) => name + line));
  expect(sheet.textContent).toContain(`${String(here.length)} visitors, Thursday 22 October 2026, 10:42`);
  await user.click(screen.getByTestId("paper-print"));
  expect(building.printed).toBe(1);
});

it("names no place for somebody whom no door has seen", async () => {
  const call = await building.rollCall();
  const [one] = call?.people ?? [];
  if (call === null || one === undefined) throw new Error("somebody who is here");
  paper.show({ kind: "rollCall", call: { ...call, people: [{ ...one, places: [] }] } });
  show();
  expect(screen.getByTestId("roll-call-line").textContent).toContain("not seen at a door");
});

it("says of a roll call that was kept when it was so", async () => {
  const call = await building.rollCall();
  if (call === null) throw new Error("a roll call");
  paper.show({ kind: "rollCall", call: { ...call, live: false, watched: false, people: [] } });
  const said = show().textContent;
  expect(said).toContain("Who was here");
  expect(said).toContain("0 visitors on Thursday 22 October 2026, 10:42, as this computer kept it.");
  expect(said).toContain("may not read the door log");
  expect(said).toContain("Nobody is here");
});

it("says of a roll call what it lacks while the door log cannot be read", async () => {
  const call = await building.rollCall();
  if (call === null) throw new Error("a roll call");
  paper.show({ kind: "rollCall", call: { ...call, unreadSince: { ...call.taken, time: "10:05" } } });
  expect(show().textContent).toContain("was last read at 10:05");
  cleanup();
  paper.show({ kind: "rollCall", call });
  show();
  expect(screen.queryByTestId("roll-call-unread")).toBeNull();
});

it("says of a roll call what it lacks where what was said by hand is lost", async () => {
  const call = await building.rollCall();
  if (call === null) throw new Error("a roll call");
  paper.show({ kind: "rollCall", call: { ...call, begunAnew: { ...call.taken, time: "10:05" } } });
  expect(show().textContent).toContain("What was noted on this computer before 10:05 is lost");
  cleanup();
  paper.show({ kind: "rollCall", call });
  show();
  expect(screen.queryByTestId("roll-call-begun-anew")).toBeNull();
});

it("says of a roll call what it lacks where this computer’s file could not be opened", async () => {
  const call = await building.rollCall();
  if (call === null) throw new Error("a roll call");
  paper.show({ kind: "rollCall", call: { ...call, unkept: { ...call.taken, time: "10:05" } } });
  expect(show().textContent).toContain("Up to 10:05, Lobby’s file on this computer could not be opened");
  cleanup();
  paper.show({ kind: "rollCall", call });
  show();
  expect(screen.queryByTestId("roll-call-unkept")).toBeNull();
});

it("names the doors that may have somebody to report yet", async () => {
  const call = await building.rollCall();
  if (call === null) throw new Error("a roll call");
  paper.show({ kind: "rollCall", call: { ...call, silentDoors: ["Front Door", "Lift 2"] } });
  expect(show().textContent).toContain("Front Door and Lift 2 may have let in people they have not reported yet: those whose visit is under way and who may use them are shown as well.");
  cleanup();
  paper.show({ kind: "rollCall", call: { ...call, silentDoors: ["Lift 2"] } });
  expect(show().textContent).toContain("Lift 2 may have let in people it has not reported yet: those whose visit is under way and who may use it are shown as well.");
  cleanup();
  paper.show({ kind: "rollCall", call });
  show();
  expect(screen.queryByTestId("roll-call-silent")).toBeNull();
});

it("shows the day with every visit of it, and a badge with its visitor", async () => {
  await paper.today();
  const { visits } = await building.agenda("2026-10-22", "2026-10-22");
  const day = show();
  expect([...day.querySelectorAll("tbody th")].length).toBe(visits.length);
  cleanup();
  const visit = visits.find(({ start }) => start.date === "2026-10-22");
  if (!visit) throw new Error("a visit");
  paper.show({ kind: "badge", visit });
  const badge = show().textContent;
  expect(badge).toContain(visit.name);
  expect(badge).toContain("Thursday 22 October 2026");
});

it("dates the day by when it was so, however long it has been open", async () => {
  await paper.today();
  const sheet = show();
  expect(sheet.textContent).toContain("As of Thursday 22 October 2026, 10:42");
  const clock = await building.clock();
  building.say({ kind: "clock", clock: { ...clock, now: { ...clock.now, time: "11:30", offset: 690 } } });
  await tick();
  expect(sheet.textContent).toContain("As of Thursday 22 October 2026, 10:42");
});

/** What the day sheet says that it lacks, where the data is so fresh. */
async function lacking(freshness: Freshness): Promise<(string | null)[]> {
  const status = await building.status();
  building.say({ kind: "status", status: { ...status, freshness } });
  await vi.waitFor(() => expect(desk.status?.freshness).toEqual(freshness));
  await paper.today();
  show();
  const said = screen.queryAllByTestId("sheet-lacking").map((line) => line.textContent);
  cleanup();
  return said;
}

it("says of a day whose data is old up to when DoorFlow was read, and what is not known since", async () => {
  expect(await lacking({ kind: "fresh", seconds: 40 })).toEqual([]);
  const old = "DoorFlow was last read at 07:40; what changed since is not on this paper.";
  const nobody = "The door log was not read: who came since is not known.";
  expect(await lacking({ kind: "offline", seconds: 182 * 60 })).toEqual([old, nobody]);
  expect(await lacking({ kind: "fresh", seconds: 182 * 60 })).toEqual([old, nobody]);
  expect(await lacking({ kind: "troubled", seconds: 182 * 60, lists: ["reservations"], detail: "" })).toEqual([old]);
  expect(await lacking({ kind: "troubled", seconds: 30, lists: ["doorLog"], detail: "" })).toEqual([nobody]);
  expect(await lacking({ kind: "troubled", seconds: 30, lists: ["roles"], detail: "" })).toEqual([]);
  expect(await lacking({ kind: "offline", seconds: 11 * 3600 })).toEqual([
    "DoorFlow was last read at Wed 21 Oct 23:42; what changed since is not on this paper.",
    nobody,
  ]);
  expect(await lacking({ kind: "never" })).toEqual(["DoorFlow has not been read yet: not all is on this paper."]);
});

it("says when DoorFlow was read by the clock that was on the wall then, where that has been changed since", async () => {
  building.say({ kind: "clock", clock: clock(instant("2026-10-26", "08:00")) });
  await vi.waitFor(() => expect(desk.clock?.now.date).toBe("2026-10-26"));
  const since = (date: string, time: string): number => (instant("2026-10-26", "08:00") - instant(date, time)) / 1000;
  const [read] = await lacking({ kind: "offline", seconds: since("2026-10-24", "17:00") });
  expect(read).toBe("DoorFlow was last read at Sat 24 Oct 17:00; what changed since is not on this paper.");
  expect((await lacking({ kind: "offline", seconds: since("2026-10-26", "00:00") }))[0]).toContain("last read at 00:00;");
});

it("says when DoorFlow was read in a zone too whose name this web view does not know", async () => {
  const told = await building.clock();
  building.say({ kind: "clock", clock: { ...told, zone: "Europe/Northgate" } });
  await vi.waitFor(() => expect(desk.clock?.zone).toBe("Europe/Northgate"));
  expect((await lacking({ kind: "offline", seconds: 182 * 60 }))[0]).toContain("last read at 07:40;");
});

it("keeps how fresh the day was when its sheet was made", async () => {
  const status = await building.status();
  building.say({ kind: "status", status: { ...status, freshness: { kind: "offline", seconds: 182 * 60 } } });
  await paper.today();
  const sheet = show();
  building.say({ kind: "status", status: { ...status, freshness: { kind: "fresh", seconds: 0 } } });
  await tick();
  expect(sheet.textContent).toContain("last read at 07:40");
});

it.each([
  ["2026-10-24", 0, "00:00", "Thu 22 Oct – Fri 23 Oct"],
  ["2026-10-24", 720, "12:00", "Thu 22 Oct – Sat 24 Oct"],
  ["2026-10-23", 0, "00:00", "Thursday 22 October 2026"],
])("a badge is good until its last day: %s, %d minutes", async (date, offset, time, days) => {
  const { visits } = await building.agenda("2026-10-22", "2026-10-22");
  const visit = visits.find(({ start }) => start.date === "2026-10-22");
  if (!visit) throw new Error("a visit");
  paper.show({ kind: "badge", visit: { ...visit, end: { utc: "", date, offset, time } } });
  expect(show().textContent).toContain(days);
});
