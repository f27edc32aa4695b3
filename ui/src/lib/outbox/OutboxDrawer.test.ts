import { cleanup, configure, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import App from "../../App.svelte";
import { desk } from "../desk.svelte";
import { announcer } from "../frame/announce.svelte";
import { parts } from "../frame/parts.svelte";
import { view } from "../frame/view.svelte";
import { Fake } from "../ipc/fake";

configure({ testIdAttribute: "data-test" });

const user = userEvent.setup();
let building: Fake;

beforeEach(async () => {
  await parts.read();
  desk.session = { phase: "starting" };
  desk.clock = null;
  announcer.text = "";
  view.drawer = null;
  view.page = "today";
});
afterEach(cleanup);

/** The app on a stand-in on which nothing moves by itself, with the outbox opened by its key. */
async function open(everyEntry = true): Promise<HTMLElement> {
  building = new Fake({ pace: 2_000_000, elapsed: () => 0, everyEntry });
  render(App, { started: desk.start(building) });
  await screen.findByRole("grid");
  await waitFor(() => expect(announcer.text).toContain("in the outbox"));
  await user.keyboard("u");
  return screen.findByTestId("outbox-drawer");
}

const rows = (): HTMLElement[] => screen.queryAllByTestId("outbox-entry");
const row = (key: string): HTMLElement => {
  const found = rows().find((each) => each.dataset["key"] === key);
  if (!found) throw new Error(`no row ${key}`);
  return found;
};
const focusedRow = (): string | undefined => document.activeElement?.closest<HTMLElement>("[data-key]")?.dataset["key"];

describe("the outbox panel", () => {
  it("shows who, when, where and what is the matter, what needs a person first", async () => {
    await open();
    const entries = await building.outbox();
    expect(rows()).toHaveLength(entries.length);
    const first = within(row("b1"));
    expect(first.getByTestId("outbox-open").textContent).toMatch(/Tomás Rivas.*Booking.*Thu 22 Oct, 14:00–18:00.*2nd Floor, Front Door/);
    expect(first.getByTestId("outbox-says").textContent).toBe("Not booked. DoorFlow does not have it, and it is safe to send it again.");
    const states = rows().map((each) => ["rejected", "notBooked", "needsYou"].includes(each.dataset["state"] ?? ""));
    expect(states.indexOf(false)).toBe(states.lastIndexOf(true) + 1);
    expect(screen.getByText("DoorFlow refused this: channel_ids is invalid")).toBeDefined();
  });

  it("gives the heading the focus of what reads it again", async () => {
    const drawer = await open();
    const read = vi.spyOn(building, "outbox").mockRejectedValueOnce({ code: "machine", detail: "disk", problems: [] });
    desk.changes = { ...desk.changes, outbox: desk.changes.outbox + 1 };
    const again = await within(drawer).findByText("Try again");
    again.focus();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(screen.queryByTestId("outbox-unread")).toBeNull());
    expect(read).toHaveBeenCalledTimes(2);
    expect(document.activeElement).toBe(drawer.closest(".drawer")?.querySelector("h2"));
  });

  it("shows of a move which steps are done", async () => {
    await open();
    const [moving] = (await building.outbox()).filter((entry) => entry.steps.length > 0);
    const steps = within(row(moving?.key ?? "")).getByRole("list", { name: "Steps" });
    expect([...steps.children].map((step) => step.textContent.trim())).toEqual(["Visit booked: done", "Old visit deleted: not yet"]);
    expect(screen.getAllByRole("list", { name: "Steps" })).toHaveLength(1);
  });

  it("has nothing that axe-core finds fault with, in each state", async () => {
    const panel = await open();
    await user.click(within(row("b1")).getByTestId("outbox-give-up"));
    // Colours need a real window; every rule of structure and names holds here too.
    const found = await axe.run(panel.closest(".drawer") ?? panel, { rules: { "color-contrast": { enabled: false } } });
    expect(found.violations.map((each) => each.id)).toEqual([]);
    expect(found.passes.length).toBeGreaterThan(5);
  });

  it("moves by arrows, opens with Enter, and gives the focus back", async () => {
    await open();
    const keys = rows().map((each) => each.dataset["key"]);
    await waitFor(() => expect(focusedRow()).toBe(keys[0]));
    await user.keyboard("{ArrowDown}{ArrowDown}");
    expect(focusedRow()).toBe(keys[2]);
    await user.keyboard("{End}");
    expect(focusedRow()).toBe(keys.at(-1));
    await user.keyboard("{ArrowDown}{Home}{ArrowUp}");
    expect(focusedRow()).toBe(keys[0]);
    await user.keyboard("{Enter}");
    expect(view.drawer).toEqual({ kind: "visit", key: keys[0] });
  });

  it("sends again, and keeps the focus in the row when its button goes", async () => {
    await open();
    const send = vi.spyOn(building, "sendAgain");
    within(row("b1")).getByTestId("outbox-send-again").focus();
    await user.keyboard("{Enter}");
    expect(send).toHaveBeenCalledExactlyOnceWith("b1");
    await waitFor(() => expect(row("b1").dataset["state"]).toBe("inFlight"));
    await waitFor(() => expect(focusedRow()).toBe("b1"));
    expect(within(row("b1")).queryByTestId("outbox-send-again")).toBeNull();
  });

  it("gives up only after asking, and goes on with the row that takes its place", async () => {
    await open();
    const giveUp = vi.spyOn(building, "giveUp");
    const keys = rows().map((each) => each.dataset["key"]);
    await user.click(within(row("b1")).getByTestId("outbox-give-up"));
    const yes = await screen.findByTestId("outbox-yes");
    await waitFor(() => expect(document.activeElement).toBe(yes));
    await user.keyboard("{Escape}");
    await waitFor(() => expect(document.activeElement).toBe(within(row("b1")).getByTestId("outbox-give-up")));
    expect(giveUp).not.toHaveBeenCalled();
    expect(view.drawer).toEqual({ kind: "outbox" });
    await user.keyboard("{Enter}");
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("outbox-yes")));
    await user.keyboard("{Enter}");
    expect(giveUp).toHaveBeenCalledExactlyOnceWith("b1");
    await waitFor(() => expect(focusedRow()).toBe(keys[1]));
  });

  it("deletes the surplus after asking", async () => {
    await open();
    const surplus = vi.spyOn(building, "deleteSurplus");
    const several = rows().find((each) => each.dataset["reason"] === "several");
    if (!several) throw new Error("the stand-in has nothing twice");
    await user.click(within(several).getByTestId("outbox-surplus"));
    expect(several.textContent).toContain("Delete the 2 too many");
    await user.click(within(several).getByTestId("outbox-yes"));
    expect(surplus).toHaveBeenCalledExactlyOnceWith(several.dataset["key"]);
  });

  it("takes what DoorFlow made otherwise off once a person has seen it", async () => {
    await open();
    const giveUp = vi.spyOn(building, "giveUp");
    const differs = rows().find((each) => each.dataset["reason"] === "differs");
    if (!differs) throw new Error("the stand-in has nothing that differs");
    expect(within(differs).queryByTestId("outbox-give-up")).toBeNull();
    await user.click(within(differs).getByTestId("outbox-seen"));
    expect(giveUp).toHaveBeenCalledExactlyOnceWith(differs.dataset["key"]);
    await waitFor(() => expect(rows().some((each) => each.dataset["reason"] === "differs")).toBe(false));
  });

  it("says why something could not be done, and leaves the row as it was", async () => {
    await open();
    building.sendAgain = () => Promise.reject({ code: "offline", detail: "", problems: [] });
    await user.click(within(row("b1")).getByTestId("outbox-send-again"));
    expect((await screen.findByTestId("outbox-failure")).textContent).toContain("DoorFlow cannot be reached");
    expect(within(row("b1")).getByTestId("outbox-send-again")).toBeDefined();
  });

  it("keeps the focus in the row where giving up was refused", async () => {
    await open();
    building.giveUp = () => Promise.reject({ code: "offline", detail: "", problems: [] });
    await user.click(within(row("b1")).getByTestId("outbox-give-up"));
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("outbox-yes")));
    await user.keyboard("{Enter}");
    await screen.findByTestId("outbox-failure");
    await waitFor(() => expect(document.activeElement).toBe(within(row("b1")).getByTestId("outbox-send-again")));
  });

  it("is as careful of the focus in the visit's drawer", async () => {
    await open();
    const cancelling = row("b63");
    await user.click(within(cancelling).getByTestId("outbox-open"));
    await screen.findByTestId("visit-drawer");
    const giveUp = building.giveUp;
    building.giveUp = () => Promise.reject({ code: "offline", detail: "", problems: [] });
    await user.click(await screen.findByTestId("outbox-give-up"));
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("outbox-yes")));
    await user.keyboard("{Enter}");
    await screen.findByTestId("outbox-failure");
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("outbox-give-up")));
    building.giveUp = giveUp;
    await user.keyboard("{Enter}");
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("outbox-yes")));
    await user.keyboard("{Enter}");
    await waitFor(() => expect(screen.queryByTestId("outbox-actions")).toBeNull());
    await waitFor(() => expect(document.activeElement).toBe(within(screen.getByTestId("drawer")).getByRole("heading", { level: 2 })));
  });

  it("closes the drawer of a visit that goes with what is given up", async () => {
    await open();
    await user.click(within(row("b1")).getByTestId("outbox-open"));
    await screen.findByTestId("visit-drawer");
    await user.click(await screen.findByTestId("outbox-give-up"));
    await user.click(screen.getByTestId("outbox-yes"));
    await waitFor(() => expect(view.drawer).toBeNull());
  });

  it("opens from the status line, and says what would be there when it is empty", async () => {
    await open(false);
    await user.keyboard("{Escape}");
    await user.click(screen.getByTestId("status-outbox"));
    await user.click(await screen.findByTestId("outbox-give-up"));
    await user.click(screen.getByTestId("outbox-yes"));
    expect((await screen.findByTestId("outbox-empty")).textContent).toContain("The outbox is empty");
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("heading", { name: "Outbox" })));
    await user.keyboard("{Escape}");
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("status-outbox")));
  });

  it("is told of aloud, by name, when something comes to need a person", async () => {
    await open(false);
    const entries = await building.outbox();
    const other = entries.map((entry) => ({ ...entry, key: "b9", who: "Elif Kaya", state: "needsYou" as const, reason: "differs" as const }));
    building.outbox = () => Promise.resolve([...entries, ...other]);
    desk.changes = { ...desk.changes, outbox: desk.changes.outbox + 1 };
    await waitFor(() => expect(announcer.text).toContain("Elif Kaya, Thu 22 Oct, 14:00–18:00: Needs you. DoorFlow made it otherwise"));
  });
});
