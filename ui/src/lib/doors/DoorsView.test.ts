import { parseDate } from "../days";
import { configure, render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { tick } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { calendar } from "../calendar/calendar.svelte";
import CalendarPage from "../calendar/CalendarPage.svelte";
import { dayVisit, evenDay, longDay, moment, visit } from "../calendar/test-days";
import { desk } from "../desk.svelte";
import { announcer } from "../frame/announce.svelte";
import { dispatchKey } from "../frame/keys";
import { parts } from "../frame/parts.svelte";
import { view } from "../frame/view.svelte";
import type { Backend } from "../ipc/backend";
import type { Agenda, Door, News, Visit } from "../ipc/bindings";

configure({ testIdAttribute: "data-test" });
const TODAY = "2026-11-18";
/** The window in which the rows are scrolled, in CSS pixels. */
const SIZE = { width: 1000, height: 600 };
let visits: Visit[];
let doors: Door[];
let tell: (news: News) => void;

function at(key: string, date: string, from: number, to: number, ...ids: number[]): Visit {
  return { ...dayVisit(key, date, from, to), doors: ids.map((id) => ({ id, name: `Door ${String(id)}`, readiness: "ready" })) };
}

/** A desk whose building is at Wednesday 18 November, 10:42, with 300 doors of three sites. */
async function startDesk(): Promise<void> {
  const backend = {
    onNews: (handler: (news: News) => void) => {
      tell = handler;
      return Promise.resolve(() => undefined);
    },
    firstView: () => Promise.resolve({ session: { phase: "starting" }, lock: { locked: false }, building: null }),
    painted: () => Promise.resolve(),
    agenda: (first: string, last: string): Promise<Agenda> => {
      const days = [];
      for (let day = parseDate(first); day.compare(parseDate(last)) <= 0; day = day.add({ days: 1 })) {
        const date = day.toString();
        days.push(date === "2026-10-25" ? longDay() : evenDay(date));
      }
      return Promise.resolve({ days, visits });
    },
  };
  await desk.start(backend as unknown as Backend);
  desk.places = {
    doors,
    groups: [],
    sites: [1, 2, 3].map((id) => ({ id, name: `Site ${String(id)}` })),
    usualDoors: [],
  };
  tell({ kind: "clock", clock: { now: moment(TODAY, 642), zone: "Europe/London", utcOffset: "UTC+0" } });
}

const settled = async (): Promise<void> => {
  await new Promise((resolve) => setTimeout(resolve));
  await tick();
  await tick();
};
const stops = () => [...document.querySelectorAll<HTMLElement>("[data-stop][tabindex='0']")];
const focused = () => document.activeElement?.getAttribute("aria-label") ?? "";
const drawnRows = () => screen.getAllByTestId("door-row").map((row) => row.dataset.row);
const press = async (keys: string) => {
  await userEvent.setup().keyboard(keys);
  await settled();
};

async function open(): Promise<void> {
  render(CalendarPage);
  await settled();
  stops()[0]?.focus();
}

beforeEach(async () => {
  await parts.read();
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(SIZE.width);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(SIZE.height);
  doors = Array.from({ length: 300 }, (_, index) => ({
    id: index + 1,
    name: `Door ${String(index + 1)}`,
    siteId: Math.floor(index / 100) + 1,
    online: index !== 1,
    lockdown: index === 2,
    failing: false,
  }));
  visits = [at("r1", TODAY, 660, 720, 1, 2), at("r2", TODAY, 690, 780, 200), at("r3", "2026-11-20", 600, 660, 1)];
  view.drawer = null;
  calendar.ghost = null;
  calendar.show("week");
  calendar.show("doors");
  calendar.today();
  await startDesk();
  window.addEventListener("keydown", dispatchKey);
});
afterEach(() => {
  window.removeEventListener("keydown", dispatchKey);
  vi.restoreAllMocks();
});

describe("the doors", () => {
  it("are a grid of which only what is in sight is drawn, with one tab stop", async () => {
    visits = Array.from({ length: 5000 }, (_, index) =>
      at(`r${String(index)}`, `2026-11-${String(16 + (index % 7))}`, 480 + (index % 16) * 30, 540 + (index % 16) * 30, (index % 300) + 1),
    );
    await open();
    const grid = screen.getByRole("grid", { name: "Doors, 16–22 Nov 2026" });
    expect(grid.getAttribute("aria-rowcount")).toBe("303");
    expect(within(grid).getAllByRole("row").length).toBeLessThan(60);
    expect(within(grid).getAllByRole("gridcell").length).toBeLessThan(400);
    expect(stops()).toHaveLength(1);
    expect(focused()).toBe("Door 1, Wednesday 18 November 2026, 10:30 to 11:00, free to book");
    expect(screen.getByTestId("doors-count").textContent).toBe("300 doors, 5,000 visits");
  });

  it("say their state and how many visits they have, and show a visit at each of its doors", async () => {
    await open();
    expect(screen.getByRole("rowheader", { name: "Door 1, online, 2 visits" })).toBeTruthy();
    expect(screen.getByRole("rowheader", { name: "Door 2, offline, 1 visit" })).toBeTruthy();
    expect(screen.getByRole("rowheader", { name: "Door 3, lockdown, no visits" })).toBeTruthy();
    expect(screen.getByRole("rowheader", { name: /^Site 1/ })).toBeTruthy();
    const name = "Visitor r1 11:00–12:00 · Door 1, Door 2, Wednesday 18 November 2026, expected, doors ready";
    expect(screen.getAllByRole("gridcell", { name })).toHaveLength(2);
  });

  it("show a group's visits in a row of the group", async () => {
    visits = [visit("g1", moment("2026-11-17", 480), moment("2026-11-19", 1080), { doors: [], groups: [{ id: 31, name: "Contractors" }] })];
    await open();
    expect(screen.getByRole("rowheader", { name: "Contractors, group, 1 visit" })).toBeTruthy();
    expect(screen.getByRole("gridcell", { name: /^Visitor g1 Contractors, until Thu 19 Nov 18:00, from Tuesday 17/ })).toBeTruthy();
  });

  it("have nothing that axe-core finds fault with", async () => {
    visits.push(...Array.from({ length: 9 }, (_, index) => at(`c${String(index)}`, TODAY, 660, 720, 3)));
    await open();
    expect(screen.getByRole("gridcell", { name: "+6 more visits, 11:00 to 12:00" })).toBeTruthy();
    const found = await axe.run(document.body, { rules: { "color-contrast": { enabled: false }, region: { enabled: false } } });
    expect(found.violations.map((fault) => `${fault.id}: ${fault.nodes.map((node) => node.html).join(" ")}`)).toEqual([]);
    expect(found.passes.length).toBeGreaterThan(5);
  });
});

describe("the arrows", () => {
  it("go along the time of one door, over visits and days", async () => {
    await open();
    await press("{ArrowRight}");
    expect(focused()).toContain("11:00 to 11:30");
    await press("{ArrowRight}");
    expect(focused()).toContain("Visitor r1");
    await press("{End}{ArrowRight}");
    expect(focused()).toBe("Door 1, Thursday 19 November 2026, 00:00 to 00:30, free to book");
    await press("{ArrowLeft}");
    expect(focused()).toBe("Door 1, Wednesday 18 November 2026, 23:30 to 24:00, free to book");
    expect(stops()).toHaveLength(1);
  });

  it("go from a visit to one at that time at another door, also where nothing is drawn yet", async () => {
    await open();
    await press("{ArrowRight}{ArrowRight}");
    await press("{ArrowDown}");
    expect(focused()).toContain("Visitor r1");
    expect(document.activeElement?.closest("[data-row]")?.getAttribute("data-row")).toBe("door-2");
    expect(drawnRows()).not.toContain("door-200");
    await press("{PageDown>19/}{ArrowDown>7/}");
    expect(document.activeElement?.closest("[data-row]")?.getAttribute("data-row")).toBe("door-199");
    expect(drawnRows()).not.toContain("door-2");
    await press("{ArrowRight}{ArrowDown}");
    expect(focused()).toContain("Door 200, Wednesday 18 November 2026, 11:30 to 12:00");
    await press("{ArrowRight}");
    expect(focused()).toContain("Visitor r2 11:30–13:00");
    await press("{Enter}");
    expect(view.drawer).toEqual({ kind: "visit", key: "r2" });
  });

  it("leave the focus where it is when it is scrolled out of sight", async () => {
    await open();
    await press("{ArrowRight}{ArrowRight}");
    const scroller = screen.getByTestId("doors-scroller");
    scroller.scrollTop = 5000;
    scroller.scrollLeft = 3000;
    scroller.dispatchEvent(new Event("scroll"));
    await settled();
    expect(drawnRows().length).toBeGreaterThan(10);
    expect(drawnRows()).toContain("door-1");
    expect(drawnRows()).not.toContain("door-2");
    expect(focused()).toContain("Visitor r1");
  });

  it("leave the focus where it is when the wheel takes it out of sight bit by bit", async () => {
    await open();
    await press("{ArrowRight}{ArrowRight}");
    const scroller = screen.getByTestId("doors-scroller");
    for (let top = 120; top <= 1200; top += 120) {
      scroller.scrollTop = top;
      scroller.dispatchEvent(new Event("scroll"));
      await settled();
      expect(focused()).toContain("Visitor r1");
    }
    expect(drawnRows()).not.toContain("door-2");
  });

  it("take the focus from nobody after one that led nowhere", async () => {
    await open();
    await press("{ArrowUp}");
    const filter = screen.getByRole("searchbox");
    await userEvent.setup().type(filter, "site 2");
    await settled();
    expect(document.activeElement).toBe(filter);
    expect((filter as HTMLInputElement).value).toBe("site 2");
  });

  it("are not needed: a wheel, a finger and the bars scroll too, and book nothing", async () => {
    await open();
    const scroller = screen.getByTestId("doors-scroller");
    scroller.dispatchEvent(new WheelEvent("wheel", { deltaY: 5000, bubbles: true }));
    await settled();
    expect(scroller.scrollTop).toBe(5000);
    expect(drawnRows()).not.toContain("door-5");
    const row = screen.getAllByTestId("door-row")[1];
    for (const type of ["pointerdown", "pointermove", "pointerup"]) {
      row?.dispatchEvent(new PointerEvent(type, { pointerType: "touch", button: 0, movementY: 500, clientX: 900, bubbles: true }));
    }
    expect(scroller.scrollTop).toBe(4500);
    expect(view.drawer).toBeNull();
    const bar = screen.getByTestId("bar-down");
    bar.setPointerCapture = () => undefined;
    bar.getBoundingClientRect = () => new DOMRect(988, 0, 12, 500);
    bar.dispatchEvent(new PointerEvent("pointerdown", { clientY: 499, button: 0, bubbles: true }));
    await settled();
    expect(drawnRows()).toContain("door-300");
    bar.dispatchEvent(new PointerEvent("pointermove", { clientY: 0, bubbles: true }));
    await settled();
    expect(drawnRows()).toContain("door-5");
  });

  it("go into the next week, and walk both hours of a day that has one twice", async () => {
    calendar.go("2026-10-25");
    visits = [];
    await open();
    await press("{Home}");
    await press("{ArrowRight>4/}");
    expect(focused()).toContain("01:00 to 01:30");
    await press("{ArrowRight}");
    expect(focused()).toContain("01:30 to 02:00");
    await press("{ArrowRight}");
    expect(focused()).toContain("02:00 to 02:30");
    await press("{End}{ArrowRight}");
    expect(focused()).toBe("Door 1, Monday 26 October 2026, 00:00 to 00:30, free to book");
    expect(calendar.title).toBe("26 Oct – 1 Nov 2026");
  });
});

describe("booking", () => {
  it("begins at the door and the time of the cursor", async () => {
    await open();
    await press("{ArrowDown}{Enter}");
    const place = { kind: "doors", channelIds: [2] };
    expect(view.drawer).toEqual({ kind: "book", draft: { date: TODAY, from: "10:30", to: "11:30", place } });
    await press("{Shift>}{ArrowRight}{ArrowRight}{/Shift}{Enter}");
    expect(view.drawer).toEqual({ kind: "book", draft: { date: TODAY, from: "10:30", to: "12:00", place } });
  });

  it("is drawn in the rows of its doors", async () => {
    await open();
    calendar.ghost = { date: TODAY, from: "13:00", to: "24:00", place: { kind: "doors", channelIds: [1, 3] } };
    await tick();
    expect(screen.getAllByTestId("ghost").map((ghost) => ghost.closest<HTMLElement>("[data-row]")?.dataset.row)).toEqual(["door-1", "door-3"]);
    expect(screen.getAllByTestId("ghost")[0]?.textContent).toMatch(/New visit\s*13:00–24:00/);
    calendar.ghost = { date: TODAY, from: "13:00", to: "14:30", place: { kind: "doors", channelIds: [3] }, name: "Linh Nguyễn" };
    await tick();
    expect(screen.getByTestId("ghost").textContent, "one that is moved").toMatch(/Linh Nguyễn\s*13:00–14:30/);
  });

  it("begins with a drag in a row", async () => {
    await open();
    const row = screen.getAllByTestId("door-row")[1];
    if (row === undefined) throw new Error("no second row");
    row.setPointerCapture = () => undefined;
    // Wednesday 13:00, an hour being 26 px and the names 210.
    const x = 210 + (48 + 13) * 26;
    row.dispatchEvent(new PointerEvent("pointerdown", { clientX: x, button: 0, bubbles: true }));
    row.dispatchEvent(new PointerEvent("pointermove", { clientX: x + 39, bubbles: true }));
    row.dispatchEvent(new PointerEvent("pointerup", { bubbles: true }));
    await settled();
    expect(view.drawer).toEqual({
      kind: "book",
      draft: { date: TODAY, from: "13:00", to: "14:30", place: { kind: "doors", channelIds: [2] } },
    });
  });
});

describe("the filter", () => {
  it("leaves the doors whose name or site it holds, says how many, and is cleared by Escape", async () => {
    const user = userEvent.setup();
    await open();
    await user.type(screen.getByRole("searchbox", { name: "Filter by site or door" }), "site 2 200");
    await settled();
    expect(drawnRows()).toEqual(["door-200"]);
    expect(announcer.text).toContain("1 door, 1 visit");
    await user.type(screen.getByRole("searchbox"), "nothing");
    await settled();
    expect(screen.getByTestId("doors-none").textContent).toContain("No door or site has that name.");
    await user.keyboard("{Escape}");
    await settled();
    expect(drawnRows()).toContain("door-1");
    await user.type(screen.getByRole("searchbox"), "nothing");
    await settled();
    await user.click(screen.getByTestId("doors-clear"));
    await settled();
    expect(document.activeElement, "what was pressed is gone").toBe(screen.getByRole("searchbox"));
  });
});

describe("how much time is shown", () => {
  it("is a day where a day was shown, a week where not, and what is chosen", async () => {
    const user = userEvent.setup();
    await open();
    expect(screen.getAllByTestId("doors-head-day")).toHaveLength(7);
    await user.click(screen.getByRole("button", { name: "One day" }));
    await settled();
    expect(screen.getAllByTestId("doors-head-day")).toHaveLength(1);
    expect(calendar.title).toBe("Wed 18 Nov 2026");
    calendar.next();
    expect(calendar.anchor).toBe("2026-11-19");
    calendar.show("week");
    calendar.show("doors");
    expect(calendar.doorsFor).toBe("week");
    calendar.show("day");
    calendar.show("doors");
    expect(calendar.doorsFor).toBe("day");
  });
});
