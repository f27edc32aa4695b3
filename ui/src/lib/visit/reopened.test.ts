import { cleanup, configure, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { tick } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import App from "../../App.svelte";
import { desk } from "../desk.svelte";
import { parts } from "../frame/parts.svelte";
import { view } from "../frame/view.svelte";
import { Fake } from "../ipc/fake";
import type { Cancelling, Receipt, Visit } from "../ipc/bindings";
import { openToday } from "../people/actions";

configure({ testIdAttribute: "data-test" });
const user = userEvent.setup();
let building: Fake;
let visit: Visit;

beforeEach(async () => {
  await parts.read();
  desk.session = { phase: "starting" };
  desk.clock = null;
  desk.receipts = new Map();
  view.drawer = null;
  view.narrow = false;
  view.page = "today";
  building = new Fake({ pace: 2_000_000, elapsed: () => 0 });
  render(App, { started: desk.start(building) });
  await screen.findByRole("grid");
  const { visits } = await building.agenda("2026-10-22", "2026-10-22");
  const found = visits.find(({ state, kind, end }) => state === "expected" && kind === "reservation" && end.time < "20:00");
  if (!found) throw new Error("the stand-in building has no such visit");
  visit = found;
  view.open({ kind: "visit", key: visit.key });
  await screen.findByTestId("visit-state");
});
afterEach(cleanup);

const purpose = (): HTMLElement => screen.getByTestId("about-purpose");
const to = (): HTMLInputElement => screen.getByTestId("book-to");
const row = (): HTMLElement | null => document.querySelector<HTMLElement>(`main [data-visit="${visit.key}"]`);

async function note(): Promise<void> {
  await user.click(screen.getByTestId("about-change"));
  await user.type(purpose(), "Audit");
}

it("has the focus still once a visit that could not be read was read", async () => {
  await view.close();
  const { visit: read } = desk.backend;
  desk.backend.visit = () => Promise.reject({ code: "machine", detail: "disk", problems: [] });
  view.open({ kind: "visit", key: visit.key });
  const retry = await screen.findByRole("button", { name: "Try again" });
  desk.backend.visit = read;
  await user.click(retry);
  await screen.findByTestId("visit-state");
  await waitFor(() => expect(document.activeElement?.tagName).toBe("H2"));
});

describe("a visit that is opened again", () => {
  it("keeps the note that is being typed, and gives it the focus back", async () => {
    await note();
    row()?.focus();
    expect(document.activeElement).toBe(row());
    await user.keyboard("{Enter}");
    await waitFor(() => expect(document.activeElement).toBe(purpose()));
    expect(purpose()).toHaveProperty("value", "Audit");
    row()?.focus();
    await openToday(visit.personId);
    await waitFor(() => expect(document.activeElement).toBe(purpose()));
    expect(purpose()).toHaveProperty("value", "Audit");
  });

  it("does what it is asked for this time, and has the note still", async () => {
    await note();
    view.open({ kind: "visit", key: visit.key, asking: "cancel" });
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("visit-cancel-yes")));
    expect(purpose()).toHaveProperty("value", "Audit");
    await user.keyboard("{Escape}");
    view.open({ kind: "visit", key: visit.key, asking: "cancel" });
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("visit-cancel-yes")));
    view.open({ kind: "visit", key: visit.key, asking: "extend" });
    await waitFor(() => expect(document.activeElement).toBe(to()));
    expect(to().value > visit.end.time).toBe(true);
    await user.keyboard("{Escape}");
    expect(await screen.findByTestId("about-purpose")).toHaveProperty("value", "Audit");
  });

  it("keeps other times that are being typed, unless others were chosen on the calendar", async () => {
    await user.keyboard("e");
    await waitFor(() => expect(document.activeElement).toBe(to()));
    await user.clear(to());
    await user.type(to(), "19:10");
    row()?.focus();
    view.open({ kind: "visit", key: visit.key });
    await waitFor(() => expect(document.activeElement).toBe(to()));
    expect(to().value).toBe("19:10");
    view.open({ kind: "visit", key: visit.key, times: { date: visit.start.date, lastDate: "", from: "18:00", to: "19:30" } });
    await waitFor(() => expect(to().value).toBe("19:30"));
  });

  it("has the focus at its heading where nothing is typed", async () => {
    row()?.focus();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(document.activeElement?.tagName).toBe("H2"));
  });
});

describe("a visit that another takes the place of while its drawer stands beside the page", () => {
  const isRead = (): Promise<unknown> => waitFor(() => expect(view.drawer).not.toMatchObject({ key: visit.key }));

  /** Makes it longer; the returned function says that it was done. */
  async function moved(): Promise<() => void> {
    const move = vi.spyOn(desk.backend, "moveVisit");
    await user.keyboard("e");
    await screen.findByTestId("plan-item");
    await user.keyboard("{Enter}");
    await screen.findAllByTestId("progress-step");
    const receipt = (await move.mock.results[0]?.value) as Receipt;
    return () => { building.say({ kind: "booking", receipt: { ...receipt, steps: receipt.steps.map((step) => ({ ...step, state: "accepted" })) } }); };
  }

  it("leaves the focus in a field of the page, and takes no letter of that for a key", async () => {
    const done = await moved();
    view.go("people");
    await user.type(await screen.findByTestId("people-find"), "Lin");
    const attended = vi.spyOn(desk.backend, "mark");
    done();
    await isRead();
    await screen.findByTestId("visit-state");
    await tick();
    expect(document.activeElement).toBe(screen.getByTestId("people-find"));
    await user.keyboard("h");
    expect(attended).not.toHaveBeenCalled();
    expect(screen.getByTestId("people-find")).toHaveProperty("value", "Linh");
  });

  it("leaves it there with a note that is half typed, and after a cancelling too", async () => {
    const done = await moved();
    await note();
    view.go("people");
    await user.click(await screen.findByTestId("people-find"));
    done();
    await isRead();
    expect(await screen.findByTestId("about-purpose")).toHaveProperty("value", "Audit");
    await tick();
    expect(document.activeElement).toBe(screen.getByTestId("people-find"));
    let answer: (outcome: Cancelling) => void = () => undefined;
    desk.backend.cancelVisit = () => new Promise((resolve) => (answer = resolve));
    await user.click(screen.getByTestId("visit-cancel"));
    await user.click(await screen.findByTestId("visit-cancel-yes"));
    await user.click(screen.getByTestId("people-find"));
    answer({ kind: "kept", reason: "offline" });
    await waitFor(() => expect(screen.queryByTestId("visit-cancel-yes")).toBeNull());
    await tick();
    expect(document.activeElement).toBe(screen.getByTestId("people-find"));
  });
});
