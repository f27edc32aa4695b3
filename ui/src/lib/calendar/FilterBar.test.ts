import { cleanup, configure, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { tick } from "svelte";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { desk } from "../desk.svelte";
import { announcer } from "../frame/announce.svelte";
import { dispatchKey } from "../frame/keys";
import { parts } from "../frame/parts.svelte";
import { view } from "../frame/view.svelte";
import { Fake } from "../ipc/fake";
import { calendar, type CalendarView } from "./calendar.svelte";
import CalendarBar from "./CalendarBar.svelte";
import CalendarPage from "./CalendarPage.svelte";
import { filter } from "./filter.svelte";

configure({ testIdAttribute: "data-test" });
const user = userEvent.setup();
let main: HTMLElement;

const settled = async (): Promise<void> => {
  await new Promise((resolve) => setTimeout(resolve));
  await tick();
  await tick();
};
const press = async (keys: string): Promise<void> => {
  await user.keyboard(keys);
  await settled();
};
const count = (): string => screen.getByTestId("filter-count").textContent;
const drawn = (): Set<string | undefined> => new Set([...main.querySelectorAll<HTMLElement>("[data-visit]")].map((node) => node.dataset.visit));

/** The calendar in the stand-in building's week of 22 October, under its bar. */
async function open(shown: CalendarView = "week"): Promise<void> {
  calendar.show(shown);
  render(CalendarBar);
  render(CalendarPage, { target: main });
  await waitFor(() => { expect(main.querySelector("[tabindex='0']")).not.toBeNull(); });
  main.querySelector<HTMLElement>("[tabindex='0']")?.focus();
}

beforeEach(async () => {
  await parts.read();
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(1000);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(600);
  main = document.body.appendChild(document.createElement("main"));
  view.drawer = null;
  calendar.show("week");
  calendar.today();
  filter.clear();
  filter.open = false;
  await desk.start(new Fake({ pace: 0, elapsed: () => 0 }));
  window.addEventListener("keydown", dispatchKey);
});
afterEach(() => {
  window.removeEventListener("keydown", dispatchKey);
  vi.restoreAllMocks();
  cleanup();
  main.remove();
});

test("F brings the fields, what they say is counted and said, and Escape goes back into the calendar", async () => {
  await open();
  const button = screen.getByRole("button", { name: "Filter" });
  expect(button.getAttribute("aria-expanded")).toBe("false");
  await press("f");
  expect(button.getAttribute("aria-expanded")).toBe("true");
  expect(document.activeElement).toBe(screen.getByLabelText("State"));
  await user.selectOptions(screen.getByLabelText("Site, door or group"), "Lift 2");
  await settled();
  expect(count()).toBe("5 of 18 visits shown");
  expect(announcer.text).toContain("5 of 18 visits shown");
  expect(drawn().size).toBe(5);
  expect(screen.getByText(/DoorFlow does not say which doors/)).toBeTruthy();
  expect(screen.getByRole("button", { name: "Filter, 1 on" })).toBe(button);
  await press("{Escape}");
  expect(main.contains(document.activeElement)).toBe(true);
  expect(document.activeElement?.getAttribute("tabindex")).toBe("0");
  expect(screen.queryByLabelText("State")).toBeNull();
  expect(count(), "what was asked for goes on, in sight").toBe("5 of 18 visits shown");
});

test("the button brings the fields and puts them away, and has the focus again", async () => {
  await open();
  const button = screen.getByRole("button", { name: "Filter" });
  await user.click(button);
  await settled();
  expect(document.activeElement).toBe(screen.getByLabelText("State"));
  await user.click(screen.getByRole("button", { name: "Done" }));
  await settled();
  expect(document.activeElement).toBe(button);
  expect(screen.queryByTestId("filter-bar")).toBeNull();
});

test("a visitor is found as one types", async () => {
  await open();
  await press("f");
  await user.type(screen.getByLabelText("Visitor"), "linh");
  await waitFor(() => { expect(screen.getAllByTestId("person-hit").length).toBeGreaterThan(0); });
  await press("{Enter}");
  const { visits } = await desk.backend.agenda("2026-10-19", "2026-10-25");
  const theirs = visits.filter(({ name }) => name === "Linh Nguyễn").map(({ key }) => key);
  expect([...drawn()].sort()).toEqual(theirs.sort());
  expect(count()).toBe(`${String(theirs.length)} of 18 visits shown`);
  expect(screen.getByTestId("filter-bar").textContent).toContain("Linh Nguyễn");
});

test("all visits are shown again by one press, and the focus is in the calendar", async () => {
  await open();
  filter.where = { kind: "site", id: 2 };
  await settled();
  expect(count()).toBe("0 of 18 visits shown");
  await user.click(screen.getByRole("button", { name: "Show all visits" }));
  await settled();
  expect(filter.on).toBe(false);
  expect(announcer.text).toContain("All 18 visits shown");
  expect(screen.queryByTestId("filter-bar")).toBeNull();
  expect(main.contains(document.activeElement)).toBe(true);
});

describe.each(["day", "week", "month", "doors", "list"] as const)("the view %s", (shown) => {
  test("shows what is asked for and says that there may be more", async () => {
    await open(shown);
    filter.where = { kind: "group", id: 31 };
    await settled();
    const { visits } = await desk.backend.agenda(calendar.first ?? "", calendar.last ?? "");
    const theirs = visits.filter(({ groups }) => groups.some(({ id }) => id === 31)).map(({ key }) => key);
    expect([...drawn()]).toEqual(theirs);
    expect(count()).toBe(`${String(theirs.length)} of ${String(visits.length)} visits shown`);
    const found = await axe.run(document.body, { rules: { "color-contrast": { enabled: false }, region: { enabled: false } } });
    expect(found.violations.map((fault) => `${fault.id}: ${fault.nodes.map((node) => node.html).join(" ")}`)).toEqual([]);
  });
});

test("the fields have nothing that axe-core finds fault with", async () => {
  await open();
  await press("f");
  await user.selectOptions(screen.getByLabelText("Site, door or group"), "Riverside");
  await settled();
  const found = await axe.run(document.body, { rules: { "color-contrast": { enabled: false }, region: { enabled: false } } });
  expect(found.violations.map((fault) => `${fault.id}: ${fault.nodes.map((node) => node.html).join(" ")}`)).toEqual([]);
});

test("a day with nothing in the filter is not said to be empty", async () => {
  await open("month");
  filter.where = { kind: "site", id: 2 };
  await settled();
  expect(screen.getByRole("button", { name: "Thursday 22 October 2026, today, no visits in the filter" })).toBeTruthy();
  calendar.show("list");
  await settled();
  expect(screen.getByTestId("list-none").textContent).toContain("No visit on these days is in the filter.");
  await user.click(within(screen.getByTestId("list-none")).getByRole("button", { name: "Show all visits" }));
  await settled();
  expect(drawn().size).toBeGreaterThan(0);
  expect(main.contains(document.activeElement)).toBe(true);
});

test("the rows of Doors are those of what is asked for", async () => {
  await open("doors");
  const rows = (): (string | undefined)[] => screen.queryAllByTestId("door-row").map((row) => row.dataset.row);
  filter.where = { kind: "site", id: 2 };
  await settled();
  expect(rows()).toEqual(["door-17", "door-18", "door-19", "door-20"]);
  filter.where = { kind: "door", id: 14 };
  await settled();
  expect(rows(), "other doors of the same visits are not taken for doors that are gone").toEqual(["door-14"]);
  filter.where = { kind: "group", id: 32 };
  await settled();
  expect(screen.getByTestId("doors-none").textContent).toContain("No visit on these days is in the filter.");
});

test("the filter stays as the calendar goes on, and what is said then says so", async () => {
  await open();
  filter.where = { kind: "door", id: 14 };
  await settled();
  calendar.next();
  await settled();
  expect(count()).toBe("1 of 1 visit shown");
  expect(announcer.text).toContain("26 Oct – 1 Nov 2026, 1 of 1 visit shown");
});
