import { cleanup, configure, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { calendar } from "../calendar/calendar.svelte";
import { desk } from "../desk.svelte";
import { parts } from "../frame/parts.svelte";
import { takeKey } from "../frame/shortcuts";
import { view } from "../frame/view.svelte";
import { Fake } from "../ipc/fake";
import type { FakeOptions } from "../ipc/fake/ground";
import type { Draft, News, PlanItem, Receipt, Step } from "../ipc/bindings";
import BookDrawer from "./BookDrawer.svelte";
import { minutesOf } from "./timeText";

/** The Thursday 22 October 2026 at which the stand-in building starts, 10:42. */
const TODAY = "2026-10-22";

/** A stand-in that lets the test tell news of its own. */
class Building extends Fake {
  #handlers: ((news: News) => void)[] = [];

  constructor(options: FakeOptions = {}) {
    super({ pace: 2_000_000, elapsed: () => 0, ...options });
    const listen = this.onNews;
    this.onNews = (handler) => {
      this.#handlers.push(handler);
      return listen(handler);
    };
  }

  tell(news: News): void {
    for (const handler of this.#handlers) handler(news);
  }
}

configure({ testIdAttribute: "data-test" });
let building: Building;
const user = userEvent.setup();

async function open(draft: Partial<Draft> = {}) {
  await desk.start(building);
  await waitFor(() => expect(desk.places.doors.length).toBeGreaterThan(0));
  const shown = render(BookDrawer, { draft });
  await waitFor(() => expect(field("from").value).not.toBe(""));
  return shown;
}

function field(name: "date" | "lastDate" | "from" | "to"): HTMLInputElement {
  return screen.getByTestId(`book-${name}`);
}

function said(name: string): string {
  return document.getElementById(`book-problem-${name}`)?.textContent.trim() ?? "";
}

async function someone(): Promise<number> {
  const answer = await building.findPeople("", 0, 50);
  const free = answer.hits.find((hit) => hit.bar === null);
  if (!free) throw new Error("the stand-in building has nobody who can be booked");
  return free.id;
}

async function write(name: "date" | "lastDate" | "from" | "to", text: string): Promise<void> {
  await user.clear(field(name));
  await user.type(field(name), text);
  await user.tab();
}

const ITEM: PlanItem = {
  kind: "reservation",
  start: { utc: "2026-10-22T09:45:00Z", date: TODAY, offset: 645, time: "10:45" },
  end: { utc: "2026-10-22T10:45:00Z", date: TODAY, offset: 705, time: "11:45" },
  places: ["Front Door", "Lift 2"],
};

function stepOf(state: Step["state"], more: Partial<Step> = {}): Step {
  return { what: "book", item: ITEM, state, visitKey: null, problems: [], detail: "", ...more };
}

beforeEach(() => {
  window.addEventListener("keydown", takeKey);
  building = new Building();
  desk.session = { phase: "starting" };
  desk.clock = null;
  desk.receipts = new Map();
  desk.places = { doors: [], groups: [], sites: [], usualDoors: [] };
});

afterEach(() => {
  cleanup();
  window.removeEventListener("keydown", takeKey);
});

describe("what was typed in one line", () => {
  it("takes its times anew where the hour is corrected, and none that somebody chose", async () => {
    await open();
    expect(field("from").value).toBe("10:45");
    const at = (hour: string): News => ({
      kind: "clock",
      clock: { now: { utc: `${TODAY}T${hour}:00Z`, date: TODAY, offset: minutesOf(hour), time: hour }, zone: "Etc/UTC", utcOffset: "UTC+0" },
    });
    building.tell(at("15:42"));
    await waitFor(() => expect(field("from").value).toBe("15:45"));
    building.tell(at("15:43"));
    building.tell(at("10:44"));
    await waitFor(() => expect([field("from").value, field("to").value]).toEqual(["10:45", "11:45"]));
    await write("from", "12:00");
    building.tell(at("15:45"));
    await waitFor(() => expect(desk.clock?.now.time).toBe("15:45"));
    expect(field("from").value).toBe("12:00");
  });

  it("is filled in whole: who comes besides, and on which dates it comes again", async () => {
    building = new Building();
    const [first, second] = (await building.findPeople("", 0, 50)).hits.filter((hit) => hit.bar === null);
    if (!first || !second) throw new Error("two who can be booked");
    const repeat: Draft["repeat"] = { pattern: { kind: "weekly", every: 2, days: [1, 3] }, ends: { kind: "on", date: "2026-12-16" }, leftOut: [] };
    const plan = vi.spyOn(building, "plan");
    await parts.read();
    await open({ personId: first.id, others: [second.id], date: "2026-10-26", lastDate: "", from: "14:00", to: "15:30", repeat, place: { kind: "doors", channelIds: [14, 12] } });
    await screen.findByTestId("companion");
    await waitFor(() => {
      expect(plan.mock.lastCall?.[0]).toEqual({
        personId: first.id,
        others: [second.id],
        date: "2026-10-26",
        lastDate: "",
        from: "14:00",
        to: "15:30",
        repeat,
        place: { kind: "doors", channelIds: [14, 12] },
      });
    });
  });

  it("keeps who comes besides where only a time or the same visitor is asked for, and nobody of them where another visitor is", async () => {
    building = new Building();
    const [first, second, third] = (await building.findPeople("", 0, 50)).hits.filter((hit) => hit.bar === null);
    if (!first || !second || !third) throw new Error("three who can be booked");
    await parts.read();
    const { rerender } = await open({ personId: first.id, others: [second.id] });
    const companions = () => screen.queryAllByTestId("companion").map(({ textContent }) => textContent.trim());
    await waitFor(() => expect(companions()).toEqual([expect.stringContaining(second.name)]));
    await rerender({ draft: { date: "2026-10-26", from: "14:00", to: "15:30" } });
    await waitFor(() => expect(field("from").value).toBe("14:00"));
    expect(companions()).toHaveLength(1);
    await rerender({ draft: { personId: first.id, date: "2026-10-27" } });
    await waitFor(() => expect(field("date").value).toContain("27"));
    expect(companions(), "the same visitor again").toHaveLength(1);
    await user.click(screen.getByTestId("companion-add"));
    await user.keyboard("Nob");
    await rerender({ draft: { personId: third.id } });
    await waitFor(() => expect(companions()).toEqual([]));
    expect(screen.getByTestId("companion-add")).toBeDefined();
    await rerender({ draft: { personId: first.id, others: [third.id] } });
    await waitFor(() => expect(companions()).toEqual([expect.stringContaining(third.name)]));
    await rerender({ draft: {}, newcomer: { name: "Ada New", pin: false } });
    await waitFor(() => expect(companions()).toEqual([]));
  });

  it("has nobody of those before where the visit of somebody who was never made is booked again", async () => {
    const someoneBefore = await someone();
    const { rerender } = await open({ personId: someoneBefore, others: [1002] });
    await waitFor(() => expect(screen.queryAllByTestId("companion")).toHaveLength(1));
    await rerender({ draft: { personId: null, date: "2026-10-26", from: "14:00", to: "15:30" } });
    await waitFor(() => expect(field("from").value).toBe("14:00"));
    expect(screen.getByTestId<HTMLInputElement>("person-picker").value).toBe("");
    expect(screen.queryAllByTestId("companion")).toEqual([]);
  });

  it("opens with somebody new, and their PIN", async () => {
    building = new Building();
    await desk.start(building);
    render(BookDrawer, { draft: { date: "2026-10-23", from: "14:00", to: "16:00" }, newcomer: { name: "Zebedee Quuxley", pin: true } });
    await waitFor(() => {
      expect(screen.getByTestId<HTMLInputElement>("book-pin").checked).toBe(true);
    });
    expect([screen.getByTestId<HTMLInputElement>("book-first").value, screen.getByTestId<HTMLInputElement>("book-last").value]).toEqual(["Zebedee", "Quuxley"]);
    await waitFor(() => {
      expect(document.activeElement?.id).toBe("book-reach");
    });
    expect(field("to").value).toBe("16:00");
  });
});

describe("the booking drawer", () => {
  it("opens at Who, with the next hour of today and the usual doors", async () => {
    await open();
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("person-picker")));
    expect(field("date").value).toBe("Thu 22 Oct");
    expect([field("from").value, field("to").value]).toEqual(["10:45", "11:45"]);
    const usual = desk.places.usualDoors.map((id) => screen.getByTestId<HTMLInputElement>(`book-door-${String(id)}`).checked);
    expect(usual).toEqual([true, true]);
    expect(calendar.ghost).toEqual({ date: TODAY, from: "10:45", to: "11:45", place: { kind: "doors", channelIds: [...desk.places.usualDoors] } });
  });

  it("says that nobody is chosen only once the field was left", async () => {
    await open();
    // an earlier end is said at once, so the plan that also lacks a person is there
    await user.clear(field("to"));
    await user.type(field("to"), "10");
    await waitFor(() => expect(said("to")).not.toBe(""));
    cleanup();
    await open();
    await user.click(screen.getByTestId("person-picker"));
    expect(said("who")).toBe("");
    await user.tab();
    await waitFor(() => expect(said("who")).toContain("Choose who is coming"));
    expect(screen.getByTestId("person-picker").getAttribute("aria-invalid")).toBe("true");
    expect(screen.getByTestId("person-picker").getAttribute("aria-describedby")).toContain("book-problem-who");
  });

  it("finds a person by keyboard and books with Ctrl+Enter, showing each step as it becomes true", async () => {
    await open();
    const answer = await building.findPeople("", 0, 50);
    const wanted = answer.hits.find((hit) => hit.bar === null);
    await user.type(screen.getByTestId("person-picker"), wanted?.name ?? "");
    await waitFor(() => expect(screen.getAllByTestId("person-hit").length).toBeGreaterThan(0));
    await user.keyboard("{Enter}");
    expect(screen.getByTestId<HTMLInputElement>("person-picker").value).toBe(wanted?.name);
    await waitFor(() => expect(screen.getAllByTestId("plan-item")).toHaveLength(1));
    await user.keyboard("{Control>}{Enter}{/Control}");
    const step = await screen.findByTestId("progress-step");
    expect(step.dataset["state"]).toBe("inFlight");
    expect(calendar.ghost).toBeNull();
    expect(view.typed, "it is on its way").toBe(false);
    building.tell({ kind: "booking", receipt: { booking: 901, who: wanted?.name ?? "", steps: [stepOf("accepted")] } });
    await waitFor(() => expect(screen.getByTestId("progress-says").textContent).toBe("Accepted by DoorFlow; doors are being told."));
    building.tell({ kind: "booking", receipt: { booking: 901, who: wanted?.name ?? "", steps: [stepOf("ready")] } });
    await waitFor(() => expect(screen.getByTestId("progress-says").textContent).toBe("Ready at Front Door and Lift 2."));

    view.typed = true;
    await user.click(screen.getByTestId("book-another"));
    expect(view.typed).toBe(false);
    expect(screen.getByTestId<HTMLInputElement>("person-picker").value).toBe("");
    expect(field("from").value).toBe("10:45");
  });

  it("shows the day and times as they were understood, and books exactly these", async () => {
    await open({ personId: await someone() });
    await write("date", "tomorrow");
    await write("from", "9");
    await write("to", "1730");
    expect([field("date").value, field("from").value, field("to").value]).toEqual(["Fri 23 Oct", "09:00", "17:30"]);
    const book = vi.spyOn(building, "book");
    await user.click(screen.getByTestId("book-submit"));
    expect(book).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ date: "2026-10-23", lastDate: "", from: "09:00", to: "17:30" }));
  });

  it("moves an end that nobody chose with the start, and leaves a chosen one", async () => {
    await open();
    await write("from", "14");
    expect(field("to").value).toBe("15:00");
    await user.click(screen.getByTestId("book-2h"));
    expect(field("to").value).toBe("16:00");
    await write("from", "13");
    expect(field("to").value).toBe("16:00");
    await user.click(screen.getByTestId("book-rest"));
    expect(field("to").value).toBe("24:00");
  });

  it("puts what cannot be read at its field, once it is no longer being typed", async () => {
    await open();
    await user.clear(field("from"));
    await user.type(field("from"), "9:7");
    expect(said("from")).toBe("");
    await user.tab();
    await waitFor(() => expect(said("from")).toContain("Not a time"));
    expect(field("from").getAttribute("aria-invalid")).toBe("true");
    expect(calendar.ghost).toBeNull();
  });

  it("goes to the first bad field instead of booking", async () => {
    await open();
    const book = vi.spyOn(building, "book");
    await write("to", "8");
    await user.click(screen.getByTestId("book-submit"));
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("person-picker")));
    expect(said("who")).not.toBe("");
    expect(said("to")).not.toBe("");
    expect(book).toHaveBeenCalledOnce();
    expect(screen.queryByTestId("progress-step")).toBeNull();
  });

  it("lets a disabled person be chosen and says at the field why they cannot be booked", async () => {
    const barred = (await building.findPeople("", 0, 60)).hits.find((hit) => hit.bar === "disabled");
    await open({ personId: barred?.id ?? 0 });
    await waitFor(() => expect(said("who")).toContain("Disabled in DoorFlow"));
  });

  it("keeps the draft when DoorFlow refuses it, with the reason at its field until that changes", async () => {
    const id = await someone();
    await open({ personId: id });
    await user.click(screen.getByTestId("book-submit"));
    await screen.findByTestId("progress-step");
    const receipt: Receipt = {
      booking: 901,
      who: "Somebody",
      steps: [
        stepOf("rejected", { visitKey: "b901", problems: [{ field: "to", code: "refused", subject: "End time is too late" }] }),
      ],
    };
    const dismiss = vi.spyOn(building, "dismissBooking");
    building.tell({ kind: "booking", receipt });
    await waitFor(() => expect(said("to")).toBe("DoorFlow refused this: End time is too late"));
    expect(document.activeElement).toBe(field("to"));
    expect(field("from").value).toBe("10:45");
    expect(view.typed, "what was refused is there to be mended").toBe(true);
    await write("to", "11:30");
    await waitFor(() => expect(said("to")).toBe(""));
    expect(dismiss).not.toHaveBeenCalled();
    await user.keyboard("{Control>}{Enter}{/Control}");
    await screen.findByTestId("progress-step");
    expect(dismiss).toHaveBeenCalledExactlyOnceWith("b901");
  });

  it("never says that an unknown outcome is a booking, and offers nothing that would make it twice", async () => {
    await open({ personId: await someone() });
    const book = vi.spyOn(building, "book");
    await user.click(screen.getByTestId("book-submit"));
    await screen.findByTestId("progress-step");
    building.tell({ kind: "booking", receipt: { booking: 901, who: "Somebody", steps: [stepOf("unknown")] } });
    await waitFor(() => expect(screen.getByTestId("progress-says").textContent).toContain("may or may not be booked"));
    expect(screen.queryByTestId("progress-mend")).toBeNull();
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect(book).toHaveBeenCalledOnce();
  });

  it("mends only the day that was refused, so that the others are not booked twice", async () => {
    await open({ personId: await someone(), date: "2026-10-26", lastDate: "2026-10-27", from: "09:00", to: "24:00" });
    await user.click(screen.getByTestId("book-submit"));
    await waitFor(() => expect(screen.getAllByTestId("progress-step")).toHaveLength(2));
    const day = (date: string, next: string): PlanItem => ({
      ...ITEM,
      start: { utc: `${date}T09:00:00Z`, date, offset: 540, time: "09:00" },
      end: { utc: `${next}T00:00:00Z`, date: next, offset: 0, time: "00:00" },
    });
    const steps = [
      { ...stepOf("ready"), item: day("2026-10-26", "2026-10-27") },
      { ...stepOf("rejected", { problems: [{ field: "from" as const, code: "refused" as const, subject: "Too early" }] }), item: day("2026-10-27", "2026-10-28") },
    ];
    building.tell({ kind: "booking", receipt: { booking: 901, who: "Somebody", steps } });
    await user.click(await screen.findByTestId("progress-mend"));
    expect([field("date").value, field("from").value, field("to").value]).toEqual(["Tue 27 Oct", "09:00", "24:00"]);
    expect(screen.queryByTestId("book-lastDate")).toBeNull();
    expect(said("from")).toContain("Too early");
    await waitFor(() => expect(screen.getAllByTestId("plan-item")).toHaveLength(1));
  });

  it("books several days until the last one", async () => {
    await open({ personId: await someone(), date: "2026-10-26", from: "09:00", to: "17:00" });
    await user.click(screen.getByTestId("book-several"));
    expect(field("lastDate").value).toBe("Tue 27 Oct");
    await waitFor(() => expect(screen.getAllByTestId("plan-item")).toHaveLength(2));
    await user.click(screen.getByTestId("book-several"));
    await waitFor(() => expect(screen.getAllByTestId("plan-item")).toHaveLength(1));
  });

  it("takes a new time from the calendar and keeps the person and the doors", async () => {
    const id = await someone();
    const { rerender } = await open({ personId: id });
    await waitFor(() => expect(screen.getByTestId<HTMLInputElement>("person-picker").value).not.toContain("Reading"));
    const name = screen.getByTestId<HTMLInputElement>("person-picker").value;
    await rerender({ draft: { date: "2026-10-26", from: "13:00", to: "15:00" } });
    await waitFor(() => expect(field("date").value).toBe("Mon 26 Oct"));
    expect([field("from").value, field("to").value]).toEqual(["13:00", "15:00"]);
    expect(screen.getByTestId<HTMLInputElement>("person-picker").value).toBe(name);
  });

  it("says a note that holds for several days once", async () => {
    const plan = building.plan;
    const note = { code: "overlaps", subject: "09:00–10:00" } as const;
    building.plan = async (draft) => ({ ...(await plan(draft)), notes: [note, note] });
    await open({ personId: await someone() });
    await waitFor(() => expect(screen.getAllByTestId("plan-note")).toHaveLength(1));
  });

  it("reads the plain forms of a draft that came from elsewhere", async () => {
    await open({ personId: await someone(), date: "2026-10-26", from: "9", to: "1730" });
    expect([field("from").value, field("to").value]).toEqual(["09:00", "17:30"]);
    expect(calendar.ghost).toMatchObject({ date: "2026-10-26", from: "09:00", to: "17:30" });
  });

  it("is off, with the reason, where the sign-in may not book", async () => {
    building = new Building({ session: { missing: ["bookDoors", "bookGroups"] } });
    await open();
    expect(screen.getByTestId<HTMLButtonElement>("book-submit").disabled).toBe(true);
    expect(screen.getByTestId("book-lacking").textContent).toContain("may not book doors");
    await user.click(screen.getByTestId("book-kind-groups"));
    expect(screen.getByTestId("book-lacking").textContent).toContain("may not book groups");
  });

  it("says in words why a booking could not be saved, and keeps the draft", async () => {
    await open({ personId: await someone() });
    building.book = () => Promise.reject({ code: "machine", detail: "disk full", problems: [] });
    await user.click(screen.getByTestId("book-submit"));
    await waitFor(() => expect(screen.getByTestId("book-failure").textContent).toContain("This computer could not do it"));
    expect(field("from").value).toBe("10:45");
  });
});
