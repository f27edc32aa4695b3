import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { desk } from "../desk.svelte";
import { undoing } from "../frame/undoing.svelte";
import { announcer } from "../frame/announce.svelte";
import { view } from "../frame/view.svelte";
import Notices from "../frame/Notices.svelte";
import type { Attendance, Visit } from "../ipc/bindings";
import { Fake } from "../ipc/fake";
import { paper } from "../paper/paper.svelte";
import { preferences } from "../settings/preferences.svelte";
import TodayPage from "./TodayPage.svelte";

let fake: Fake;

async function show(options: ConstructorParameters<typeof Fake>[0] = {}): Promise<HTMLElement[]> {
  fake = new Fake({ pace: 0, elapsed: () => 0, ...options });
  await desk.start(fake);
  render(TodayPage);
  return screen.findAllByRole("row").then((all) => all.slice(1));
}

const names = (rows: HTMLElement[]): (string | undefined)[] => rows.map((row) => row.getAttribute("aria-label")?.split(",")[0]);
const tabStops = (): Element[] => [...document.querySelectorAll("[role=grid] [tabindex='0']")];

beforeEach(() => {
  desk.session = { phase: "starting" };
  desk.clock = null;
  view.drawer = null;
  preferences.set({ singleKeys: true });
});

test("the day is shown with what needs a person first, and one tab stop", async () => {
  const rows = await show();
  expect(names(rows)).toEqual([
    "Tomás Rivas", "Ines Duarte", "John Doe", "Marta Świątek", "Ayo Oni", "Linh Nguyễn", "Piotr Biró", "Elif Kaya", "李 小龍",
  ]);
  expect(tabStops()).toEqual([rows[0]]);
  expect(screen.getByText("Now 10:42")).toBeDefined();
});

test("arrows move the tab stop, Enter and X open the visit", async () => {
  const rows = await show();
  rows[0]?.focus();
  await userEvent.keyboard("{ArrowDown}{ArrowDown}");
  expect(document.activeElement).toBe(rows[2]);
  expect(tabStops()).toEqual([rows[2]]);
  await userEvent.keyboard("{End}{ArrowDown}");
  expect(document.activeElement).toBe(rows.at(-1));
  await userEvent.keyboard("{Home}{Enter}");
  expect(view.drawer).toEqual({ kind: "visit", key: "b1" });
  await userEvent.keyboard("{ArrowDown}x");
  expect(view.drawer).toEqual({ kind: "visit", key: rows[1]?.dataset["visit"], asking: "cancel" });
  await userEvent.keyboard("{ArrowDown}e");
  expect(view.drawer).toEqual({ kind: "visit", key: rows[2]?.dataset["visit"], asking: "extend" });
  await userEvent.keyboard("{ArrowDown}l");
  expect(view.drawer).toEqual({ kind: "visit", key: rows[3]?.dataset["visit"], asking: "letIn" });
});

test("R books a visit again", async () => {
  const rows = await show();
  rows[4]?.focus();
  await userEvent.keyboard("r");
  await waitFor(() => {
    expect(view.drawer).toMatchObject({ kind: "book", draft: { from: expect.any(String) as string } });
  });
});

const standing = (name: string): string | undefined => screen.getAllByRole("row").find((row) => row.getAttribute("aria-label")?.startsWith(name))?.getAttribute("aria-label")?.split(", ").find((part) => /^(Here|Left|Expected|Waiting)/.test(part));

test("several rows are chosen and checked in at once, and that is taken back", async () => {
  const rows = await show();
  const linh = rows.findIndex((row) => row.getAttribute("aria-label")?.startsWith("Linh"));
  rows[linh]?.focus();
  await userEvent.keyboard(`{Home}${"{ArrowDown}".repeat(linh)}`);
  await userEvent.keyboard("{Shift>}{ArrowDown}{/Shift}");
  expect(screen.getByText("2 chosen")).toBeDefined();
  expect(rows.filter((row) => row.getAttribute("aria-selected") === "true").map((row) => row.dataset["visit"])).toEqual([rows[linh], rows[linh + 1]].map((row) => row?.dataset["visit"]));
  expect(standing("Linh")).toBe("Expected");
  await userEvent.keyboard("h");
  await waitFor(() => {
    expect(standing("Linh")).toBe("Here since 10:42");
  });
  expect(standing("Piotr")).toBe("Here since 10:42");
  expect(undoing.said).toBe("2 visitors are checked in.");
  expect(undoing.undo()).toBe(true);
  await waitFor(() => {
    expect(standing("Linh")).toBe("Expected");
  });
  expect(undoing.undo(), "it is taken back once").toBe(false);
});

