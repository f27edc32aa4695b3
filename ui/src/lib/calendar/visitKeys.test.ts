import { configure, render } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { tick } from "svelte";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { parseDate } from "../days";
import { desk } from "../desk.svelte";
import { dispatchKey } from "../frame/keys";
import { parts } from "../frame/parts.svelte";
import { view } from "../frame/view.svelte";
import type { Backend } from "../ipc/backend";
import type { Agenda, News, Visit } from "../ipc/bindings";
import { calendar, type CalendarView } from "./calendar.svelte";
import CalendarPage from "./CalendarPage.svelte";
import { dayVisit, evenDay, moment, visit } from "./test-days";

configure({ testIdAttribute: "data-test" });
const TODAY = "2026-11-18";
const VIEWS: CalendarView[] = ["day", "week", "month", "doors", "list"];
const mark = vi.fn<Backend["mark"]>(() => Promise.resolve([]));
let visits: Visit[];

/** A desk whose building is at Wednesday 18 November, 10:42, and that answers at once. */
async function startDesk(): Promise<void> {
  let tell: (news: News) => void = () => undefined;
  const backend = {
    onNews: (handler: (news: News) => void) => {
      tell = handler;
      return Promise.resolve(() => undefined);
    },
    firstView: () => Promise.resolve({ session: { phase: "starting" }, lock: { locked: false }, building: null }),
    painted: () => Promise.resolve(),
    agenda: (first: string, last: string): Promise<Agenda> => {
      const days = [];
      for (let day = parseDate(first); day.compare(parseDate(last)) <= 0; day = day.add({ days: 1 })) days.push(evenDay(day.toString()));
      return Promise.resolve({ days, visits });
    },
    visit: (key: string) => Promise.resolve({ visit: visits.find((one) => one.key === key), series: null, about: { hostId: null, host: "", purpose: "", note: "" } }),
    mark,
  };
  await desk.start(backend as unknown as Backend);
  desk.places = { doors: [{ id: 1, name: "Front Door", siteId: null, online: true, lockdown: false, failing: false }], groups: [], sites: [], usualDoors: [] };
  tell({ kind: "clock", clock: { now: moment(TODAY, 642), zone: "Europe/London", utcOffset: "UTC+0" } });
}

const settled = async (): Promise<void> => {
  await new Promise((resolve) => setTimeout(resolve));
  await tick();
  await tick();
};
/** Presses keys on a visit of a view. */
async function on(shown: CalendarView, key: string, keys: string): Promise<void> {
  calendar.show(shown);
  render(CalendarPage);
  await settled();
  const node = document.querySelector<HTMLElement>(`[data-visit='${key}']`);
  if (node === null) throw new Error(`${key} is not drawn`);
  node.focus();
  await userEvent.setup().keyboard(keys);
  await settled();
}
const times = (date: string, from: string, to: string, lastDate = ""): object => ({ kind: "visit", key: lastDate === "" ? "r1" : "g1", times: { date, lastDate, from, to } });

beforeEach(async () => {
  await parts.read();
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(1000);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(600);
  mark.mockClear();
  visits = [dayVisit("r1", TODAY, 660, 720)];
  view.drawer = null;
  calendar.show("week");
  calendar.today();
  await startDesk();
  window.addEventListener("keydown", dispatchKey);
});
afterEach(() => {
  window.removeEventListener("keydown", dispatchKey);
  vi.restoreAllMocks();
});

describe.each(VIEWS)("on a visit in the view %s", (shown) => {
  test("H checks in, and with Shift out", async () => {
    await on(shown, "r1", "h");
    expect(mark.mock.calls).toEqual([[["r1"], true]]);
    await userEvent.setup().keyboard("{Shift>}H{/Shift}");
    expect(mark.mock.lastCall).toEqual([["r1"], false]);
    expect(view.drawer).toBeNull();
  });

  test("R books again", async () => {
    await on(shown, "r1", "r");
    expect(view.drawer).toMatchObject({ kind: "book", draft: { personId: 1, date: "2026-11-19", from: "11:00", to: "12:00" } });
  });

  test("L, E and X ask what they ask on Today", async () => {
    await on(shown, "r1", "l");
    expect(view.drawer).toEqual({ kind: "visit", key: "r1", asking: "letIn" });
  });
});

describe("an arrow with Alt asks for other times", () => {
  test.each([
    ["day", "{ArrowDown}", times(TODAY, "11:15", "12:15")],
    ["week", "{ArrowRight}", times("2026-11-19", "11:00", "12:00")],
    ["week", "{Shift>}{ArrowDown}{/Shift}", times(TODAY, "11:00", "12:15")],
    ["list", "{ArrowUp}", times(TODAY, "10:45", "11:45")],
    ["doors", "{ArrowRight}", times(TODAY, "11:15", "12:15")],
    ["doors", "{ArrowLeft}", times(TODAY, "10:45", "11:45")],
    ["doors", "{Shift>}{ArrowLeft}{/Shift}", times(TODAY, "11:00", "11:45")],
    ["month", "{ArrowLeft}", times("2026-11-17", "11:00", "12:00")],
    ["month", "{ArrowDown}", times("2026-11-25", "11:00", "12:00")],
  ] as const)("in the view %s by %s", async (shown, arrow, wanted) => {
    await on(shown, "r1", `{Alt>}${arrow}{/Alt}`);
    expect(view.drawer).toEqual(wanted);
  });

  test.each([["doors", "{ArrowDown}"], ["doors", "{ArrowUp}"], ["month", "{Shift>}{ArrowDown}{/Shift}"]] as const)("but in the view %s not by %s", async (shown, arrow) => {
    await on(shown, "r1", `{Alt>}${arrow}{/Alt}`);
    expect(view.drawer).toBeNull();
    expect(document.activeElement?.getAttribute("data-visit")).toBe("r1");
  });

  test("of a stay in the month with both of its ends", async () => {
    visits = [visit("g1", moment("2026-11-17", 480), moment("2026-11-19", 1080), { doors: [], groups: [{ id: 1, name: "Contractors" }] })];
    await on("month", "g1", "{Alt>}{ArrowDown}{/Alt}");
    expect(view.drawer).toEqual(times("2026-11-24", "08:00", "18:00", "2026-11-26"));
  });
});
