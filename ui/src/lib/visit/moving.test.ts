import { cleanup, configure, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import App from "../../App.svelte";
import { calendar } from "../calendar/calendar.svelte";
import { desk } from "../desk.svelte";
import { announcer } from "../frame/announce.svelte";
import { parts } from "../frame/parts.svelte";
import { view } from "../frame/view.svelte";
import { Fake } from "../ipc/fake";
import type { Visit, VisitState } from "../ipc/bindings";

configure({ testIdAttribute: "data-test" });
const user = userEvent.setup();
let building: Fake;

beforeEach(async () => {
  await parts.read();
  desk.session = { phase: "starting" };
  desk.clock = null;
  desk.receipts = new Map();
  announcer.text = "";
  view.drawer = null;
  view.narrow = false;
  view.page = "today";
});
afterEach(cleanup);

async function begin(pace = 2_000_000): Promise<void> {
  building = new Fake({ pace, elapsed: () => 0 });
  render(App, { started: desk.start(building) });
  await screen.findByRole("grid");
}

async function all(): Promise<Visit[]> {
  return (await building.agenda("2026-10-12", "2026-11-08")).visits;
}

async function visitThat(fits: (visit: Visit) => boolean): Promise<Visit> {
  const found = (await all()).find(fits);
  if (!found) throw new Error("the stand-in building has no such visit");
  return found;
}

const byDoors = (visit: Visit): boolean => visit.state === "expected" && visit.kind === "reservation" && visit.end.time < "20:00";

async function open(visit: Visit): Promise<void> {
  view.open({ kind: "visit", key: visit.key });
  await screen.findByTestId("visit-state");
}

const field = (name: "from" | "to" | "date" | "lastDate"): HTMLInputElement => screen.getByTestId(`book-${name}`);

describe("other times for a visit", () => {
  it("makes it half an hour longer with E and Enter, and goes on with the visit that DoorFlow then has", async () => {
    await begin(20);
    const visit = await visitThat(byDoors);
    const move = vi.spyOn(building, "moveVisit");
    await open(visit);
    await user.keyboard("e");
    await waitFor(() => expect(document.activeElement).toBe(field("to")));
    expect(field("from").value).toBe(visit.start.time);
    expect(field("to").value).not.toBe(visit.end.time);
    const to = field("to").value;
    await screen.findByTestId("plan-item");
    await user.keyboard("{Enter}");
    expect(move).toHaveBeenCalledExactlyOnceWith(visit.key, { date: visit.start.date, lastDate: "", from: visit.start.time, to });
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("progress-title")));
    const states = new Set<string>();
    await waitFor(() => {
      const steps = screen.getAllByTestId("progress-step").map((step) => `${step.dataset["what"] ?? ""} ${step.dataset["state"] ?? ""}`);
      states.add(steps.join());
      expect(steps).toEqual(["book ready", "replace accepted"]);
    }, { interval: 3 });
    expect([...states].every((at) => !at.includes("replace accepted") || /book (accepted|syncing|ready)/.test(at))).toBe(true);
    expect(view.drawer).toMatchObject({ kind: "visit" });
    expect(view.drawer).not.toMatchObject({ key: visit.key });
    await waitFor(() => expect(screen.getByTestId("visit-when").textContent).toContain(`${visit.start.time}–${to}`));
    expect((await all()).filter((each) => each.personId === visit.personId && each.start.utc === visit.start.utc)).toHaveLength(1);
    expect(screen.queryByTestId("visit-gone")).toBeNull();
    expect(announcer.text).toContain("Deleted in DoorFlow.");
  });

  it("says nothing of the new visit's doors once that is gone", async () => {
    await begin(20);
    const visit = await visitThat(byDoors);
    await open(visit);
    await user.keyboard("e");
    await screen.findByTestId("plan-item");
    await user.keyboard("{Enter}");
    await waitFor(() => {
      const steps = screen.getAllByTestId("progress-step").map((step) => step.dataset["state"]);
      expect(steps).toEqual(["ready", "accepted"]);
    }, { interval: 3 });
    building.visit = () => Promise.reject({ code: "notFound", detail: "", problems: [] });
    building.say({ kind: "changed", topics: ["visits"] });
    await screen.findByTestId("visit-gone");
    expect(screen.queryByTestId("progress-title")).toBeNull();
  });

  it("leaves a note as it is being typed where DoorFlow has another visit by then", async () => {
    await begin();
    const visit = await visitThat(byDoors);
    const move = vi.spyOn(building, "moveVisit");
    const note = vi.spyOn(building, "noteVisit");
    await open(visit);
    await user.keyboard("e");
    await screen.findByTestId("plan-item");
    await user.keyboard("{Enter}");
    await screen.findAllByTestId("progress-step");
    await user.click(screen.getByTestId("about-change"));
    await user.type(screen.getByTestId("about-note"), "Needs a ch");
    const receipt = await (move.mock.results[0]?.value as ReturnType<Fake["moveVisit"]>);
    const made = receipt.steps[0]?.visitKey ?? "";
    building.say({ kind: "booking", receipt: { ...receipt, steps: receipt.steps.map((step) => ({ ...step, state: "accepted" })) } });
    await waitFor(() => expect(view.drawer).toMatchObject({ kind: "visit", key: made }));
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("about-note")));
    await user.keyboard("air");
    expect(screen.getByTestId<HTMLTextAreaElement>("about-note").value).toBe("Needs a chair");
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect(note).toHaveBeenCalledExactlyOnceWith(made, { hostId: null, host: "", purpose: "", note: "Needs a chair" });
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("about-change")));
    expect(screen.getByTestId("about-note-is").textContent).toBe("Needs a chair");
  });

  it("takes no letter of that note for a key before its field is there again", async () => {
    await begin();
    const visit = await visitThat(byDoors);
    building.visit = () => new Promise(() => undefined);
    view.open({ kind: "visit", key: visit.key, noting: { about: { hostId: null, host: "", purpose: "", note: "Needs a ch" }, hostTyped: "", field: "visit-about-note" } });
    await screen.findByTestId("visit-drawer");
    await user.keyboard("c");
    expect(view.drawer).toMatchObject({ kind: "visit" });
    await user.keyboard("{Escape}");
    expect(view.drawer).toBeNull();
  });

  it("by its button begins with the visit's own times, and is refused nothing before something was changed", async () => {
    await begin();
    const visit = await visitThat(byDoors);
    const move = vi.spyOn(building, "moveVisit");
    await open(visit);
    await user.click(screen.getByTestId("visit-move"));
    await waitFor(() => expect(document.activeElement).toBe(field("to")));
    expect(field("to").value).toBe(visit.end.time);
    await screen.findByTestId("plan-item");
    expect(document.getElementById("book-problem-to")?.textContent.trim()).toBe("");
    await user.click(screen.getByTestId("move-submit"));
    await waitFor(() => expect(document.getElementById("book-problem-to")?.textContent).toContain("It is at that time already"));
    expect(move).toHaveBeenCalledOnce();
    expect(document.activeElement).toBe(field("to"));
    expect(screen.queryByTestId("progress-step")).toBeNull();
  });

  it("shows where the visit would stand, and leaves all as it was with Esc", async () => {
    await begin();
    const visit = await visitThat(byDoors);
    await open(visit);
    await user.keyboard("e");
    await waitFor(() => expect(calendar.ghost).toMatchObject({ date: visit.start.date, from: visit.start.time, name: visit.name }));
    await user.keyboard("{Escape}");
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("visit-move")));
    expect(calendar.ghost).toBeNull();
    expect(screen.getByTestId("visit-when")).toBeTruthy();
    expect((await all()).some((each) => each.key === visit.key)).toBe(true);
  });

  it("says at its field what is refused, and what else kept it from being done", async () => {
    await begin();
    const visit = await visitThat(byDoors);
    await open(visit);
    await user.keyboard("e");
    await waitFor(() => expect(document.activeElement).toBe(field("to")));
    await user.clear(field("to"));
    await user.type(field("to"), "0:01{Enter}");
    await waitFor(() => expect(document.getElementById("book-problem-to")?.textContent).toContain("ends before it starts"));
    expect(field("to").getAttribute("aria-invalid")).toBe("true");
    building.moveVisit = () => Promise.reject({ code: "busy", detail: "", problems: [] });
    await user.type(field("to"), "{Enter}");
    expect((await screen.findByTestId("move-failure")).textContent).not.toBe("");
    expect(screen.getByTestId("move")).toBeTruthy();
  });

  it("offers several days to a visit by groups alone", async () => {
    await begin();
    await open(await visitThat(byDoors));
    await user.keyboard("e");
    await screen.findByTestId("move");
    expect(screen.queryByTestId("book-several")).toBeNull();
    await user.keyboard("{Escape}");
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByTestId("visit-drawer")).toBeNull());
    const long = await visitThat((visit) => visit.kind === "groupReservation" && visit.state !== "over" && visit.end.date > visit.start.date);
    await open(long);
    await user.click(screen.getByTestId("visit-move"));
    expect(field("lastDate").value).not.toBe("");
    expect(screen.getByTestId("book-several")).toBeTruthy();
  });

  it("offers no later end to a visit that is to be shorter, however soon after midnight it ends", async () => {
    await begin();
    const long = await visitThat((visit) => visit.kind === "groupReservation" && visit.state !== "over" && visit.end.date > visit.start.date);
    const read = building.visit;
    building.visit = async (key) => {
      const details = await read(key);
      return { ...details, visit: { ...details.visit, end: { ...details.visit.end, offset: 20, time: "00:20" } } };
    };
    await open(long);
    await user.keyboard("{Shift>}E{/Shift}");
    await waitFor(() => expect(document.activeElement).toBe(field("to")));
    expect(field("to").value).toBe("00:15");
  });

  it("after DoorFlow has refused the new one, comes back to the times with the old visit as it was", async () => {
    await begin();
    const visit = await visitThat(byDoors);
    await open(visit);
    await user.keyboard("e");
    await screen.findByTestId("plan-item");
    await user.keyboard("{Enter}");
    await screen.findAllByTestId("progress-step");
    const [receipt] = [await building.planMove(visit.key, { date: visit.start.date, lastDate: "", from: "00:10", to: "23:50" })];
    const item = receipt.items[0];
    if (!item) throw new Error("a plan");
    const booking = 902;
    const refused = { field: "to", code: "refused", subject: "end_time is invalid" } as const;
    desk.receipts = new Map([
      [booking, {
        booking,
        who: visit.name,
        steps: [
          { what: "book", item, state: "rejected", visitKey: "b77", problems: [refused], detail: "" },
          { what: "replace", item, state: "queued", visitKey: visit.key, problems: [], detail: "" },
        ],
      }],
    ]);
    const steps = await screen.findAllByTestId("progress-step");
    await waitFor(() => expect(steps[0]?.dataset["state"]).toBe("rejected"));
    expect(within(steps[1] as HTMLElement).getByTestId("progress-says").textContent).toBe("It stays until DoorFlow has the new one.");
    await user.click(screen.getByTestId("progress-mend"));
    await waitFor(() => expect(document.getElementById("book-problem-to")?.textContent).toContain("end_time is invalid"));
    const dismiss = vi.spyOn(building, "dismissBooking");
    await user.clear(field("to"));
    await user.type(field("to"), "23:30{Enter}");
    await waitFor(() => expect(dismiss).toHaveBeenCalledExactlyOnceWith("b77"));
  });

  describe("of a series", () => {
    /** Moves the second of three days with those that follow; the new one is refused for the visit of this number. */
    async function refusedFor(at: number): Promise<Visit[]> {
      await begin();
      const made = await building.book({
        personId: 1001,
        date: "2026-10-23",
        lastDate: "",
        from: "09:00",
        to: "10:00",
        place: { kind: "doors", channelIds: [14] },
        repeat: { pattern: { kind: "daily" }, ends: { kind: "after", count: 3 }, leftOut: [] },
      });
      const keys = made.steps.map((step) => step.visitKey ?? "");
      const read = building.visit;
      building.visit = async (key) => {
        const details = await read(key);
        return { ...details, visit: { ...details.visit, state: "expected" } };
      };
      const visits = (await all()).filter(({ key }) => keys.includes(key));
      const own = visits[1];
      const moved = visits[at];
      if (!own || !moved) throw new Error("three visits");
      const several = vi.spyOn(building, "moveSeries");
      await open(own);
      await user.keyboard("e");
      await user.click(await screen.findByTestId("reach-all"));
      await user.click(screen.getByTestId("move-submit"));
      await screen.findAllByTestId("progress-step");
      const { booking, steps } = await (several.mock.results[0]?.value as ReturnType<Fake["moveSeries"]>);
      const refused = { field: "to", code: "refused", subject: "end_time is invalid" } as const;
      desk.receipts = new Map([
        [booking, {
          booking,
          who: own.name,
          steps: steps.map((step) => (step.what === "book" ? { ...step, state: "rejected", visitKey: "b77", problems: [refused] } : { ...step, visitKey: moved.key })),
        }],
      ]);
      await user.click(await screen.findByTestId("progress-mend"));
      return visits;
    }

    it("mends the one that was refused, and moves no other again", async () => {
      const visits = await refusedFor(1);
      const one = vi.spyOn(building, "moveVisit");
      await waitFor(() => expect(document.getElementById("book-problem-to")?.textContent).toContain("end_time is invalid"));
      expect(screen.getByTestId<HTMLInputElement>("reach-one").checked).toBe(true);
      await user.clear(field("to"));
      await user.type(field("to"), "10:45{Enter}");
      await waitFor(() => expect(one).toHaveBeenCalledOnce());
      expect(one.mock.calls[0]?.[0]).toBe(visits[1]?.key);
      expect(building.moveSeries).toHaveBeenCalledOnce();
    });

    it("opens the visit that was refused where that is another", async () => {
      const visits = await refusedFor(0);
      await waitFor(() => expect(view.drawer).toMatchObject({ kind: "visit", key: visits[0]?.key }));
    });
  });

  it.each([
    ["over", "is over"],
    ["cancelling", "being cancelled"],
    ["moving", "being moved already"],
    ["pending", "does not have this visit yet"],
    ["unknown", "not known yet"],
    ["notBooked", "was not booked"],
  ] satisfies [VisitState, string][])("says why the times of a visit cannot be changed: %s", async (state, said) => {
    await begin();
    const visit = await visitThat(byDoors);
    const read = building.visit;
    building.visit = async (key) => {
      const details = await read(key);
      return { ...details, cancellable: false, visit: { ...details.visit, state } };
    };
    await open(visit);
    expect(screen.queryByTestId("visit-move")).toBeNull();
    await user.keyboard("e");
    await waitFor(() => expect(announcer.text).toContain(said));
    expect(screen.queryByTestId("move")).toBeNull();
  });

  it("keeps in a narrow window what was chosen: times by key or button, or by a drag on the calendar", async () => {
    await begin();
    const visit = await visitThat(byDoors);
    view.narrow = true;
    const stays = async (): Promise<boolean> => {
      await user.click(document.querySelector("[data-test=rail-people]") as Element);
      return view.drawer !== null;
    };
    await open(visit);
    await user.keyboard("e");
    await waitFor(() => expect(document.activeElement).toBe(field("to")));
    expect(await stays(), "as it opened").toBe(false);
    view.page = "today";

    await open(visit);
    await user.keyboard("e");
    await waitFor(() => expect(document.activeElement).toBe(field("to")));
    await user.keyboard("{Alt>}{ArrowDown}{/Alt}");
    expect(await stays(), "other times by key").toBe(true);
    await view.close();

    await open(visit);
    view.open({ kind: "visit", key: visit.key, times: { date: visit.start.date, lastDate: "", from: "18:00", to: "19:30" } });
    await waitFor(() => expect(field("to").value).toBe("19:30"));
    expect(await stays(), "dragged times").toBe(true);
    expect(field("to").value).toBe("19:30");
    await view.close();

    await open(visit);
    await user.click(screen.getByTestId("visit-move"));
    await waitFor(() => expect(document.activeElement).toBe(field("to")));
    await user.click(screen.getByTestId("book-rest"));
    expect(await stays(), "other times by button").toBe(true);
    await user.keyboard("{Escape}");
    expect(await stays(), "they were given up").toBe(false);
  });

  it("keeps in a narrow window a host who was chosen by key", async () => {
    await begin();
    const visit = await visitThat(byDoors);
    view.narrow = true;
    await open(visit);
    await user.click(screen.getByTestId("about-change"));
    const host = document.querySelector<HTMLElement>("#visit-about-host");
    host?.focus();
    await user.keyboard("{ArrowDown}");
    await screen.findAllByTestId("person-hit");
    await user.keyboard("{Enter}");
    await user.click(document.querySelector("[data-test=rail-people]") as Element);
    expect(view.drawer).toMatchObject({ kind: "visit" });
  });

  it("says that the sign-in may not", async () => {
    await begin();
    const visit = await visitThat(byDoors);
    if (desk.session.phase === "signedIn") desk.session = { ...desk.session, missing: ["bookDoors"] };
    await open(visit);
    expect(screen.getByTestId<HTMLButtonElement>("visit-move").disabled).toBe(true);
    await user.keyboard("e");
    await waitFor(() => expect(announcer.text).toContain("may not book doors"));
    expect(screen.queryByTestId("move")).toBeNull();
  });

  it("has nothing that axe-core finds fault with", async () => {
    await begin();
    await open(await visitThat(byDoors));
    await user.keyboard("e");
    await screen.findByTestId("plan-item");
    const drawer = screen.getByTestId("drawer");
    // Colours need a real window; every rule of structure and names holds here too.
    const found = await axe.run(drawer, { rules: { "color-contrast": { enabled: false } } });
    expect(found.violations.map((each) => each.id)).toEqual([]);
    expect(found.passes.length).toBeGreaterThan(5);
  });
});