test("who is checked in already is not once more, and what can be taken back stays as it was", async () => {
  const rows = await show();
  const linh = rows.findIndex((row) => row.getAttribute("aria-label")?.startsWith("Linh"));
  rows[linh]?.focus();
  await userEvent.keyboard(`{Home}${"{ArrowDown}".repeat(linh)}`);
  const mark = vi.spyOn(fake, "mark");
  await userEvent.keyboard("{h>3/}");
  await waitFor(() => {
    expect(standing("Linh")).toBe("Here since 10:42");
  });
  expect(mark, "a key that is held is one").toHaveBeenCalledTimes(1);
  announcer.text = "";
  await userEvent.keyboard("h");
  await waitFor(() => {
    expect(announcer.text).toContain("Linh Nguyễn is checked in.");
  });
  expect(mark).toHaveBeenCalledTimes(1);
  undoing.undo();
  await waitFor(() => {
    expect(standing("Linh")).toBe("Expected");
  });
});

test("a check-in that failed is shown until another has gone well, and those chosen stay so till then", async () => {
  const rows = await show();
  render(Notices);
  const linh = rows.find((row) => row.getAttribute("aria-label")?.startsWith("Linh")) as HTMLElement;
  await userEvent.click(within(linh).getByRole("checkbox"));
  const marking = fake.mark;
  const mark = vi.spyOn(fake, "mark").mockRejectedValueOnce({ code: "machine", detail: "disk", problems: [] });
  await userEvent.click(screen.getByRole("button", { name: /Check in/ }));
  const notices = within(screen.getByRole("region", { name: "Notices" }));
  await notices.findByText(/This computer could not do it/);
  expect(announcer.text).toContain("This computer could not do it");
  expect(screen.getByText("1 chosen")).toBeDefined();

  let go: () => void = () => undefined;
  mark.mockImplementation((keys, here) => new Promise<void>((resolve) => { go = resolve; }).then(() => marking(keys, here)));
  await userEvent.dblClick(screen.getByRole("button", { name: /Check in/ }));
  expect(mark, "at the second click it is on its way already").toHaveBeenCalledTimes(2);
  expect(notices.queryByText(/This computer could not do it/)).toBeNull();
  go();
  await waitFor(() => { expect(standing("Linh")).toBe("Here since 10:42"); });
  await waitFor(() => { expect(screen.queryByText("1 chosen")).toBeNull(); });
});

test("what DoorFlow does not have is not checked in, which is said", async () => {
  const rows = await show();
  rows[0]?.focus();
  await userEvent.keyboard("h");
  await waitFor(() => {
    expect(announcer.text).toContain("Only a visit that DoorFlow has");
  });
});

test("without the door log the board says so, and takes nobody for missing", async () => {
  await show({ session: { missing: ["readEvents", "admit"] } });
  expect(screen.getByText(/may not read the door log/)).toBeDefined();
  expect(screen.queryByText("Let in")).toBeNull();
});

test("an arrival is said, and turned away is what needs a person", async () => {
  await show();
  const { visits } = await fake.agenda("2026-10-22", "2026-10-22");
  const linh = visits.find(({ name }) => name.startsWith("Linh")) as Visit;
  const attendance: Attendance = { presence: "rejected", at: linh.start, byHand: false, late: null, door: "Front Door", said: "out of hours" };
  vi.spyOn(fake, "agenda").mockResolvedValue({ days: [], visits: visits.map((visit) => (visit.key === linh.key ? { ...visit, attendance } : visit)) });
  fake.say({ kind: "arrivals", visits: [{ ...linh, attendance }] });
  expect(announcer.text.trim()).toBe("Linh Nguyễn was turned away at Front Door: out of hours.");
  await fake.refresh();
  await waitFor(() => {
    expect(names(screen.getAllByRole("row").slice(1, 3))).toContain("Linh Nguyễn");
  });
  expect(screen.getByText("Front Door: out of hours")).toBeDefined();
});

