import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { tick } from "svelte";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { desk } from "../desk.svelte";
import { dispatchKey, pushKeys } from "../frame/keys";
import { parts } from "../frame/parts.svelte";
import { view } from "../frame/view.svelte";
import type { Backend } from "../ipc/backend";
import type { Agenda, DayFrame, News, Visit } from "../ipc/bindings";
import { parseDate } from "../days";
import { calendar } from "./calendar.svelte";
import CalendarPage from "./CalendarPage.svelte";
import { dayVisit, evenDay, moment, visit } from "./test-days";

const TODAY = "2026-11-18";
let visits: Visit[];
let refusal: unknown;
let tell: (news: News) => void;
/** A day of each answer, as long as somebody holds it. */
let given: WeakRef<DayFrame>[];

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
      if (refusal !== null) return Promise.reject(refusal);
      const days = [];
      for (let day = parseDate(first); day.compare(parseDate(last)) <= 0; day = day.add({ days: 1 })) days.push(evenDay(day.toString()));
      given.push(...days.slice(0, 1).map((day) => new WeakRef(day)));
      return Promise.resolve({ days, visits });
    },
  };
  await desk.start(backend as unknown as Backend);
  tell({ kind: "clock", clock: { now: moment(TODAY, 642), zone: "Europe/London", utcOffset: "UTC+0" } });
}

const settled = async (): Promise<void> => {
  await new Promise((resolve) => setTimeout(resolve));
  await tick();
};
const stops = () => [...document.querySelectorAll<HTMLElement>("[tabindex='0']")];
const focused = () => document.activeElement?.getAttribute("aria-label") ?? "";

beforeEach(async () => {
  await parts.read();
  refusal = null;
  given = [];
  visits = [
    dayVisit("r1", "2026-11-18", 660, 720),
    dayVisit("r2", "2026-11-19", 660, 690),
    visit("g1", moment("2026-11-17", 480), moment("2026-11-19", 1080), { groups: [{ id: 1, name: "Contractors" }] }),
  ];
  view.drawer = null;
  calendar.ghost = null;
  calendar.show("week");
  calendar.today();
  await startDesk();
  window.addEventListener("keydown", dispatchKey);
});
afterEach(() => window.removeEventListener("keydown", dispatchKey));

