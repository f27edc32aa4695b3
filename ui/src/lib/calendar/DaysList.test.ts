import { configure, render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { tick } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { parseDate } from "../days";
import { desk } from "../desk.svelte";
import { announcer } from "../frame/announce.svelte";
import { dispatchKey } from "../frame/keys";
import { parts } from "../frame/parts.svelte";
import { view } from "../frame/view.svelte";
import type { Backend } from "../ipc/backend";
import type { Agenda, News, Visit } from "../ipc/bindings";
import { calendar } from "./calendar.svelte";
import CalendarPage from "./CalendarPage.svelte";
import { dayVisit, evenDay, moment, visit } from "./test-days";

configure({ testIdAttribute: "data-test" });
const TODAY = "2026-11-18";
let visits: Visit[];
let asked: string[];
let tell: (news: News) => void;

/** A desk whose building is at Wednesday 18 November, 10:42, and that answers at once. */
async function startDesk(): Promise<void> {
  const backend = {
    onNews: (handler: (news: News) => void) => {
      tell = handler;
      return Promise.resolve(() => undefined);
    },
    firstView: () => Promise.resolve({ session: { phase: "starting" }, lock: { locked: false }, building: null }),
    painted: () => Promise.resolve(),
    agenda: (first: string, last: string): Promise<Agenda> => {
      asked.push(`${first} ${last}`);
      const days = [];
      for (let day = parseDate(first); day.compare(parseDate(last)) <= 0; day = day.add({ days: 1 })) days.push(evenDay(day.toString()));
      return Promise.resolve({ days, visits: visits.filter(({ start, end }) => start.date <= last && end.date >= first) });
    },
  };
  await desk.start(backend as unknown as Backend);
  midnight(TODAY, 642);
}

function midnight(date: string, offset = 0): void {
  tell({ kind: "clock", clock: { now: moment(date, offset), zone: "Europe/London", utcOffset: "UTC+0" } });
}

const settled = async (): Promise<void> => {
  await new Promise((resolve) => setTimeout(resolve));
  await tick();
  await tick();
};
const stops = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>("[tabindex='0']")];
const focused = (): string => document.activeElement?.getAttribute("aria-label") ?? "";
const press = async (keys: string): Promise<void> => {
  await userEvent.setup().keyboard(keys);
  await settled();
};
/** What stands in the list: of a day its name, of a visit its key. */
const listed = (): (string | undefined)[] =>
  [...document.querySelectorAll<HTMLElement>("[data-test='list-day'], [data-test='list-row']")].map((row) => row.dataset.date ?? row.dataset.visit);

async function open(): Promise<void> {
  render(CalendarPage);
  await settled();
  stops()[0]?.focus();
}

beforeEach(async () => {
  await parts.read();
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(600);
  asked = [];
  visits = [
    visit("g1", moment("2026-11-17", 480), moment("2026-11-19", 1080), { doors: [], groups: [{ id: 1, name: "Contractors" }] }),
    { ...dayVisit("r0", TODAY, 540, 570), state: "over" },
    dayVisit("r1", TODAY, 660, 720),
    { ...dayVisit("r2", "2026-11-19", 660, 690), line: "Kaya Ltd", host: "Marta Świątek" },
    dayVisit("r3", "2026-12-15", 600, 660),
    dayVisit("r4", "2026-12-17", 600, 660),
  ];
  view.drawer = null;
  calendar.today();
  calendar.show("list");
  await startDesk();
  window.addEventListener("keydown", dispatchKey);
});
afterEach(() => {
  window.removeEventListener("keydown", dispatchKey);
  vi.restoreAllMocks();
});