test("with single keys switched off, X does nothing", async () => {
  preferences.set({ singleKeys: false });
  const rows = await show();
  rows[0]?.focus();
  await userEvent.keyboard("x");
  expect(view.drawer).toBeNull();
});

test("a count narrows the board to what it counted, and again shows all", async () => {
  await show();
  const left = screen.getByRole("button", { name: /left/ });
  expect(left.textContent).toContain("1");
  await userEvent.click(left);
  expect(names(screen.getAllByRole("row").slice(1))).toEqual(["John Doe"]);
  await userEvent.click(left);
  expect(screen.getAllByRole("row")).toHaveLength(10);
});

test("the tab stop stays with its visit when rows come and go", async () => {
  const rows = await show();
  rows[0]?.focus();
  await userEvent.keyboard("{ArrowDown}{ArrowDown}{ArrowDown}");
  const marta = rows[3]?.dataset["visit"];
  await fake.dismissBooking("b1");
  await waitFor(() => {
    expect(screen.getAllByRole("row")).toHaveLength(9);
  });
  expect(tabStops().map((row) => (row as HTMLElement).dataset["visit"])).toEqual([marta]);
});

const focused = (): string | undefined => document.activeElement?.getAttribute("aria-label")?.split(",")[0];

/** Another desk cancels these visits. */
async function cancelled(gone: (visit: Visit) => boolean): Promise<void> {
  const { visits } = await fake.agenda("2026-10-22", "2026-10-22");
  vi.spyOn(fake, "agenda").mockResolvedValue({ days: [], visits: visits.filter((visit) => !gone(visit)) });
  await fake.refresh();
}

test("the focus goes on to the row that follows the one that has left the board, and at the end to what shows all", async () => {
  await show();
  await userEvent.click(screen.getByRole("button", { name: /expected/ }));
  const expected = names(screen.getAllByRole("row").slice(1));
  expect(expected.length).toBeGreaterThan(2);
  tabStops().forEach((row) => { (row as HTMLElement).focus(); });
  await userEvent.keyboard("{Home}{ArrowDown}h");
  await waitFor(() => { expect(focused()).toBe(expected[2]); });
  expect(tabStops()).toEqual([document.activeElement]);
  await userEvent.keyboard("{End}h");
  await waitFor(() => { expect(focused()).toBe(expected.at(-2)); });
  for (let left = expected.length - 2; left > 0; left -= 1) {
    await userEvent.keyboard("h");
    await waitFor(() => { expect(screen.queryAllByRole("row")).toHaveLength(left === 1 ? 0 : left); });
  }
  await waitFor(() => { expect(document.activeElement?.textContent).toBe("Show all of today"); });
  await userEvent.keyboard("{Enter}");
  expect(tabStops()).toEqual([document.activeElement]);
});

test("the bar gives the focus back to the board when it goes", async () => {
  const rows = await show();
  rows[5]?.focus();
  await userEvent.keyboard(" ");
  await userEvent.click(screen.getByRole("button", { name: /Check in/ }));
  await waitFor(() => { expect(standing("Linh")).toBe("Here since 10:42"); });
  expect(focused()).toBe("Linh Nguyễn");
});

test("where the whole board goes, the page has the focus; where it was elsewhere, it stays there", async () => {
  const main = document.body.appendChild(document.createElement("main"));
  main.tabIndex = -1;
  fake = new Fake({ pace: 0, elapsed: () => 0 });
  await desk.start(fake);
  render(TodayPage, { target: main });
  await screen.findAllByRole("row");
  const count = screen.getByRole("button", { name: /left/ });
  count.focus();
  await cancelled(({ name }) => name.startsWith("Tom"));
  await waitFor(() => { expect(names(screen.getAllByRole("row"))).not.toContain("Tomás Rivas"); });
  expect(document.activeElement).toBe(count);
  tabStops().forEach((row) => { (row as HTMLElement).focus(); });
  await cancelled(() => true);
  await screen.findByText(/No visits today/);
  expect(document.activeElement).toBe(main);
});

