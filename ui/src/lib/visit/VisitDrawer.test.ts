import { cleanup, configure, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { tick } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import App from "../../App.svelte";
import { desk } from "../desk.svelte";
import { announcer } from "../frame/announce.svelte";
import { parts } from "../frame/parts.svelte";
import { takeKey } from "../frame/shortcuts";
import { trouble } from "../frame/trouble.svelte";
import { undoing } from "../frame/undoing.svelte";
import { view } from "../frame/view.svelte";
import { Fake } from "../ipc/fake";
import type { Cancelling, LetIn, NewTimes, News, SessionState, Visit } from "../ipc/bindings";
import VisitDrawer from "./VisitDrawer.svelte";

configure({ testIdAttribute: "data-test" });

/** A stand-in on which nothing moves by itself. */
class Building extends Fake {
  #handlers: ((news: News) => void)[] = [];

  constructor() {
    super({ pace: 2_000_000, elapsed: () => 0 });
    const listen = this.onNews;
    this.onNews = (handler) => {
      this.#handlers.push(handler);
      return listen(handler);
    };
  }

  visitsChanged(): void {
    for (const handler of this.#handlers) handler({ kind: "changed", topics: ["visits"] });
  }
}

let building: Building;
const user = userEvent.setup();

beforeEach(async () => {
  building = new Building();
  window.addEventListener("keydown", takeKey);
  desk.session = { phase: "starting" };
  desk.clock = null;
  desk.receipts = new Map();
  view.drawer = null;
  trouble.forget();
  await desk.start(building);
  await waitFor(() => expect(desk.clock).not.toBeNull());
});

afterEach(() => {
  cleanup();
  window.removeEventListener("keydown", takeKey);
});

async function visitThat(fits: (visit: Visit) => boolean): Promise<Visit> {
  const { visits } = await building.agenda("2026-10-12", "2026-11-08");
  const found = visits.find(fits);
  if (!found) throw new Error("the stand-in building has no such visit");
  return found;
}

async function open(visit: Visit) {
  const shown = render(VisitDrawer, { visitKey: visit.key });
  await screen.findByTestId("visit-state");
  return shown;
}

describe("the visit drawer", () => {
  it("tells who, when and where, with each door's readiness in words", async () => {
    const visit = await visitThat((each) => each.state === "expected" && each.doors.some((door) => door.readiness === "offline"));
    await open(visit);
    expect(screen.getByTestId("visit-person").textContent).toContain(visit.name);
    expect(screen.getByTestId("visit-when").textContent).toContain(`${visit.start.time}–${visit.end.time}`);
    expect(screen.getByTestId("visit-when").textContent).toMatch(/day \d+ October 2026/);
    const doors = screen.getAllByTestId("visit-door").map((door) => door.textContent);
    expect(doors).toHaveLength(visit.doors.length);
    expect(doors.some((door) => door.includes("Plant Room · offline"))).toBe(true);
    expect(screen.getByTestId("visit-number").textContent).toBe(visit.key.slice(1));
  });

  it("says of each door that is not ready what happens next, and who must do it", async () => {
    const visit = await visitThat((each) => each.state === "expected" && each.doors.length === 2);
    const doors = [
      { id: 1, name: "Front Door", readiness: "waiting" },
      { id: 2, name: "Plant Room", readiness: "offline" },
      { id: 3, name: "Stores", readiness: "failing" },
    ] as const;
    const read = building.visit;
    building.visit = async (key) => {
      const details = await read(key);
      return { ...details, visit: { ...details.visit, doors: [...doors], readiness: "failing" } };
    };
    await open(visit);
    const said = () => screen.getAllByTestId("visit-doors-say").map((line) => line.textContent);
    expect(said()).toEqual([
      "Accepted by DoorFlow.",
      "Doors being updated: Front Door.",
      "Plant Room is offline and takes it by itself when it is back.",
      "Stores fails to take changes: tell whoever looks after the doors.",
    ]);
    if (desk.session.phase === "signedIn") desk.session = { ...desk.session, missing: ["sync"] };
    await waitFor(() => expect(said()[1]).toBe("Not told yet: Front Door. This sign-in may not tell the doors: somebody must start a sync in DoorFlow."));
  });

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

  it("shows the PIN with I, and hides it again", async () => {
    await open(await visitThat((each) => each.state === "expected"));
    expect(screen.queryByTestId("pin-digits")).toBeNull();
    await user.keyboard("i");
    expect((await screen.findByTestId("pin-digits")).textContent).toMatch(/^\d+$/);
    await user.keyboard("i");
    await waitFor(() => expect(screen.queryByTestId("pin-digits")).toBeNull());
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
    ["by the key that it had", { cancelled: 2, left: 0 }, true],
    ["not where none could be", { cancelled: 0, left: 2 }, false],
  ] as const)("offers to take a cancelled series back: %s", async (_, several, offered) => {
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
    await waitFor(() => expect(announcer.text).toContain("being cancelled."));
    expect(undoing.undo()).toBe(offered);
    if (offered) {
      expect(taken).toHaveBeenCalledWith(key);
      await waitFor(() => expect(undoing.said).toMatch(/^Booked again: 2 visits of the series of \w+/));
    } else expect(screen.getByTestId("visit-failure").textContent).toContain("2 cannot be now, and stay.");
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

  it("books again with R: the same person and places, at a free time", async () => {
    const visit = await visitThat((each) => each.state === "over" && each.kind === "reservation");
    await open(visit);
    await user.keyboard("r");
    expect(view.drawer).toMatchObject({
      kind: "book",
      draft: { personId: visit.personId, date: "2026-10-23", from: visit.start.time, place: { kind: "doors", channelIds: visit.doors.map((door) => door.id) } },
    });
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

  it("shows its keys only while it hears them", async () => {
    await open(await visitThat((each) => each.state === "underWay"));
    const row = screen.getByTestId("visit-let-in").closest(".row");
    expect(row?.classList.contains("elsewhere")).toBe(false);
    const page = document.body.appendChild(document.createElement("button"));
    page.focus();
    await waitFor(() => expect(row?.classList.contains("elsewhere")).toBe(true));
    screen.getByTestId("visit-let-in").focus();
    await waitFor(() => expect(row?.classList.contains("elsewhere")).toBe(false));
    page.remove();
  });

  it("leaves the keys of the page to the page", async () => {
    const visit = await visitThat((each) => each.state === "expected");
    const elsewhere = document.createElement("button");
    document.body.append(elsewhere);
    await open(visit);
    elsewhere.focus();
    await user.keyboard("x");
    expect(screen.queryByTestId("visit-cancel-yes")).toBeNull();
    elsewhere.remove();
  });

  it("says when the visit is gone, and goes on with it when DoorFlow has accepted it under its own number", async () => {
    const visit = await visitThat((each) => each.state === "notBooked");
    await open(visit);
    desk.receipts = new Map([
      [
        5,
        {
          booking: 5,
          who: visit.name,
          steps: [
            { what: "book", item: { kind: visit.kind, start: visit.start, end: visit.end, places: [] }, state: "accepted", visitKey: "r777", problems: [], detail: "" },
          ],
        },
      ],
    ]);
    building.visit = () => Promise.reject({ code: "notFound", detail: "", problems: [] });
    building.visitsChanged();
    await waitFor(() => expect(view.drawer).toEqual({ kind: "visit", key: "r777" }));
  });

  it("hands a note that is being typed on to the visit that DoorFlow has accepted", async () => {
    const visit = await visitThat((each) => each.state === "notBooked");
    await open(visit);
    await user.click(screen.getByTestId("about-change"));
    await user.type(await screen.findByTestId("about-purpose"), "Audit");
    const item = { kind: visit.kind, start: visit.start, end: visit.end, places: [] };
    desk.receipts = new Map([[5, { booking: 5, who: visit.name, steps: [{ what: "book", item, state: "accepted", visitKey: "r777", problems: [], detail: "" }] }]]);
    building.visit = () => Promise.reject({ code: "notFound", detail: "", problems: [] });
    building.visitsChanged();
    const noting = { about: { hostId: null, host: "", purpose: "Audit", note: "" }, hostTyped: "", field: "visit-about-purpose" };
    await waitFor(() => expect(view.drawer).toEqual({ kind: "visit", key: "r777", noting }));
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

describe("times that were chosen on the calendar", () => {
  const timesOf = ({ start }: Visit): NewTimes => ({ date: start.date, lastDate: "", from: "12:00", to: "13:00" });
  const field = (name: "from" | "to"): HTMLInputElement => screen.getByTestId(`book-${name}`);

  async function drop(visit: Visit): Promise<void> {
    render(VisitDrawer, { visitKey: visit.key, times: timesOf(visit) });
    await waitFor(() => expect(field("to").value).toBe("13:00"));
  }

  /** Another desk has booked something, and the visit has been read again. */
  async function news(): Promise<void> {
    const read = vi.spyOn(building, "visit");
    building.visitsChanged();
    await waitFor(() => expect(read).toHaveBeenCalledOnce());
    await read.mock.results[0]?.value;
    await tick();
    read.mockRestore();
  }

  it("are taken once: news changes nothing of what is typed over them", async () => {
    await drop(await visitThat((each) => each.state === "expected" && each.kind === "reservation"));
    await user.clear(field("to"));
    await user.type(field("to"), "13:30");
    await news();
    expect(field("from").value).toBe("12:00");
    expect(field("to").value).toBe("13:30");
  });

  it("do not come back by news once they were left", async () => {
    await drop(await visitThat((each) => each.state === "expected" && each.kind === "reservation"));
    await user.keyboard("{Escape}");
    await news();
    expect(screen.queryByTestId("move")).toBeNull();
    await user.keyboard("x");
    const yes = await screen.findByTestId("visit-cancel-yes");
    await waitFor(() => expect(document.activeElement).toBe(yes));
    await news();
    expect(document.activeElement).toBe(yes);
    expect(screen.queryByTestId("move")).toBeNull();
  });

  it("are refused aloud once where the visit is over", async () => {
    const visit = await visitThat((each) => each.state === "over" && each.kind === "reservation");
    render(VisitDrawer, { visitKey: visit.key, times: timesOf(visit) });
    await waitFor(() => expect(announcer.text).toContain("is over"));
    announcer.text = "";
    await news();
    expect(announcer.text).toBe("");
  });
});

describe("letting a visitor in", () => {
  const here = async () => open(await visitThat((each) => each.state === "underWay" && each.doors.length > 1));

  it("asks one of the visit's doors by two keys, and says what became of it", async () => {
    await here();
    let answer: (outcome: LetIn) => void = () => undefined;
    const asked = vi.spyOn(building, "letIn").mockImplementation(() => new Promise((resolve) => (answer = resolve)));
    await user.keyboard("l");
    const doors = await screen.findAllByTestId("let-in-door");
    expect(doors[0]).toBe(document.activeElement);
    await user.keyboard("{Enter}{Enter}");
    expect(asked).toHaveBeenCalledTimes(1);
    expect(screen.getByTestId("let-in-said").textContent).toBe(`Asking ${String(doors[0]?.textContent)}…`);
    const clock = await building.clock();
    answer({ outcome: "denied", at: clock.now });
    await waitFor(() => expect(screen.getByTestId("let-in-said").textContent).toContain("refused to let"));
    expect(announcer.text).toContain("refused to let");
  });

  it.each([
    ["admitted", /opened for .* at 10:42/],
    ["offline", /is offline and did not open/],
    ["timeout", /did not answer within two minutes/],
    ["notKnown", /may have opened/],
  ] as const)("tells %s as it is", async (outcome, text) => {
    await here();
    const { now } = await building.clock();
    vi.spyOn(building, "letIn").mockResolvedValue({ outcome, at: now });
    await user.keyboard("l");
    await user.click((await screen.findAllByTestId("let-in-door"))[0] as HTMLElement);
    await waitFor(() => expect(screen.getByTestId("let-in-said").textContent).toMatch(text));
  });

  it("says that the door was not asked where it was not", async () => {
    await here();
    vi.spyOn(building, "letIn").mockRejectedValue({ code: "offline", detail: "", problems: [] });
    await user.keyboard("l");
    await user.click((await screen.findAllByTestId("let-in-door"))[0] as HTMLElement);
    await waitFor(() => expect(screen.getByTestId("let-in-said").textContent).toMatch(/was not asked/));
  });

  it("is off, with the reason, where the sign-in may not", async () => {
    building.say({ kind: "session", session: { ...(desk.session as Extract<SessionState, { phase: "signedIn" }>), missing: ["admit"] } });
    await here();
    expect((screen.getByTestId("visit-let-in") as HTMLButtonElement).disabled).toBe(true);
    expect(screen.getByText(/may not let visitors in/)).toBeDefined();
    await user.keyboard("l");
    expect(screen.queryByTestId("let-in")).toBeNull();
    expect(announcer.text).toContain("may not let visitors in");
  });

  it("offers any door for a visit by groups, the usual one first", async () => {
    await open(await visitThat((each) => each.kind === "groupReservation" && each.state === "expected"));
    const asked = vi.spyOn(building, "letIn");
    await user.keyboard("l");
    await screen.findByTestId("let-in-other");
    await user.keyboard("{Enter}");
    expect(asked).toHaveBeenCalledWith(expect.any(String), 14);
  });

  it("checks in and out by key", async () => {
    const visit = await visitThat((each) => each.state === "expected" && each.start.date === "2026-10-22" && each.kind === "reservation");
    await open(visit);
    const marks = vi.spyOn(building, "mark");
    await user.keyboard("h");
    await waitFor(() => expect(screen.getByTestId("visit-state").textContent).toContain("Here since 10:42"));
    await user.keyboard("{Shift>}H{/Shift}");
    await waitFor(() => expect(screen.getByTestId("visit-state").textContent).toContain("Left 10:42"));
    expect(marks.mock.calls).toEqual([[[visit.key], true], [[visit.key], false]]);
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

  it("checks in at a double click, and not straight out again", async () => {
    const visit = await visitThat((each) => each.state === "expected" && each.start.date === "2026-10-22" && each.kind === "reservation");
    await open(visit);
    const marks = vi.spyOn(building, "mark");
    await user.dblClick(screen.getByTestId("visit-mark"));
    await waitFor(() => expect(screen.getByTestId("visit-state").textContent).toContain("Here since 10:42"));
    expect(marks.mock.calls).toEqual([[[visit.key], true]]);
    await user.click(screen.getByTestId("visit-mark"));
    await waitFor(() => expect(screen.getByTestId("visit-state").textContent).toContain("Left 10:42"));
  });

  it("checks nobody in more than a day before the visit, and says from when on", async () => {
    await open(await visitThat((each) => each.state === "expected" && each.start.date === "2026-10-27"));
    expect(screen.getByTestId("visit-badge")).toBeDefined();
    expect(screen.queryByTestId("visit-mark")).toBeNull();
    const marks = vi.spyOn(building, "mark");
    await user.keyboard("h");
    await waitFor(() => expect(trouble.said).toContain("from a day before the visit on"));
    expect(marks).not.toHaveBeenCalled();
  });

  it("says so too where the desk refuses what the page has offered", async () => {
    await open(await visitThat((each) => each.state === "expected" && each.start.date === "2026-10-22"));
    vi.spyOn(building, "mark").mockRejectedValue({ code: "refused", detail: "", problems: [] });
    await user.click(screen.getByTestId("visit-mark"));
    await waitFor(() => expect(trouble.said).toContain("from a day before the visit on"));
  });
});
