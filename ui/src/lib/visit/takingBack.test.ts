import { render, screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";
import App from "../../App.svelte";
import { announcer } from "../frame/announce.svelte";
import { parts } from "../frame/parts.svelte";
import { undoing } from "../frame/undoing.svelte";
import { view } from "../frame/view.svelte";
import type { Cancelling } from "../ipc/bindings";
import VisitDrawer from "./VisitDrawer.svelte";
import { building, open, openBefore, user, visitThat } from "./test-drawer";

openBefore();

describe("taking a visit back in its drawer", () => {
  it("cancels with X and Enter, and says when DoorFlow has it no longer", async () => {
    const visit = await visitThat((each) => each.state === "expected");
    const cancel = vi.spyOn(building, "cancelVisit");
    await open(visit);
    await user.keyboard("x");
    const yes = screen.getByTestId("visit-cancel-yes");
    await waitFor(() => expect(document.activeElement).toBe(yes));
    expect(cancel).not.toHaveBeenCalled();
    await user.keyboard("{Enter}");
    expect(cancel).toHaveBeenCalledExactlyOnceWith(visit.key);
    await waitFor(() => expect(screen.getByTestId("visit-state").dataset["state"]).toBe("cancelling"));
    building.visit = () => Promise.reject({ code: "notFound", detail: "", problems: [] });
    building.visitsChanged();
    await waitFor(() => expect(screen.getByTestId("visit-gone").textContent).toContain("Cancelled"));
    expect(screen.queryByTestId("visit-cancel")).toBeNull();
  });

  it("keeps the visit with Esc, and stays open", async () => {
    const visit = await visitThat((each) => each.state === "expected");
    const cancel = vi.spyOn(building, "cancelVisit");
    view.open({ kind: "visit", key: visit.key });
    await open(visit);
    await user.click(screen.getByTestId("visit-cancel"));
    await user.keyboard("{Escape}");
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("visit-cancel")));
    expect(cancel).not.toHaveBeenCalled();
    expect(view.drawer).not.toBeNull();
  });

  it.each([
    ["offline", "will be sent by itself"],
    ["answerLost", "looks whether it was done"],
    ["waitsForBooking", "goes on once that is known"],
  ] as const)("says that a cancelling is kept, not that it failed: %s", async (reason, said) => {
    const visit = await visitThat((each) => each.state === "expected");
    building.cancelVisit = () => Promise.resolve({ kind: "kept", reason });
    await open(visit);
    await user.keyboard("x");
    await user.click(await screen.findByTestId("visit-cancel-yes"));
    await waitFor(() => expect(announcer.text).toContain(said));
    expect(undoing.said).toMatch(new RegExp(`^Being cancelled: ${visit.name}, .* ${said}`));
    expect(screen.queryByTestId("visit-failure")).toBeNull();
  });

  it.each([
    ["shows what the undo books again", null],
    ["leaves a booking that is being typed where the undo books again", { kind: "book", draft: { personId: 1002 } }],
  ] as const)("%s", async (_, typing) => {
    const visit = await visitThat((each) => each.state === "expected");
    building.undoCancel = () => Promise.resolve({ stand: 0, again: 1, booking: 12, refused: 0, withoutPin: false });
    await open(visit);
    await user.keyboard("x");
    await user.click(await screen.findByTestId("visit-cancel-yes"));
    await waitFor(() => expect(undoing.possible).toBe(true));
    view.drawer = typing;
    const { said } = undoing;
    undoing.undo();
    await waitFor(() => expect(undoing.said).not.toBe(said));
    expect(undoing.said).toMatch(new RegExp(`^Booked again: ${visit.name}, \\w{3} \\d+ \\w{3}, ${visit.start.time}`));
    expect(view.drawer).toEqual(typing ?? { kind: "visit", key: "b12" });
  });

  it("leaves the note that is being typed of another visit where the undo books again", async () => {
    const visit = await visitThat((each) => each.state === "expected");
    building.undoCancel = () => Promise.resolve({ stand: 0, again: 1, booking: 12, refused: 0, withoutPin: false });
    const shown = await open(visit);
    await user.keyboard("x");
    await user.click(await screen.findByTestId("visit-cancel-yes"));
    await waitFor(() => expect(undoing.possible).toBe(true));
    shown.unmount();
    const other = await visitThat((each) => each.key !== visit.key && each.state === "expected");
    view.open({ kind: "visit", key: other.key });
    await open(other);
    await user.click(screen.getByTestId("about-change"));
    await user.type(screen.getByTestId("about-purpose"), "Audit");
    const { said } = undoing;
    undoing.undo();
    await waitFor(() => expect(undoing.said).not.toBe(said));
    expect(undoing.said).toContain(`Booked again: ${visit.name}`);
    expect(view.drawer).toEqual({ kind: "visit", key: other.key });
    expect(screen.getByTestId("about-purpose")).toHaveProperty("value", "Audit");
  });

  it("takes back nothing that was done before, while it is being cancelled", async () => {
    const visit = await visitThat((each) => each.state === "expected");
    const before = vi.fn(() => Promise.resolve("Checked out again."));
    undoing.offer("Somebody is checked in.", before);
    let answer: (outcome: Cancelling) => void = () => undefined;
    building.cancelVisit = () => new Promise((resolve) => (answer = resolve));
    await open(visit);
    await user.keyboard("x");
    await user.click(await screen.findByTestId("visit-cancel-yes"));
    await user.keyboard("{Control>}z{/Control}");
    expect(before).not.toHaveBeenCalled();
    answer({ kind: "done" });
    await waitFor(() => expect(undoing.possible).toBe(true));
    expect(undoing.said).toContain(`Cancelled: ${visit.name}`);
  });

  it("leaves what was done before to be taken back where it could not be cancelled", async () => {
    const visit = await visitThat((each) => each.state === "expected");
    undoing.offer("Somebody is checked in.", () => Promise.resolve("Checked out again."));
    building.cancelVisit = () => Promise.reject({ code: "busy", detail: "", problems: [] });
    await open(visit);
    await user.keyboard("x");
    await user.click(await screen.findByTestId("visit-cancel-yes"));
    await screen.findByTestId("visit-failure");
    expect(undoing.possible).toBe(true);
  });

  it.each([
    ["by the key that it had", { cancelled: 2, left: 0 }, "2 visits are being cancelled.", true],
    ["not where none could be", { cancelled: 0, left: 2 }, "No visit is being cancelled: 2 cannot be now, and stay.", false],
    ["not where none was booked", { cancelled: 0, left: 0 }, "Taken off the calendar: none of these visits was booked.", false],
  ] as const)("offers to take a cancelled series back: %s", async (_, several, says, offered) => {
    const { steps } = await building.book({
      personId: 1001, date: "2026-10-23", lastDate: "", from: "09:00", to: "10:00", place: { kind: "doors", channelIds: [14] },
      repeat: { pattern: { kind: "daily" }, ends: { kind: "after", count: 2 }, leftOut: [] },
    });
    const key = steps[0]?.visitKey ?? "";
    const taken = vi.spyOn(building, "undoCancel").mockResolvedValue({ stand: 0, again: 2, booking: null, refused: 0, withoutPin: false });
    undoing.forget();
    render(VisitDrawer, { visitKey: key });
    await screen.findByTestId("visit-state");
    // The visit is told by another key before the answer is here.
    const visit = building.visit;
    building.cancelSeries = async () => {
      building.visit = async (asked) => {
        const details = await visit(asked);
        return { ...details, doorflowId: 901, visit: { ...details.visit, key: "r901" } };
      };
      building.visitsChanged();
      await waitFor(() => expect(screen.getByTestId("visit-number").textContent).toBe("901"));
      return several;
    };
    await user.keyboard("x");
    await user.click(await screen.findByTestId("reach-all"));
    await user.click(screen.getByTestId("visit-cancel-yes"));
    await waitFor(() => expect(announcer.text).toContain(says));
    expect(undoing.undo()).toBe(offered);
    if (offered) {
      expect(taken).toHaveBeenCalledWith(key);
      await waitFor(() => expect(undoing.said).toMatch(/^Booked again: 2 visits of the series of \w+/));
    } else if (several.left > 0) expect(screen.getByTestId("visit-failure").textContent).toBe(says);
    else expect([undoing.said, screen.queryByTestId("visit-failure")]).toEqual([says, null]);
  });

  it("explains why it could not be cancelled", async () => {
    const visit = await visitThat((each) => each.state === "expected");
    building.cancelVisit = () => Promise.reject({ code: "offline", detail: "", problems: [] });
    await open(visit);
    await user.keyboard("x");
    await user.click(await screen.findByTestId("visit-cancel-yes"));
    expect((await screen.findByTestId("visit-failure")).textContent).toContain("DoorFlow cannot be reached");
    expect(screen.getByTestId("visit-cancel")).toBeTruthy();
  });

  it("offers to book or dismiss what was not booked, and to cancel nothing", async () => {
    const visit = await visitThat((each) => each.state === "notBooked");
    const dismiss = vi.spyOn(building, "dismissBooking");
    await open(visit);
    expect(screen.getByTestId("visit-trouble").textContent).toContain("safe to book it again");
    expect(screen.queryByTestId("visit-cancel")).toBeNull();
    await user.click(screen.getByTestId("visit-dismiss"));
    expect(dismiss).toHaveBeenCalledExactlyOnceWith(visit.key);
    await waitFor(() => expect(view.drawer).toBeNull());
  });

  it("does not take Enter that is held down for a yes", async () => {
    await open(await visitThat((each) => each.state === "expected" && each.start.date === "2026-10-22"));
    const cancels = vi.spyOn(building, "cancelVisit");
    screen.getByTestId("visit-cancel").focus();
    await user.keyboard("{Enter>4/}");
    await waitFor(() => expect(document.activeElement?.getAttribute("data-test")).toBe("visit-cancel-yes"));
    await user.keyboard("{Enter>4}");
    expect(cancels, "pressed anew it is one").toHaveBeenCalledTimes(1);
  });
});