test("a visit that DoorFlow has given its number keeps the focus", async () => {
  const rows = await show();
  rows[5]?.focus();
  const was = rows[5]?.dataset["visit"];
  const { visits } = await fake.agenda("2026-10-22", "2026-10-22");
  vi.spyOn(fake, "agenda").mockResolvedValue({ days: [], visits: visits.map((visit) => (visit.key === was ? { ...visit, key: "r4711" } : visit)) });
  await fake.refresh();
  await waitFor(() => { expect((document.activeElement as HTMLElement).dataset["visit"]).toBe("r4711"); });
});

test("the keys act on the row whose box was clicked", async () => {
  const rows = await show();
  const of = (name: string) => rows.find((row) => row.getAttribute("aria-label")?.startsWith(name)) as HTMLElement;
  await userEvent.click(within(of("Linh")).getByRole("checkbox"));
  expect(tabStops()).toEqual([of("Linh")]);
  await userEvent.keyboard("{ArrowDown}");
  expect(focused()).toBe("Piotr Biró");
  await userEvent.click(within(of("Linh")).getByRole("checkbox"));
  await userEvent.click(within(of("Piotr")).getByRole("checkbox"));
  await userEvent.keyboard("h");
  await waitFor(() => { expect(standing("Piotr")).toBe("Here since 10:42"); });
  expect(standing("Linh")).toBe("Expected");
});

test("while a drawer is open, a row's key is shown only where the board hears it", async () => {
  const rows = await show();
  const keyed = () => document.querySelector("[role=grid] .action:has(kbd)")?.classList.contains("keyed");
  expect(keyed()).toBe(true);
  rows[3]?.focus();
  await userEvent.keyboard("{Enter}");
  expect(view.drawer?.kind).toBe("visit");
  expect(keyed()).toBe(true);
  screen.getByRole("button", { name: /left/ }).focus();
  await waitFor(() => { expect(keyed()).toBe(false); });
  rows[3]?.focus();
  await waitFor(() => { expect(keyed()).toBe(true); });
  screen.getByRole("button", { name: /left/ }).focus();
  view.drawer = null;
  await waitFor(() => { expect(keyed()).toBe(true); });
});

test("of two thousand visits those in sight are drawn, and keys reach all of them", async () => {
  fake = new Fake({ pace: 0, elapsed: () => 0 });
  await desk.start(fake);
  const { visits } = await fake.agenda("2026-10-22", "2026-10-22");
  const one = visits.find(({ name }) => name.startsWith("Linh")) as Visit;
  const many = Array.from({ length: 2000 }, (_, at) => ({ ...one, key: `r${String(at)}`, name: `Guest ${String(at)}` }));
  desk.ahead("", "");
  vi.spyOn(fake, "agenda").mockResolvedValue({ days: [], visits: many });
  render(TodayPage);
  const grid = await screen.findByRole("grid");
  const indexOf = (element: Element | null) => element?.getAttribute("aria-rowindex");
  expect(grid.getAttribute("aria-rowcount")).toBe("2001");
  expect(screen.getAllByRole("row").length).toBeLessThan(60);

  tabStops().forEach((row) => { (row as HTMLElement).focus(); });
  await userEvent.keyboard("{End}");
  expect(indexOf(document.activeElement)).toBe("2001");
  await userEvent.keyboard("{PageUp}{ArrowUp}");
  expect(indexOf(document.activeElement)).toBe("1990");

  // Scrolled away by the wheel and back, it has the focus still.
  for (const row of [0, 900, 1970, 1985, 2000, 1000]) {
    grid.scrollTop = row * 47;
    await fireEvent.scroll(grid);
    expect(indexOf(document.activeElement), `at row ${String(row)}`).toBe("1990");
    expect(tabStops()).toEqual([document.activeElement]);
    expect(screen.getAllByRole("row").length).toBeLessThan(60);
    const drawn = screen.getAllByRole("row").map((found) => Number(indexOf(found)));
    expect(drawn).toContain(Math.min(row + 2, 2001));
  }
  // So it is where its row goes, out of sight.
  await cancelled(({ key }) => key === "r1988");
  await waitFor(() => { expect(grid.getAttribute("aria-rowcount")).toBe("2000"); });
  expect(focused()).toBe("Guest 1989");
  expect(tabStops()).toEqual([document.activeElement]);
  await userEvent.keyboard("{Home}");
  expect(indexOf(document.activeElement)).toBe("2");
});

