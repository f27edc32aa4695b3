import { configure, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import App from "../../App.svelte";
import { desk } from "../desk.svelte";
import { parts } from "../frame/parts.svelte";
import { view } from "../frame/view.svelte";
import type { DeskError } from "../ipc/bindings";
import { Fake } from "../ipc/fake";

const TABLE = `Name\tE-mail\tDate\tFrom\tTo\tDoors
John Doe\t\t2026-10-23\t\t18\tFront Door
Eva Kos\teva@kos.example\t2026-10-23\t\t18\tFront Door`;

configure({ testIdAttribute: "data-test" });
let fake: Fake;

beforeEach(async () => {
  await parts.read();
  Element.prototype.scrollIntoView = () => undefined;
  // Nothing is laid out here: the table is given a height.
  Object.defineProperty(HTMLElement.prototype, "clientHeight", { configurable: true, value: 600 });
  Object.defineProperty(HTMLElement.prototype, "offsetHeight", { configurable: true, value: 48 });
  desk.session = { phase: "starting" };
  view.drawer = null;
  view.page = "today";
  fake = new Fake({ pace: 0, elapsed: () => 0, people: 40, lock: { pin: "2846" } });
  const { changeImport, limitGuests } = fake;
  // As the desk does: it knows that it is locked before the page does.
  vi.spyOn(fake, "changeImport").mockImplementation((change) => refused() ?? changeImport(change));
  vi.spyOn(fake, "limitGuests").mockImplementation((most) => refused() ?? limitGuests(most));
  render(App, { started: desk.start(fake) });
  await waitFor(() => { expect(desk.session.phase).toBe("signedIn"); });
}, 30_000);

/** The desk has locked itself, and its news of that is not there yet. */
let lockedUnheard = false;
function refused(): Promise<never> | null {
  if (!fake.lock.now().locked && !lockedUnheard) return null;
  const error: DeskError = { code: "locked", detail: "", problems: [] };
  return Promise.reject(error);
}

async function pasted(): Promise<void> {
  view.page = "import";
  const paste = await screen.findByTestId("import-paste");
  await waitFor(() => { expect(document.activeElement).toBe(paste); });
  await userEvent.paste(TABLE);
  await screen.findByTestId("import-all-from");
}

async function lockedScreen(): Promise<void> {
  const pin = await screen.findByTestId("lock-pin");
  await waitFor(() => { expect(document.activeElement).toBe(pin); });
}

async function unlocked(): Promise<void> {
  await lockedScreen();
  await userEvent.keyboard("2846{Enter}");
  await waitFor(() => { expect(screen.queryByTestId("lock-screen")).toBeNull(); });
}

const from = async (): Promise<string> => (await fake.importNow()).forAll.from;

test("what was typed for all rows as the desk locked counts once it is unlocked, with the focus where it was", async () => {
  await pasted();
  const field = screen.getByTestId<HTMLInputElement>("import-all-from");
  await userEvent.type(field, "14:00");
  await userEvent.keyboard("{Control>}l{/Control}");
  await lockedScreen();
  expect(await from()).toBe("");
  await unlocked();
  await waitFor(async () => { expect(await from()).toBe("14:00"); });
  await waitFor(() => { expect(document.activeElement).toBe(field); });
  expect([field.value, screen.queryByTestId("import-trouble")]).toEqual(["14:00", null]);
});

test("what the desk refuses before the page hears that it is locked is done once it is unlocked, and nothing is booked by itself then", async () => {
  await pasted();
  await userEvent.type(screen.getByTestId("import-all-from"), "14:00");
  const booked = vi.spyOn(fake, "bookImport");
  lockedUnheard = true;
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  await waitFor(() => { expect(fake.changeImport).toHaveBeenCalled(); });
  fake.lock.lock();
  lockedUnheard = false;
  await unlocked();
  await waitFor(async () => { expect(await from()).toBe("14:00"); });
  expect((await screen.findByTestId("import-trouble")).textContent).toContain("nothing is booked yet");
  expect(booked).not.toHaveBeenCalled();
  screen.getByRole("grid").focus();
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  await waitFor(() => { expect(booked).toHaveBeenCalledOnce(); });
});

test("a cell that is being edited as the desk locks is still edited afterwards, with what was typed", async () => {
  await pasted();
  await waitFor(() => { expect(document.activeElement).toBe(screen.getByRole("grid")); });
  await userEvent.keyboard("{F2}");
  await waitFor(() => { expect(document.activeElement?.hasAttribute("data-edit")).toBe(true); });
  const cell = document.activeElement as HTMLInputElement;
  await userEvent.keyboard("Johanna Doe");
  await userEvent.keyboard("{Control>}l{/Control}");
  await unlocked();
  await waitFor(() => { expect(document.activeElement).toBe(cell); });
  expect([cell.value, cell.isConnected]).toEqual(["Johanna Doe", true]);
  expect(fake.changeImport).not.toHaveBeenCalled();
  await userEvent.keyboard("{Enter}");
  await waitFor(async () => { expect((await fake.importNow()).rows[0]?.name).toBe("Johanna Doe"); });
});

test("how many guests are too many is set once the desk is unlocked, where it locks as that was typed", async () => {
  view.page = "settings";
  const field = await screen.findByTestId<HTMLInputElement>("guests-at-once");
  await userEvent.type(field, "12");
  await userEvent.keyboard("{Control>}l{/Control}");
  await lockedScreen();
  expect((await fake.office()).guestsAtOnce).toBe(0);
  await unlocked();
  await waitFor(async () => { expect((await fake.office()).guestsAtOnce).toBe(12); });
  expect([field.value, screen.getByTestId("office-trouble").textContent]).toEqual(["12", ""]);
});

test("what was held as somebody signed out of a locked desk is done no more", async () => {
  view.page = "settings";
  await userEvent.type(await screen.findByTestId("guests-at-once"), "12");
  await userEvent.keyboard("{Control>}l{/Control}");
  await lockedScreen();
  await userEvent.click(screen.getByTestId("lock-forgotten"));
  await userEvent.click(await screen.findByTestId("lock-sign-out-yes"));
  expect(await screen.findByText("Connect to DoorFlow")).toBeDefined();
  expect((await fake.office()).guestsAtOnce).toBe(0);
});
