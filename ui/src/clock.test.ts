import { cleanup, configure, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { tick } from "svelte";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import App from "./App.svelte";
import { calendar, type CalendarView } from "./lib/calendar/calendar.svelte";
import { desk } from "./lib/desk.svelte";
import { parts } from "./lib/frame/parts.svelte";
import { view } from "./lib/frame/view.svelte";
import { asked } from "./lib/history/asked.svelte";
import type { Draft, Visit } from "./lib/ipc/bindings";
import { Fake } from "./lib/ipc/fake";
import { paper } from "./lib/paper/paper.svelte";
import { preferences } from "./lib/settings/preferences.svelte";

configure({ testIdAttribute: "data-test" });
const user = userEvent.setup();
/** The stand-in building's today, in the afternoon. */
const TODAY = "2026-10-22";
/** A time as a clock of 24 hours shows it, and one of 12 does not; a zone's distance to UTC is none. */
const BY_24 = /(?<![+−:\d])(?:0\d|1[3-9]|2[0-4]):\d\d\b/;
const BY_12 = /\b(?:[1-9]|1[0-2])(?::\d\d)?\u00a0[ap]m\b/;
let building: Fake;

/** Every text that is seen or heard of the page, but for what was announced before. */
function texts(): string[] {
  const nodes = [...document.querySelectorAll<HTMLElement>("body *")].filter((node) => node.closest("style, script, [data-test='live']") === null);
  return nodes.flatMap((node) => {
    const own = [...node.childNodes].flatMap((child) => (child.nodeType === Node.TEXT_NODE ? [child.textContent ?? ""] : []));
    const named = ["aria-label", "title", "placeholder", "aria-description", "aria-valuetext", "data-note"].map((name) => node.getAttribute(name) ?? "");
    return [...own, ...named, node instanceof HTMLInputElement ? node.value : ""].filter((text) => text.trim() !== "");
  });
}

const like = (what: RegExp): string[] => texts().filter((text) => what.test(text));

/** Opens the app, and what is looked at in it; that has a time of 24 hours then. */
async function open(what: () => unknown): Promise<void> {
  render(App, { started: desk.start(building) });
  await waitFor(() => { expect(desk.session.phase).toBe("signedIn"); });
  await tick();
  view.page = "people";
  await what();
  await waitFor(() => { expect(like(BY_24)).not.toEqual([]); });
}

beforeEach(async () => {
  // Nothing is laid out here: lists are given a height.
  Element.prototype.scrollIntoView = () => undefined;
  Object.defineProperty(HTMLElement.prototype, "clientHeight", { configurable: true, value: 900 });
  Object.defineProperty(HTMLElement.prototype, "clientWidth", { configurable: true, value: 1400 });
  Object.defineProperty(HTMLElement.prototype, "offsetHeight", { configurable: true, value: 48 });
  await parts.read();
  building = new Fake({ people: 40, pace: 2_000_000, elapsed: () => 0, time: "14:42", everyEntry: true });
  desk.session = { phase: "starting" };
  desk.clock = null;
  preferences.set({ clock: "system" });
  view.drawer = null;
  view.palette = false;
  calendar.view = "week";
  calendar.today();
});
afterEach(() => {
  calendar.ghost = null;
  paper.close();
  cleanup();
});

async function visits(): Promise<Visit[]> {
  return (await building.agenda("2026-10-12", "2026-11-08")).visits;
}

async function anyVisit(fits: (visit: Visit) => boolean): Promise<Visit> {
  const found = (await visits()).find(fits);
  if (!found) throw new Error("the stand-in building has no such visit");
  return found;
}

const onCalendar = (kind: CalendarView) => async (): Promise<void> => {
  view.page = "calendar";
  calendar.view = kind;
  await screen.findAllByTestId(kind === "list" ? "list-row" : kind === "doors" ? "doors-grid" : "calendar-grid");
};

const booking = (draft: Partial<Draft>) => async (): Promise<void> => {
  view.book({ personId: 1001, ...draft });
  await screen.findByTestId("book-from");
};

const onVisit = (fits: (visit: Visit) => boolean, then: () => unknown = () => undefined) => async (): Promise<void> => {
  view.open({ kind: "visit", key: (await anyVisit(fits)).key });
  await screen.findByTestId("visit-when");
  await then();
};

async function series(): Promise<void> {
  const { steps } = await building.book({
    personId: 1001,
    date: "2026-10-23",
    lastDate: "",
    from: "13:00",
    to: "14:00",
    place: { kind: "doors", channelIds: [14] },
    repeat: { pattern: { kind: "daily" }, ends: { kind: "after", count: 3 }, leftOut: ["2026-10-24"] },
  });
  view.open({ kind: "visit", key: steps[0]?.visitKey ?? "" });
  await user.click(await screen.findByTestId("series-show"));
}

async function importing(): Promise<void> {
  view.page = "import";
  const rows = "Name\tDate\tFrom\tTo\tDoors\nJohn Doe\t2026-10-23\t09:00\t17:00\tFront Door\nEva Kos\t2026-10-23\t9\t25\tFront Door";
  const box = await screen.findByTestId<HTMLTextAreaElement>("import-paste");
  box.focus();
  await user.paste(rows);
  await screen.findAllByTestId("import-row");
  const from = screen.getByTestId<HTMLInputElement>("import-all-from");
  await user.type(from, "13:00");
  await user.tab();
}

async function printedHistory(): Promise<void> {
  const session = await building.firstView("day").then((first) => first.session);
  if (session.phase !== "signedIn" || desk.clock === null) throw new Error("nobody is signed in");
  const ask = { first: null, last: null, doors: [], person: null, states: [] };
  const told = await building.history(ask, 0, 50, null);
  paper.show({ kind: "history", ask, door: "", person: "", account: session.account, printed: desk.clock.now, freshness: null, ...told });
}

const history = (list: "visits" | "doors") => async (): Promise<void> => {
  asked.clear();
  asked.list = list;
  asked.period = "all";
  view.page = "history";
  await screen.findAllByTestId(list === "visits" ? "history-row" : "door-log-row");
};

const SCREENS: Record<string, () => unknown> = {
  "Today": () => { view.page = "today"; },
  "the day": onCalendar("day"),
  "the week": onCalendar("week"),
  "the month": onCalendar("month"),
  "the doors": onCalendar("doors"),
  "the list": onCalendar("list"),
  "a visit that is being made": async () => {
    await onCalendar("day")();
    calendar.ghost = { date: TODAY, from: "13:00", to: "14:00" };
  },
  "a chosen time": async () => {
    await onCalendar("day")();
    screen.getByTestId("calendar-grid").querySelector<HTMLElement>("[tabindex='0']")?.focus();
    await user.keyboard("{ArrowDown}{ArrowDown}");
  },
  "History": history("visits"),
  "the door log": history("doors"),
  "an import": importing,
  "the booking drawer": booking({ from: "15:00", to: "16:00" }),
  "a booking of several days": booking({ date: "2026-10-24", lastDate: "2026-10-26", from: "15:00", to: "24:00", place: { kind: "groups", groupIds: [33] } }),
  "a booking that clashes": async () => {
    const { personId, start, doors } = await anyVisit(({ state, kind }) => state === "expected" && kind === "reservation");
    await booking({ personId, date: start.date, from: "00:30", to: "24:00", place: { kind: "doors", channelIds: doors.map(({ id }) => id) } })();
    await screen.findByText(/has a visit at that time/);
  },
  "a booking that comes again": booking({ from: "15:00", to: "16:00", repeat: { pattern: { kind: "daily" }, ends: { kind: "after", count: 3 }, leftOut: [] } }),
  "a visit that is expected": onVisit(({ state }) => state === "expected"),
  "a visit under way": onVisit(({ state, attendance }) => state === "underWay" && attendance !== null),
  "a visit of several days": onVisit(({ start, end }) => start.date !== end.date),
  "a visit that is cancelled": onVisit(({ state }) => state === "expected", () => user.click(screen.getByTestId("visit-cancel"))),
  "other times of a visit": onVisit(({ state }) => state === "expected", () => user.click(screen.getByTestId("visit-move"))),
  "a series": series,
  "a person": async () => {
    const { personId } = await anyVisit(({ state }) => state === "underWay");
    view.open({ kind: "person", id: personId });
    await screen.findByTestId("person-last-here");
  },
  "the outbox": async () => {
    view.open({ kind: "outbox" });
    await screen.findAllByTestId("outbox-entry");
  },
  "a booking that is typed in one line": async () => {
    view.palette = true;
    await user.type(await screen.findByTestId("palette-input"), "nguy tomorrow 1-5 front door");
    await screen.findByText("Book Linh Nguyễn");
  },
  "the day sheet": async () => {
    const status = await building.status();
    building.say({ kind: "status", status: { ...status, freshness: { kind: "offline", seconds: 3600 } } });
    await paper.today();
    await screen.findByText(/was last read at/);
  },
  "the roll call": async () => { await paper.rollCall(); },
  "History on paper": printedHistory,
};

describe("where the clock has 12 hours, no time of 24 is left, and it changes as it is chosen:", () => {
  test.each(Object.entries(SCREENS))("%s", async (_, show) => {
    await open(show);
    preferences.set({ clock: "12h" });
    await tick();
    await waitFor(() => { expect(like(BY_24)).toEqual([]); });
    expect(like(BY_12)).not.toEqual([]);
    preferences.set({ clock: "24h" });
    await waitFor(() => { expect(like(BY_12)).toEqual([]); });
  });
});