describe("the list", () => {
  it("has four weeks from the shown day on: each day that has visits, and under it those in the order of time", async () => {
    await open();
    expect(asked).toEqual(["2026-11-18 2026-12-15"]);
    expect(listed()).toEqual([TODAY, "g1", "r0", "r1", "2026-11-19", "g1", "r2", "2026-12-15", "r3"]);
    expect(screen.getByText(/^Up to Tuesday 15 December 2026\./)).toBeTruthy();
  });

  it("is a grid with one tab stop, the first visit that is not over, and says counts, days and states", async () => {
    await open();
    const grid = screen.getByRole("grid", { name: "Calendar, From 18 Nov 2026" });
    expect(grid.getAttribute("aria-rowcount")).toBe("10");
    expect(within(grid).getAllByRole("rowheader").map((head) => head.getAttribute("aria-label"))).toEqual([
      "Wednesday 18 November 2026, today, 3 visits",
      "Thursday 19 November 2026, 2 visits",
      "Tuesday 15 December 2026, 1 visit",
    ]);
    expect(stops()).toHaveLength(1);
    expect(focused()).toBe("Visitor g1, until Thu 19 Nov 18:00, Contractors, Expected, Wednesday 18 November 2026");
    const row = screen.getByRole("row", { name: "Visitor r2, host Marta Świątek, 11:00 to 11:30, Front Door, doors: all ready, Expected, Thursday 19 November 2026" });
    expect(row.textContent).toContain("Kaya Ltd · Host: Marta Świątek");
    expect(row.querySelector("[data-standing=expected] svg")).toBeTruthy();
  });

  it("has nothing that axe-core finds fault with, full or empty", async () => {
    await open();
    const faults = async (): Promise<string[]> => {
      const found = await axe.run(document.body, { rules: { "color-contrast": { enabled: false }, region: { enabled: false } } });
      return found.violations.map((fault) => `${fault.id}: ${fault.nodes.map((node) => node.html).join(" ")}`);
    };
    expect(await faults()).toEqual([]);
    visits = [];
    tell({ kind: "changed", topics: ["visits"] });
    await settled();
    expect(screen.getByTestId("list-none")).toBeTruthy();
    expect(await faults()).toEqual([]);
  });

  it("is walked by arrows, says the day that is come to, and opens a visit by Enter, by letters and by the mouse", async () => {
    await open();
    await press("{ArrowDown}{ArrowDown}");
    expect(focused()).toContain("Visitor r1");
    await press("{ArrowDown}");
    expect(focused()).toBe("Visitor g1, until 18:00, Contractors, Expected, Thursday 19 November 2026");
    expect(announcer.text).toContain("Thursday 19 November 2026, 2 visits");
    expect(stops()).toHaveLength(1);
    await press("{ArrowRight}");
    expect(focused()).toContain("Visitor r3");
    await press("{ArrowLeft}");
    expect(focused()).toContain("Visitor g1, until 18:00");
    await press("{Home}{ArrowUp}");
    expect(focused()).toContain("Visitor g1, until Thu 19 Nov 18:00");
    await press("{PageDown}");
    expect(focused()).toContain("Visitor r3");
    await press("{PageUp}{End}{Enter}");
    expect(view.drawer).toEqual({ kind: "visit", key: "r3" });
    view.drawer = null;
    await press("x");
    expect(view.drawer).toEqual({ kind: "visit", key: "r3", asking: "cancel" });
    await userEvent.setup().click(screen.getByRole("row", { name: /^Visitor r1/ }));
    expect(view.drawer).toEqual({ kind: "visit", key: "r1" });
    expect(stops().map((stop) => stop.dataset.visit)).toEqual(["r1"]);
  });

  it("goes on and back by a week, to its beginning, and the focus with it", async () => {
    await open();
    await press("{End}");
    calendar.next();
    await settled();
    expect(asked.at(-1)).toBe("2026-11-25 2026-12-22");
    expect(listed()).toEqual(["2026-12-15", "r3", "2026-12-17", "r4"]);
    await press("{End}");
    expect(focused()).toContain("Visitor r4");
    calendar.previous();
    await settled();
    expect(calendar.anchor).toBe(TODAY);
    expect(focused()).toContain("Visitor g1");
    expect(announcer.text).toContain("From 18 Nov 2026, 5 visits");
  });

  it("follows midnight", async () => {
    await open();
    midnight("2026-11-19", 1);
    await settled();
    expect(asked.at(-1)).toBe("2026-11-19 2026-12-16");
    expect(listed()[0]).toBe("2026-11-19");
    expect(screen.getByRole("rowheader", { name: "Thursday 19 November 2026, today, 2 visits" })).toBeTruthy();
  });

  it("takes the focus along where its file comes only after its days", async () => {
    calendar.show("week");
    await open();
    const { later } = parts;
    parts.later = null;
    calendar.show("list");
    await settled();
    expect(document.activeElement).toBe(document.body);
    parts.later = later;
    await settled();
    expect(focused()).toContain("Visitor g1");
  });

  it("goes on with what comes in the place of a visit that has gone", async () => {
    await open();
    await press("{ArrowDown}{ArrowDown}");
    expect(focused()).toContain("Visitor r1");
    visits = visits.filter(({ key }) => key !== "r1");
    tell({ kind: "changed", topics: ["visits"] });
    await settled();
    expect(focused()).toContain("Visitor g1, until 18:00");
  });

  it("says where there are none what would be there, books the day, and takes the focus along", async () => {
    visits = [dayVisit("r1", TODAY, 660, 720)];
    await open();
    calendar.go("2026-11-20");
    await settled();
    expect(screen.getByTestId("list-none").textContent).toContain("No visits from Friday 20 November 2026 to Thursday 17 December 2026.");
    await press("{Enter}");
    expect(view.drawer).toEqual({ kind: "book", draft: { date: "2026-11-20" } });
    calendar.go(TODAY);
    await settled();
    expect(focused()).toContain("Visitor r1");
  });

  it("draws of ten thousand visits those in sight, and keys reach all of them", async () => {
    visits = Array.from({ length: 10_000 }, (_, index) => {
      const day = parseDate(TODAY).add({ days: index % 28 }).toString();
      return dayVisit(`r${String(index)}`, day, 480 + (index % 60), 600);
    });
    await open();
    expect(listed().length).toBeLessThan(80);
    expect(screen.getByRole("grid").getAttribute("aria-rowcount")).toBe("10029");
    await press("{End}");
    expect(focused()).toContain("Tuesday 15 December 2026");
    expect(listed().length).toBeLessThan(80);
    await press("{Home}");
    expect(focused()).toContain("Wednesday 18 November 2026");
  });
});