test("rows that are higher than was taken for leave no gap in sight", async () => {
  fake = new Fake({ pace: 0, elapsed: () => 0 });
  await desk.start(fake);
  const { visits } = await fake.agenda("2026-10-22", "2026-10-22");
  const one = visits.find(({ name }) => name.startsWith("Linh")) as Visit;
  desk.ahead("", "");
  vi.spyOn(fake, "agenda").mockResolvedValue({ days: [], visits: Array.from({ length: 2000 }, (_, at) => ({ ...one, key: `r${String(at)}` })) });
  render(TodayPage);
  const grid = await screen.findByRole("grid");
  const high = (element: Element): number => (element.hasAttribute("data-visit") ? (Number(element.getAttribute("aria-rowindex")) > 1000 ? 52 : 46) : parseFloat((element as HTMLElement).style.height) || 0);
  const layout = vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockImplementation(function (this: HTMLElement) { return high(this); });
  const rects = vi.spyOn(Element.prototype, "getBoundingClientRect").mockImplementation(function (this: Element) {
    let top = this === grid ? 0 : -grid.scrollTop;
    for (let before = this.previousElementSibling; this !== grid && before; before = before.previousElementSibling) top += high(before);
    return new DOMRect(0, top, 100, high(this));
  });
  // Each row that is higher than those before takes the room of all that is above it along.
  grid.scrollTop = 950 * 46;
  await fireEvent.scroll(grid);
  for (let step = 0; step < 40; step += 1) {
    grid.scrollTop += 190;
    await fireEvent.scroll(grid);
    await fireEvent.scroll(grid);
    const inSight = [...grid.querySelectorAll("[data-visit]")].filter((row) => { const { top } = row.getBoundingClientRect(); return top > -46 && top < 460; });
    expect(inSight.length, `step ${String(step)}`).toBeGreaterThan(6);
  }
  layout.mockRestore();
  rects.mockRestore();
});

test("trouble is told with what is safe, and can be tried again", async () => {
  fake = new Fake({ elapsed: () => 0 });
  await desk.start(fake);
  // The visits that came with the first answer are taken already: the page has to ask.
  desk.ahead("", "");
  vi.spyOn(fake, "agenda").mockRejectedValueOnce({ code: "machine", detail: "", problems: [] });
  render(TodayPage);
  await userEvent.click(await screen.findByText("Try again"));
  expect((await screen.findAllByRole("row")).length).toBeGreaterThan(1);
  expect(screen.queryByRole("alert")).toBeNull();
});

test("a roll call that cannot be had says why, and is asked for anew", async () => {
  await show();
  const asked = vi.spyOn(fake, "rollCall").mockRejectedValueOnce({ code: "machine", detail: "disk", problems: [] });
  const button = screen.getByText("Roll call");
  await userEvent.click(button);
  expect((await screen.findByRole("alert")).textContent).toContain("This computer could not do it");
  expect(paper.sheet).toBeNull();
  await userEvent.click(button);
  await waitFor(() => { expect(paper.sheet?.kind).toBe("rollCall"); });
  expect(screen.queryByRole("alert")).toBeNull();
  expect(asked).toHaveBeenCalledTimes(2);
  paper.close();
});

test("an empty day says what would be there", async () => {
  fake = new Fake({ elapsed: () => 0 });
  vi.spyOn(fake, "agenda").mockResolvedValue({ days: [], visits: [] });
  await desk.start(fake);
  render(TodayPage);
  expect(await screen.findByText(/No visits today/)).toBeDefined();
});
