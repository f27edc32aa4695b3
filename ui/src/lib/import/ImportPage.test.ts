import { cleanup, configure, fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { tick } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { desk } from "../desk.svelte";
import { announcer } from "../frame/announce.svelte";
import { pushKeys } from "../frame/keys";
import { takeKey } from "../frame/shortcuts";
import { view } from "../frame/view.svelte";
import type { Import, ImportState } from "../ipc/bindings";
import { Fake } from "../ipc/fake";
import { preferences } from "../settings/preferences.svelte";
import ImportPage from "./ImportPage.svelte";
import { counted, summary } from "./table.svelte";

const TABLE = `Name\tE-mail\tDate\tFrom\tTo\tDoors
John Doe\t\t2026-10-23\t9\t10\tFront Door
Eva Kos\teva@kos.example\t2026-10-23\t9\t25\tFront Door
Twin Alike\t\t2026-10-23\t9\t10\tFront Door`;

configure({ testIdAttribute: "data-test" });
let fake: Fake;
beforeEach(async () => {
  Element.prototype.scrollIntoView = () => undefined;
  // Nothing is laid out here: the table is given a height.
  Object.defineProperty(HTMLElement.prototype, "clientHeight", { configurable: true, value: 600 });
  Object.defineProperty(HTMLElement.prototype, "offsetHeight", { configurable: true, value: 48 });
  fake = new Fake({ pace: 0, people: 40 });
  await desk.start(fake);
  window.addEventListener("keydown", takeKey);
});
afterEach(() => {
  window.removeEventListener("keydown", takeKey);
  view.drawer = null;
  desk.lock = { ...desk.lock, locked: false };
  preferences.set({ clock: "system" });
  cleanup();
});

const states = (): (string | undefined)[] => [...document.querySelectorAll<HTMLElement>("[data-test=import-row]")].map((row) => row.dataset["state"]);

const editing = (): Element | null => document.querySelector("[data-edit]");

async function pasted(text = TABLE): Promise<ReturnType<typeof userEvent.setup>> {
  const user = userEvent.setup();
  render(ImportPage, { target: document.body.appendChild(document.createElement("main")) });
  await waitFor(() => { expect(document.activeElement).toBe(screen.getByLabelText("Paste rows from a spreadsheet")); });
  await user.paste(text);
  await waitFor(() => { expect(states().length).toBeGreaterThan(0); });
  return user;
}

/** Goes to the cell that is to be mended. */
async function toBadEnd(user: ReturnType<typeof userEvent.setup>): Promise<void> {
  expect(document.activeElement).toBe(screen.getByRole("grid"));
  await user.keyboard("{ArrowDown}{ArrowRight}{ArrowRight}{ArrowRight}{ArrowRight}");
}

/** Pastes a cell and a table where the focus is: neither is taken, and nothing is said of it. */
async function goesNowhere(user: ReturnType<typeof userEvent.setup>): Promise<void> {
  const asked = [vi.spyOn(fake, "changeImport"), vi.spyOn(fake, "readImport")];
  await user.paste("11");
  await user.paste("Name\nZenobia Quill");
  await new Promise((resolve) => setTimeout(resolve));
  for (const one of asked) expect(one).not.toHaveBeenCalled();
  expect(screen.queryByTestId("import-trouble")).toBeNull();
}

/** The same in a drawer beside the page, and nowhere in particular there. */
async function beside(user: ReturnType<typeof userEvent.setup>): Promise<void> {
  const button = document.body.appendChild(document.createElement("button"));
  view.open({ kind: "book", draft: {} });
  button.focus();
  await goesNowhere(user);
  button.remove();
  await goesNowhere(user);
}

test("rows are pasted, looked at and booked without a mouse", async () => {
  const user = await pasted();
  expect(states()).toEqual(["ready", "mend", "ready"]);
  expect(document.activeElement).toBe(screen.getByRole("grid"));
  await user.keyboard("{Control>}{Enter}{/Control}");
  await waitFor(() => { expect(states()).toEqual(["booked", "mend", "booked"]); });
  expect(announcer.text.trim()).toBe("1 to mend · 2 booked");
});

test("what is pasted where a drawer covers the page does not go to the table behind it", async () => {
  const user = await pasted();
  await toBadEnd(user);
  const main = document.querySelector("main");
  if (main) main.inert = true;
  await goesNowhere(user);
  (document.activeElement as HTMLElement | null)?.blur();
  await goesNowhere(user);
});

test("what is pasted where the desk is locked does not go to the table behind the lock", async () => {
  const user = await pasted();
  await toBadEnd(user);
  desk.lock = { ...desk.lock, locked: true };
  await goesNowhere(user);
});

test("what is pasted in a drawer beside the page, or nowhere in particular there, is not for the table", async () => {
  const user = await pasted();
  await beside(user);
});

test("nor does it become a table where there is none: in a drawer, behind one, or behind the lock", async () => {
  const user = userEvent.setup();
  const main = document.body.appendChild(document.createElement("main"));
  render(ImportPage, { target: main });
  const paste = await screen.findByTestId("import-paste");
  await beside(user);
  await view.close();
  main.inert = true;
  paste.focus();
  await goesNowhere(user);
  main.inert = false;
  desk.lock = { ...desk.lock, locked: true };
  paste.focus();
  await goesNowhere(user);
});

test("the midnight that a day ends with is no start, and is not named like one", async () => {
  preferences.set({ clock: "12h" });
  const user = await pasted(TABLE.replace("\t9\t25", "\t24:00\t24:00").replace("\t9\t10", "\t\t10"));
  const cells = (at: number): string[] => [...(document.querySelectorAll("[data-test=import-row]")[at]?.querySelectorAll("[role=gridcell]") ?? [])].map((cell) => cell.textContent.trim());
  expect(cells(1).slice(3, 5)).toEqual(["24:00", "midnight"]);
  const forAll = screen.getByTestId<HTMLInputElement>("import-all-from");
  await user.type(forAll, "24:00{Tab}");
  await waitFor(() => { expect(cells(0)[3]).toBe("24:00"); });
  expect(forAll.value).toBe("24:00");
});

test("what is pasted on a cell goes into that, and takes the place of no table", async () => {
  const user = await pasted();
  const read = vi.spyOn(fake, "readImport");
  await user.keyboard("{ArrowDown}{ArrowRight}{ArrowRight}{ArrowRight}{ArrowRight}");
  await user.paste("11\r\n");
  await waitFor(() => { expect(states()[1]).toBe("ready"); });
  expect(screen.getByTestId("import-whole").textContent).toContain("9–11");
  await user.paste("12\t13\n");
  expect(screen.getByTestId("import-trouble").textContent).toContain("Another table");
  expect(announcer.text).toContain("Another table");
  screen.getByTestId("import-leave").focus();
  await user.paste("Name\nZenobia Quill");
  expect(screen.getByTestId("import-trouble").textContent).toContain("Another table");
  expect([states().length, read.mock.calls.length]).toEqual([3, 0]);
});

test("what is pasted goes by the focus, wherever the event is aimed at", async () => {
  const user = await pasted();
  await user.keyboard("{ArrowDown}{ArrowRight}{ArrowRight}{ArrowRight}{ArrowRight}");
  // A table has no text that is selected: so a web view aims at the body.
  await fireEvent.paste(document.body, { clipboardData: { getData: () => "11" } });
  await waitFor(() => { expect(states()[1]).toBe("ready"); });
});

test("what is pressed in a drawer beside the page books no table", async () => {
  const inDrawer = vi.fn((event: KeyboardEvent) => event.key === "Enter");
  const drop = pushKeys(inDrawer);
  const field = document.body.appendChild(document.createElement("input"));
  view.open({ kind: "book", draft: {} });
  const user = await pasted();
  const booked = vi.spyOn(fake, "bookImport");
  field.focus();
  await user.keyboard("{Control>}{Enter}{/Control}");
  expect(inDrawer, "the drawer has it").toHaveLastReturnedWith(true);
  field.remove();
  await user.keyboard("{Control>}{Enter}{/Control}");
  expect(booked, "what is pressed nowhere in particular is not for the page either").not.toHaveBeenCalled();
  screen.getByRole("grid").focus();
  await user.keyboard("{Control>}{Enter}{/Control}");
  await waitFor(() => { expect(states()).toEqual(["booked", "mend", "booked"]); });
  drop();
});

/** Has the desk take its time for each change; answers what was asked of it, in order. */
function slowly(): string[] {
  const asked: string[] = [];
  const { changeImport, bookImport } = fake;
  vi.spyOn(fake, "changeImport").mockImplementation(async (change) => {
    await new Promise((done) => setTimeout(done, 20));
    asked.push(change.kind);
    return changeImport(change);
  });
  vi.spyOn(fake, "bookImport").mockImplementation(() => {
    asked.push("book");
    return bookImport();
  });
  return asked;
}

test("a cell that is being edited is taken before the table is booked", async () => {
  const user = await pasted();
  const asked = slowly();
  await user.keyboard("{ArrowRight}{ArrowRight}{ArrowRight}{ArrowRight}{F2}");
  await waitFor(() => { expect(editing()).not.toBeNull(); });
  await user.keyboard("12{Control>}{Enter}{/Control}");
  await waitFor(() => { expect(states()).toEqual(["booked", "mend", "booked"]); });
  expect(asked).toEqual(["cell", "book"]);
  expect(screen.getByText("12")).toBeDefined();
  expect(document.activeElement).toBe(screen.getByRole("grid"));
});

test("what is typed for all rows is taken before the table is booked", async () => {
  const user = await pasted(TABLE.replaceAll("Front Door", ""));
  const asked = slowly();
  await user.type(screen.getByLabelText("Doors or groups"), "Front Door{Control>}{Enter}{/Control}");
  await waitFor(() => { expect(states()).toEqual(["booked", "mend", "booked"]); });
  expect(asked).toEqual(["forAll", "book"]);
});

test("of two changes for all rows in quick succession neither takes the other back", async () => {
  await pasted(TABLE.replaceAll("Front Door", "").replaceAll("2026-10-23", ""));
  const asked = slowly();
  await fireEvent.change(screen.getByTestId("import-all-date"), { target: { value: "2026-10-23" } });
  await fireEvent.change(screen.getByTestId("import-all-places"), { target: { value: "Front Door" } });
  await fireEvent.click(screen.getByLabelText("Give new visitors a PIN"));
  await waitFor(() => { expect(asked.length).toBe(3); });
  await waitFor(async () => { expect((await fake.importNow()).forAll).toEqual({ date: "2026-10-23", from: "", to: "", places: "Front Door", pin: true }); });
  await waitFor(() => { expect(states()).toEqual(["ready", "mend", "ready"]); });
  vi.spyOn(fake, "changeImport").mockRejectedValueOnce({ code: "machine", detail: "", problems: [] });
  await fireEvent.change(screen.getByTestId("import-all-date"), { target: { value: "2026-10-24" } });
  await waitFor(() => { expect(screen.getByTestId<HTMLInputElement>("import-all-date").value).toBe("2026-10-23"); });
  await fireEvent.change(screen.getByTestId("import-all-places"), { target: { value: "" } });
  await waitFor(async () => { expect((await fake.importNow()).forAll).toMatchObject({ date: "2026-10-23", places: "" }); });
});

test.each(["answered", "refused"] as const)("a change on its way as its table is left brings that back to nobody: %s", async (comes) => {
  const user = await pasted();
  let come: () => void = () => undefined;
  const now = await fake.importNow();
  vi.spyOn(fake, "changeImport").mockImplementationOnce(async () => {
    await new Promise<void>((done) => (come = done));
    if (comes === "answered") return now;
    throw { code: "notFound", detail: "there is no table", problems: [] };
  });
  await user.keyboard("{Delete}");
  await user.click(screen.getByTestId("import-leave"));
  const paste = await screen.findByTestId("import-paste");
  come();
  await new Promise((resolve) => setTimeout(resolve));
  expect([states(), screen.queryByTestId("import-trouble")]).toEqual([[], null]);
  paste.focus();
  await user.paste("Name\nZenobia Quill");
  await waitFor(() => { expect(states()).toHaveLength(1); });
});

test("nothing is booked where the last change was not taken", async () => {
  const user = await pasted();
  const booked = vi.spyOn(fake, "bookImport");
  vi.spyOn(fake, "changeImport").mockRejectedValueOnce({ code: "machine", detail: "", problems: [] });
  await user.type(screen.getByLabelText("Doors or groups"), "Front Door{Control>}{Enter}{/Control}");
  expect(await screen.findByText(/This computer could not do it/)).toBeDefined();
  expect(booked).not.toHaveBeenCalled();
  expect(screen.getByLabelText<HTMLInputElement>("Doors or groups").value, "the field shows what counts, and what is booked next").toBe("");
  await user.keyboard("{Control>}{Enter}{/Control}");
  await waitFor(() => { expect(booked).toHaveBeenCalledOnce(); });
});

test("a cell is mended in place, and Esc leaves it as it was", async () => {
  const user = await pasted();
  const table = screen.getByRole("grid");
  await user.keyboard("{ArrowDown}{ArrowRight}{ArrowRight}{ArrowRight}{ArrowRight}{Enter}");
  await waitFor(() => { expect(editing()).not.toBeNull(); });
  expect(document.activeElement).toBe(editing());
  await user.keyboard("11{Escape}");
  expect(document.activeElement).toBe(table);
  expect(states()[1]).toBe("mend");
  await user.keyboard("{Enter}");
  await waitFor(() => { expect(editing()).not.toBeNull(); });
  await user.keyboard("11{Enter}");
  await waitFor(() => { expect(states()[1]).toBe("ready"); });
  await user.keyboard("{Delete}");
  await waitFor(() => { expect(states()[1]).toBe("leftOut"); });
});

test("what is to be mended is marked in its cell, and the row that is chosen is there in full", async () => {
  const user = await pasted();
  const bad = (): string[] => [...document.querySelectorAll<HTMLElement>("[role=gridcell][aria-invalid=true]")].map((cell) => cell.textContent.trim());
  expect(bad()).toEqual(["25"]);
  const cell = document.querySelector("[aria-invalid=true]");
  expect(cell?.querySelector("svg")).not.toBeNull();
  expect(document.getElementById(cell?.getAttribute("aria-describedby") ?? "")?.textContent).toContain("time");
  await user.keyboard("{ArrowDown}");
  expect(screen.getByTestId("import-whole").textContent).toContain("Eva Kos · eva@kos.example · 2026-10-23 · 9–25 · Front Door");
  await user.keyboard("{Delete}");
  await waitFor(() => { expect(states()[1]).toBe("leftOut"); });
  expect(bad(), "nothing of a row that is left out is to be mended").toEqual([]);
});

test("only the rows in sight are drawn of a thousand", async () => {
  const rows = Array.from({ length: 1000 }, (_, at) => `Guest ${String(at)}\tg${String(at)}@x.example\t2026-10-23\t9\t10\tFront Door`);
  const user = await pasted(["Name\tE-mail\tDate\tFrom\tTo\tDoors", ...rows].join("\n"));
  expect(states().length).toBeLessThan(60);
  expect(screen.getByRole("grid").getAttribute("aria-rowcount")).toBe("1001");
  await user.keyboard("{End}");
  const active = screen.getByRole("grid").getAttribute("aria-activedescendant");
  expect(active).toBe("import-999-0");
});

test("a row that was scrolled out of sight comes back before a key acts on it, and keeps what is typed in it", async () => {
  const rows = Array.from({ length: 1000 }, (_, at) => `Guest ${String(at)}\tg${String(at)}@x.example\t2026-10-23\t9\t10\tFront Door`);
  const user = await pasted(["Name\tE-mail\tDate\tFrom\tTo\tDoors", ...rows].join("\n"));
  const table = screen.getByRole("grid");
  const scrolledAway = async (): Promise<void> => {
    table.scrollTop = 20_000;
    await fireEvent.scroll(table);
    await tick();
  };
  await scrolledAway();
  expect(document.getElementById("import-0-1")).toBeNull();
  expect(table.getAttribute("aria-activedescendant"), "nothing that is not drawn is named").toBeNull();
  await user.keyboard("{Enter}");
  await waitFor(() => { expect(document.activeElement).toBe(editing()); });
  expect(table.scrollTop).toBe(0);
  await user.keyboard("Somebody");
  await scrolledAway();
  expect(editing(), "it is not taken away while somebody types").toBe(document.activeElement);
  await user.keyboard("{Enter}");
  await waitFor(() => { expect(screen.getByTestId("import-whole").textContent).toContain("Somebody"); });
  await scrolledAway();
  await user.keyboard("{Delete}");
  expect(table.scrollTop).toBe(0);
  await waitFor(() => { expect(states()[0]).toBe("leftOut"); });
});

test("a run that ends gives the focus of its button to the table", async () => {
  const user = await pasted();
  vi.spyOn(fake, "bookImport").mockImplementation(async () => ({ ...(await fake.importNow()), running: true }));
  vi.spyOn(fake, "stopImport").mockImplementation(() => {
    fake.say({ kind: "import", rows: [], running: false });
    return Promise.resolve();
  });
  await user.keyboard("{Control>}{Enter}{/Control}");
  (await screen.findByTestId("import-stop")).focus();
  await user.keyboard("{Enter}");
  await screen.findByTestId("import-book");
  await waitFor(() => { expect(document.activeElement).toBe(screen.getByRole("grid")); });
});

test("what has come of a run while the whole table was on its way stays", async () => {
  const user = await pasted();
  const before = await fake.importNow();
  const [first] = before.rows;
  if (first === undefined) throw new Error("no row");
  vi.spyOn(fake, "bookImport").mockImplementation(() => {
    // News is small: it is there before an answer that was given sooner.
    fake.say({ kind: "import", rows: [{ ...first, state: "booked" }], running: false });
    return Promise.resolve({ ...before, rows: [{ ...first, state: "waiting" }, ...before.rows.slice(1)], running: true });
  });
  await user.keyboard("{Control>}{Enter}{/Control}");
  await waitFor(() => { expect(states()[0]).toBe("booked"); });
  expect(screen.queryByTestId("import-stop")).toBeNull();
});

test("a list that cannot be read says why", async () => {
  const user = userEvent.setup();
  render(ImportPage);
  await user.click(await screen.findByRole("button", { name: "Read" }));
  expect(await screen.findByText(/no rows/)).toBeDefined();
});

test("the page is accessible, empty and full", async () => {
  await pasted();
  const check = await axe.run(document.body, { rules: { "color-contrast": { enabled: false }, region: { enabled: false } } });
  expect(check.violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  expect(within(screen.getByRole("grid")).getAllByRole("row").length).toBe(4);
});

test("what is counted is said in the order in which it needs somebody", () => {
  const rows = (["booked", "mend", "ready", "mend"] as ImportState[]).map((state) => ({ state }));
  expect(summary(counted({ rows } as Import))).toBe("1 ready · 2 to mend · 1 booked");
});