describe("an answer that comes after the drawer was left", () => {
  const booking = { kind: "book", draft: { personId: 1002 } } as const;

  it("closes no other drawer once a visit is dismissed", async () => {
    let done: () => void = () => undefined;
    building.dismissBooking = () => new Promise((resolve) => (done = resolve));
    const shown = await open(await visitThat((each) => each.state === "notBooked"));
    await user.click(screen.getByTestId("visit-dismiss"));
    shown.unmount();
    view.drawer = booking;
    done();
    await new Promise((resolve) => setTimeout(resolve));
    expect(view.drawer).toBe(booking);
  });

  it("still says what became of a cancelling", async () => {
    await parts.read();
    render(App, { started: Promise.resolve() });
    const visit = await visitThat((each) => each.state === "expected");
    let done: () => void = () => undefined;
    building.cancelVisit = () => new Promise((resolve) => (done = () => { resolve({ kind: "kept", reason: "offline" }); }));
    view.open({ kind: "visit", key: visit.key });
    await screen.findByTestId("visit-state");
    await user.keyboard("x");
    await user.click(await screen.findByTestId("visit-cancel-yes"));
    await user.click(screen.getByTestId("drawer-close"));
    expect(view.drawer).toBeNull();
    done();
    await new Promise((resolve) => setTimeout(resolve));
    expect(announcer.text).toContain("will be sent by itself");
  });
});
