import { cleanup, configure, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { desk } from "../desk.svelte";
import { parts } from "../frame/parts.svelte";
import { takeKey } from "../frame/shortcuts";
import type { Draft, Receipt, Visit } from "../ipc/bindings";
import { Fake } from "../ipc/fake";
import VisitDrawer from "../visit/VisitDrawer.svelte";
import { patternText } from "../words/series";
import BookDrawer from "./BookDrawer.svelte";
import { Repeating } from "./repeating.svelte";

configure({ testIdAttribute: "data-test" });
const user = userEvent.setup();
let building: Fake;

/** Linh, on Friday 23 October 2026, at one door. */
const DRAFT: Draft = { personId: 1001, date: "2026-10-23", lastDate: "", from: "09:00", to: "10:00", place: { kind: "doors", channelIds: [14] } };

function dates(): HTMLElement[] {
  return screen.queryAllByTestId("plan-date");
}

function visits(): Promise<Visit[]> {
  return building.agenda("2026-10-23", "2026-12-31").then((agenda) => agenda.visits.filter((visit) => visit.personId === 1001));
}

async function fill(name: string, text: string): Promise<void> {
  await user.clear(screen.getByTestId(name));
  await user.type(screen.getByTestId(name), text);
}

beforeEach(async () => {
  window.addEventListener("keydown", takeKey);
  building = new Fake({ pace: 2_000_000, elapsed: () => 0 });
  desk.receipts = new Map();
  await desk.start(building);
  await parts.read();
  await waitFor(() => expect(desk.places.doors.length).toBeGreaterThan(0));
});

afterEach(() => {
  cleanup();
  window.removeEventListener("keydown", takeKey);
});

describe("a visit that repeats", () => {
  it("lists every date, leaves one out by its tick, and books the others", async () => {
    render(BookDrawer, { draft: DRAFT });
    await user.click(screen.getByTestId("book-repeats"));
    await fill("repeat-count", "4");
    await waitFor(() => expect(dates().map((date) => date.dataset.date)).toEqual(["2026-10-23", "2026-10-30", "2026-11-06", "2026-11-13"]));
    const [, second] = dates();
    await user.click(second?.querySelector("input") as HTMLElement);
    await waitFor(() => expect(dates()[1]?.classList.contains("out")).toBe(true));
    expect(screen.getByTestId("dates-heading").textContent).toBe("4 dates, 1 left out");
    await user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(async () => expect((await visits()).map(({ start }) => start.date)).toEqual(["2026-10-23", "2026-11-06", "2026-11-13"]));
  });

  it("has one tab stop for all its dates, and arrows go among them", async () => {
    render(BookDrawer, { draft: DRAFT });
    await user.click(screen.getByTestId("book-repeats"));
    await user.selectOptions(screen.getByTestId("book-repeat"), "daily");
    await waitFor(() => expect(dates().length).toBe(10));
    const boxes = () => dates().map((date) => date.querySelector("input") as HTMLInputElement);
    expect(boxes().filter((box) => box.tabIndex === 0).length).toBe(1);
    boxes()[0]?.focus();
    await user.keyboard("{ArrowDown}{End}{ArrowUp}");
    await waitFor(() => expect(document.activeElement).toBe(boxes()[8]));
  });

  it("leaves out with one press what cannot be booked", async () => {
    // Today at nine has passed.
    render(BookDrawer, { draft: { ...DRAFT, date: "2026-10-22" } });
    await user.click(screen.getByTestId("book-repeats"));
    await user.selectOptions(screen.getByTestId("book-repeat"), "weekdays");
    await fill("repeat-count", "3");
    await user.click(await screen.findByTestId("leave-amiss"));
    await waitFor(() => expect(dates().map((date) => date.classList.contains("out"))).toEqual([true, false, false]));
    await user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(async () => expect((await visits()).map(({ start }) => start.date)).toEqual(["2026-10-23", "2026-10-26"]));
  });

  it("is one day or several, not both, by doors", async () => {
    render(BookDrawer, { draft: DRAFT });
    await user.click(screen.getByTestId("book-repeats"));
    await user.click(screen.getByTestId("book-several"));
    expect(screen.queryByTestId("repeat")).toBeNull();
    await user.click(screen.getByTestId("book-repeats"));
    expect(screen.queryByTestId("book-lastDate")).toBeNull();
  });

  it("says what the desk is asked for", () => {
    const repeating = new Repeating({ read: (text) => text, write: (text) => text });
    expect(repeating.repeat).toEqual({ pattern: { kind: "weekly", every: 1, days: [] }, ends: { kind: "after", count: 10 }, leftOut: [] });
    repeating.every = "two";
    expect(repeating.repeat.pattern).toMatchObject({ every: 0 });
    expect(repeating.shownDays("2026-10-23")).toEqual([5]);
    repeating.toggleDay(5, "2026-10-23");
    expect(repeating.days).toEqual([]);
    repeating.toggleDay(1, "2026-10-23");
    expect(repeating.days).toEqual([1, 5]);
    expect(patternText("monthlyByWeekday", "2026-10-23")).toBe("Monthly on the fourth Friday");
    expect(patternText("monthlyByWeekday", "2026-10-30")).toBe("Monthly on the last Friday");
  });
});

describe("a series that is booked", () => {
  async function open(): Promise<Receipt> {
    const repeat: Draft["repeat"] = { pattern: { kind: "daily" }, ends: { kind: "after", count: 4 }, leftOut: ["2026-10-25"] };
    const receipt = await building.book({ ...DRAFT, repeat });
    const key = receipt.steps[1]?.visitKey ?? "";
    render(VisitDrawer, { visitKey: key });
    await screen.findByTestId("series");
    return receipt;
  }

  it("shows what belongs to it, and adds a date that was left out", async () => {
    await open();
    await user.click(screen.getByTestId("series-show"));
    expect(screen.getAllByTestId("series-visit").length).toBe(3);
    await user.click(screen.getByTestId("series-add"));
    await waitFor(() => expect(screen.getAllByTestId("series-visit").length).toBe(4));
    expect(screen.queryByTestId("series-add")).toBeNull();
  });

  it("is cancelled from this visit on, and not before it", async () => {
    await open();
    await user.click(screen.getByTestId("visit-cancel"));
    await user.click(screen.getByTestId("reach-following"));
    await user.click(screen.getByTestId("visit-cancel-yes"));
    await waitFor(async () => expect((await visits()).map(({ state }) => state)).toEqual(["pending", "cancelling", "cancelling"]));
  });
});

describe("several visitors", () => {
  it("are chosen one after another, each once, taken off again, and booked together", async () => {
    render(BookDrawer, { draft: DRAFT });
    const items = () => screen.queryAllByTestId("plan-item").map((item) => item.textContent);
    await waitFor(() => expect(items().length).toBe(1));
    await user.click(await screen.findByTestId("companion-add"));
    const also = () => document.querySelector("#book-also") as HTMLInputElement;
    for (const name of ["john doe", "john doe", "elif"]) {
      await waitFor(() => expect(document.activeElement).toBe(also()));
      await user.type(also(), `${name}{Enter}`);
      await waitFor(() => expect(also().value).toBe(""));
    }
    await waitFor(() => expect(items().length).toBe(3));
    expect(screen.getAllByTestId("companion").map((each) => each.querySelector(".name")?.textContent.split(" Acme")[0])).toEqual(["John Doe", "Elif Kaya"]);
    await user.click(screen.getAllByTestId("companion-remove")[0] as HTMLElement);
    await waitFor(() => expect(items().length).toBe(2));
    expect(items().join(" ")).toContain("Elif Kaya");
    await user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(async () => {
      const { visits: all } = await building.agenda("2026-10-23", "2026-10-23");
      expect(all.filter(({ start }) => start.time === "09:00").map(({ name }) => name)).toEqual(expect.arrayContaining(["Linh Nguyễn", "Elif Kaya"]));
    });
  });

  it("are told apart where one cannot be booked", async () => {
    render(BookDrawer, { draft: DRAFT });
    await user.click(await screen.findByTestId("companion-add"));
    const also = document.querySelector("#book-also") as HTMLInputElement;
    await user.type(also, "nguni{Enter}");
    await waitFor(() => expect(screen.getByTestId("companion").textContent).toContain("Disabled in DoorFlow"));
    expect(document.getElementById("book-problem-who")?.textContent).toContain("One of the others");
  });
});