describe("the week", () => {
  it("draws again only the day on which something changed", async () => {
    render(CalendarPage);
    await settled();
    const touched = new Set<string>();
    const observer = new MutationObserver((changes) => {
      for (const { target } of changes) {
        const at = target instanceof Element ? target : target.parentElement;
        touched.add(at?.closest<HTMLElement>("[data-test='day-column']")?.dataset.date ?? "");
      }
    });
    observer.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
    visits = structuredClone(visits).map((one) => (one.key === "r2" ? dayVisit("r2", "2026-11-19", 660, 720) : one));
    tell({ kind: "changed", topics: ["visits"] });
    await settled();
    observer.disconnect();
    touched.delete("");
    expect([...touched]).toEqual(["2026-11-19"]);
  });

  it("lets go of the weeks that it has shown", async () => {
    setFlagsFromString("--expose-gc");
    const collectGarbage = runInNewContext("gc") as () => void;
    render(CalendarPage);
    for (let week = 0; week < 20; week += 1) {
      calendar.next();
      await settled();
    }
    await waitFor(() => {
      collectGarbage();
      expect(given.length).toBeGreaterThan(20);
      // The one on the screen, and what it was laid out from.
      expect(given.filter((day) => day.deref() !== undefined).length).toBeLessThanOrEqual(3);
    });
  });

  it("takes the focus from nobody after a key that led nowhere", async () => {
    const user = userEvent.setup();
    render(CalendarPage);
    await settled();
    stops()[0]?.focus();
    await user.keyboard("{Home}{ArrowUp}");
    const field = document.body.appendChild(document.createElement("input"));
    field.focus();
    tell({ kind: "changed", topics: ["visits"] });
    await settled();
    expect(document.activeElement).toBe(field);
    field.remove();
  });

  it("follows midnight after something was booked today", async () => {
    const user = userEvent.setup();
    render(CalendarPage);
    await settled();
    stops()[0]?.focus();
    await user.keyboard("{Enter}");
    expect(view.drawer).toMatchObject({ kind: "book", draft: { date: TODAY } });
    tell({ kind: "clock", clock: { now: moment("2026-11-19", 1), zone: "Europe/London", utcOffset: "UTC+0" } });
    expect(calendar.anchor).toBe("2026-11-19");
  });

  it("leaves Escape to others once another visit was pressed on", async () => {
    const heard: string[] = [];
    // Older than the calendar's own, and so asked last.
    const release = pushKeys(({ key }) => {
      heard.push(key);
      return false;
    });
    render(CalendarPage);
    await settled();
    for (const [key, type] of [["r1", "pointerdown"], ["r2", "pointerdown"], ["r2", "pointerup"]] as const) {
      const node = document.querySelector(`[data-visit='${key}']`);
      node?.dispatchEvent(new PointerEvent(type, { button: 0, bubbles: true }));
    }
    await userEvent.setup().keyboard("{Escape}");
    release();
    expect(heard).toEqual(["Escape"]);
  });

  it("is a grid of days with one tab stop, which is the present half-hour", async () => {
    render(CalendarPage);
    await settled();
    const grid = screen.getByRole("grid", { name: "Calendar, 16–22 Nov 2026" });
    // The all-day lane and seven days, each with its header, as a grid must have.
    const rows = within(grid).getAllByRole("row");
    expect(rows).toHaveLength(8);
    for (const row of rows) expect(within(row).getAllByRole("rowheader")).toHaveLength(1);
    expect(stops().map((stop) => stop.getAttribute("aria-label"))).toEqual([
      "Wednesday 18 November 2026, 10:30 to 11:00, free to book",
    ]);
  });

  it("says of a visit who, from, to, where, the full date, its state and its doors", async () => {
    render(CalendarPage);
    await settled();
    const name = "Visitor r1 11:00–12:00 · Front Door, Wednesday 18 November 2026, expected, doors ready";
    expect(screen.getByRole("gridcell", { name })).toBeTruthy();
    const long = /^Visitor g1 Contractors, until Thu 19 Nov 18:00, from Tuesday 17 November 2026 08:00 to /;
    expect(screen.getByRole("gridcell", { name: long })).toBeTruthy();
  });

  it("is walked by arrows, over visits and free time, from day to day and into the next week", async () => {
    const user = userEvent.setup();
    render(CalendarPage);
    await settled();
    stops()[0]?.focus();
    await user.keyboard("{ArrowDown}");
    expect(focused()).toContain("11:00 to 11:30");
    await user.keyboard("{ArrowDown}");
    expect(focused()).toContain("Visitor r1");
    await user.keyboard("{ArrowRight}");
    expect(focused()).toContain("Visitor r2");
    expect(calendar.anchor).toBe("2026-11-19");
    expect(stops()).toHaveLength(1);
    for (let count = 0; count < 4; count += 1) {
      await user.keyboard("{ArrowRight}");
      await settled();
    }
    expect(focused()).toBe("Monday 23 November 2026, 11:00 to 11:30, free to book");
    expect(calendar.title).toBe("23–29 Nov 2026");
    expect(stops()).toHaveLength(1);
  });

  it("reaches the all-day lane and comes back from it", async () => {
    const user = userEvent.setup();
    render(CalendarPage);
    await settled();
    stops()[0]?.focus();
    await user.keyboard("{Home}");
    expect(focused()).toContain("Visitor g1");
    await user.keyboard("{Enter}");
    expect(view.drawer).toEqual({ kind: "visit", key: "g1" });
    await user.keyboard("{ArrowDown}");
    expect(focused()).toContain("00:00 to 00:30");
  });

  it("books an hour from free time, or just what was chosen with Shift", async () => {
    const user = userEvent.setup();
    render(CalendarPage);
    await settled();
    stops()[0]?.focus();
    await user.keyboard("{Enter}");
    expect(view.drawer).toEqual({ kind: "book", draft: { date: TODAY, from: "10:30", to: "11:30" } });
    await user.keyboard("{Shift>}{ArrowDown}{ArrowDown}{ArrowDown}{/Shift}{Enter}");
    expect(view.drawer).toEqual({ kind: "book", draft: { date: TODAY, from: "10:30", to: "12:30" } });
  });

  it("gathers what it has no room for, says how many and from when to when, and opens them by keyboard and by pointer", async () => {
    const user = userEvent.setup();
    visits.push(...Array.from({ length: 12 }, (_, index) => dayVisit(`c${String(index)}`, TODAY, 780, 840)));
    render(CalendarPage);
    await settled();
    const gathered = screen.getByRole("gridcell", { name: "+12 more visits, 13:00 to 14:00" });
    expect(gathered.textContent.trim()).toBe("+12");
    const found = await axe.run(document.body, { rules: { "color-contrast": { enabled: false }, region: { enabled: false } } });
    expect(found.violations.map((fault) => `${fault.id}: ${fault.nodes.map((node) => node.html).join(" ")}`)).toEqual([]);
    stops()[0]?.focus();
    for (let count = 0; count < 12 && document.activeElement !== gathered; count += 1) await user.keyboard("{ArrowDown}");
    expect(document.activeElement).toBe(gathered);
    await user.keyboard("{Enter}");
    expect(within(screen.getByRole("dialog")).getAllByRole("listitem")).toHaveLength(12);
    await user.click(screen.getByRole("button", { name: "Close" }));
    expect(screen.queryByRole("dialog")).toBeNull();
    await user.click(gathered);
    expect(within(screen.getByRole("dialog")).getAllByRole("listitem")).toHaveLength(12);
  });

  it("opens a visit by Enter, by X, by E and by the mouse", async () => {
    const user = userEvent.setup();
    render(CalendarPage);
    await settled();
    stops()[0]?.focus();
    await user.keyboard("{ArrowDown}{ArrowDown}{Enter}");
    expect(view.drawer).toEqual({ kind: "visit", key: "r1" });
    view.drawer = null;
    await user.keyboard("x");
    expect(view.drawer).toEqual({ kind: "visit", key: "r1", asking: "cancel" });
    await user.keyboard("e");
    expect(view.drawer).toEqual({ kind: "visit", key: "r1", asking: "extend" });
    await user.click(screen.getByRole("gridcell", { name: /Visitor r2/ }));
    expect(view.drawer).toEqual({ kind: "visit", key: "r2" });
    expect(focused()).toContain("Visitor r2");
  });

  it("keeps the cursor at the time of a visit that has gone, and the focus in the calendar", async () => {
    const user = userEvent.setup();
    render(CalendarPage);
    await settled();
    stops()[0]?.focus();
    await user.keyboard("{ArrowDown}{ArrowDown}");
    expect(focused()).toContain("Visitor r1");
    visits = visits.filter((one) => one.key !== "r1");
    tell({ kind: "changed", topics: ["visits"] });
    await settled();
    expect(screen.queryByText("Visitor r1")).toBeNull();
    expect(focused()).toBe("Wednesday 18 November 2026, 11:00 to 11:30, free to book");
  });

  it("draws the visit that is being made", async () => {
    render(CalendarPage);
    await settled();
    calendar.ghost = { date: "2026-11-20", from: "13:00", to: "24:00" };
    await tick();
    const column = document.querySelector("[data-date='2026-11-20']");
    expect(column?.querySelector("[data-test=ghost]")?.textContent).toMatch(/New visit\s*13:00–24:00/);
    calendar.ghost = { date: "2026-11-20", from: "13:00", to: "14:00", name: "Linh Nguyễn" };
    await tick();
    expect(column?.querySelector("[data-test=ghost]")?.textContent, "one that is moved").toMatch(/Linh Nguyễn\s*13:00–14:00/);
  });

  it("says what went wrong, keeps what was shown, and can be asked again", async () => {
    const user = userEvent.setup();
    render(CalendarPage);
    await settled();
    refusal = { code: "machine", detail: "", problems: [] };
    tell({ kind: "changed", topics: ["visits"] });
    await settled();
    expect(screen.getByRole("alert").textContent).toContain("This computer could not do it");
    expect(screen.getByRole("gridcell", { name: /Visitor r1/ })).toBeTruthy();
    refusal = null;
    await user.click(screen.getByRole("button", { name: "Try again" }));
    await settled();
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("is scrolled by a wheel and by a finger, which books nothing", async () => {
    render(CalendarPage);
    await settled();
    const scroller = document.querySelector<HTMLElement>("[data-test='calendar-scroller']") as HTMLElement;
    const before = scroller.scrollTop;
    scroller.dispatchEvent(new WheelEvent("wheel", { deltaY: 3, deltaMode: WheelEvent.DOM_DELTA_LINE, bubbles: true }));
    expect(scroller.scrollTop).toBe(before + 120);
    const column = document.querySelector("[data-test='day-column']");
    for (const type of ["pointerdown", "pointermove", "pointerup"]) {
      column?.dispatchEvent(new PointerEvent(type, { pointerType: "touch", button: 0, movementY: 50, clientY: 300, bubbles: true }));
    }
    await settled();
    expect(scroller.scrollTop).toBe(before + 70);
    expect(view.drawer).toBeNull();
    expect(document.querySelector("[data-test='ghost']")).toBeNull();
  });
});

describe("the month", () => {
  it("is walked by day and week, into a day's visits and back", async () => {
    const user = userEvent.setup();
    calendar.show("month");
    render(CalendarPage);
    await settled();
    expect(stops().map((stop) => stop.getAttribute("aria-label"))).toEqual(["Wednesday 18 November 2026, today, 2 visits"]);
    stops()[0]?.focus();
    await user.keyboard("{ArrowLeft}");
    expect(focused()).toBe("Tuesday 17 November 2026, 1 visit");
    await user.keyboard("{Enter}");
    expect(focused()).toContain("Visitor g1");
    await user.keyboard("{Enter}");
    expect(view.drawer).toEqual({ kind: "visit", key: "g1" });
    await user.keyboard("{Escape}");
    expect(focused()).toBe("Tuesday 17 November 2026, 1 visit");
    await user.keyboard("{ArrowDown}{ArrowDown}");
    await settled();
    expect(focused()).toBe("Tuesday 1 December 2026, no visits");
    expect(calendar.title).toBe("December 2026");
  });

  it("books several days chosen with Shift", async () => {
    const user = userEvent.setup();
    calendar.show("month");
    render(CalendarPage);
    await settled();
    stops()[0]?.focus();
    await user.keyboard("{Shift>}{ArrowRight}{ArrowRight}{/Shift}{Enter}");
    expect(view.drawer).toEqual({ kind: "book", draft: { date: "2026-11-18", lastDate: "2026-11-20" } });
  });

  it("books no days that were chosen before the calendar went elsewhere", async () => {
    const user = userEvent.setup();
    calendar.show("month");
    render(CalendarPage);
    await settled();
    stops()[0]?.focus();
    await user.keyboard("{Shift>}{ArrowRight}{ArrowRight}{/Shift}");
    calendar.go("2026-12-03");
    await settled();
    await user.keyboard("{Enter}");
    expect(view.drawer).toEqual({ kind: "book", draft: { date: "2026-12-03" } });
  });

  describe("under the mouse", () => {
    const cell = (date: string): HTMLElement => {
      const found = document.querySelector<HTMLElement>(`[data-date='${date}']`);
      if (found === null) throw new Error(date);
      return found;
    };
    const pointer = async (type: string, at: EventTarget): Promise<void> => {
      at.dispatchEvent(new PointerEvent(type, { button: 0, bubbles: type !== "pointerenter" }));
      await settled();
    };

    it("books the day that was pressed on twice, though the first press brings its month", async () => {
      calendar.show("month");
      render(CalendarPage);
      await settled();
      const there = cell("2026-12-03");
      for (let press = 0; press < 2; press += 1) {
        await pointer("pointerdown", there);
        await pointer("pointerup", window);
      }
      there.dispatchEvent(new MouseEvent("dblclick", { bubbles: true }));
      expect(calendar.title).toBe("December 2026");
      expect(view.drawer).toEqual({ kind: "book", draft: { date: "2026-12-03" } });
    });

    it("books from one month into the next", async () => {
      calendar.show("month");
      render(CalendarPage);
      await settled();
      const [from, ...over] = ["2026-11-30", "2026-12-01", "2026-12-02", "2026-12-03"].map(cell);
      if (from !== undefined) await pointer("pointerdown", from);
      for (const day of over) await pointer("pointerenter", day);
      await pointer("pointerup", window);
      expect(view.drawer).toEqual({ kind: "book", draft: { date: "2026-11-30", lastDate: "2026-12-03" } });
    });
  });

  it("lists what a day has no room for", async () => {
    const user = userEvent.setup();
    calendar.show("month");
    render(CalendarPage);
    await settled();
    await user.click(screen.getByRole("button", { name: "+2 more on Wednesday 18 November 2026" }));
    const dialog = screen.getByRole("dialog", { name: "Wednesday 18 November 2026" });
    expect(within(dialog).getAllByRole("listitem")).toHaveLength(2);
    await user.click(within(dialog).getByRole("button", { name: /Visitor r1/ }));
    expect(view.drawer).toEqual({ kind: "visit", key: "r1" });
  });
});
