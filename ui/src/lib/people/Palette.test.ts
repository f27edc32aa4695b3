import { configure, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { tick } from "svelte";
import { beforeEach, expect, test, vi } from "vitest";
import { calendar } from "../calendar/calendar.svelte";
import { desk } from "../desk.svelte";
import Notices from "../frame/Notices.svelte";
import { parts } from "../frame/parts.svelte";
import { view } from "../frame/view.svelte";
import type { Hit } from "../ipc/bindings";
import { Fake } from "../ipc/fake";
import { paper } from "../paper/paper.svelte";
import { actionsFor } from "./actions";
import Palette from "./Palette.svelte";

configure({ testIdAttribute: "data-test" });
let fake: Fake;

async function open(options: ConstructorParameters<typeof Fake>[0] = {}): Promise<HTMLInputElement> {
  fake = new Fake({ elapsed: () => 0, ...options });
  await desk.start(fake);
  await waitFor(() => {
    expect(desk.clock).not.toBeNull();
  });
  // Read before anybody opens it, as in the window.
  await parts.read();
  view.palette = true;
  render(Palette);
  return screen.getByRole<HTMLInputElement>("combobox");
}

beforeEach(() => {
  desk.session = { phase: "starting" };
  desk.clock = null;
  view.drawer = null;
  view.page = "today";
  calendar.today();
});

test("four letters without accents and Enter open the booking with this person", async () => {
  const field = await open();
  await userEvent.type(field, "nguy");
  await userEvent.keyboard("{Enter}");
  await waitFor(() => {
    expect(view.drawer).toEqual({ kind: "book", draft: { personId: 1001 } });
  });
  expect(view.palette).toBe(false);
});

test("a name with a day, hours and doors is a booking: Enter fills in the drawer and sends nothing", async () => {
  const field = await open();
  await userEvent.type(field, "nguy tomorrow 9-5 front door !soonish");
  const row = await screen.findByText("Book Linh Nguyễn");
  expect(row.closest("[role=option]")?.textContent).toContain("Tomorrow, Fri 23 Oct, 09:00–17:00 · Front Door");
  expect(screen.getByText("Not understood: “!soonish”.")).toBeDefined();
  const book = vi.spyOn(fake, "book");
  await userEvent.keyboard("{Enter}");
  expect(view.drawer).toEqual({
    kind: "book",
    draft: { personId: 1001, date: "2026-10-23", lastDate: "", from: "09:00", to: "17:00", place: { kind: "doors", channelIds: [14] } },
  });
  expect(book).not.toHaveBeenCalled();
});

test("a name that nobody has is a new visitor, with time, doors and PIN kept; a sign-in that may make nobody is not offered it", async () => {
  const field = await open();
  await userEvent.type(field, "Zebedee Quux 2-4 pin");
  await screen.findByText("New visitor Zebedee Quux");
  await userEvent.keyboard("{Enter}");
  expect(view.drawer).toMatchObject({ kind: "book", draft: { from: "14:00", to: "16:00" }, newcomer: { name: "Zebedee Quux", pin: true } });
  const again = await open({ session: { missing: ["writePeople"] } });
  await userEvent.type(again, "Zebedee Quux 2-4 pin");
  await waitFor(() => {
    expect(screen.getAllByRole("listbox").at(-1)?.dataset.answers).toBe("Zebedee Quux 2-4 pin");
  });
  expect(screen.queryByText("New visitor Zebedee Quux")).toBeNull();
});

test("people are found also where the text could not be read", async () => {
  const field = await open();
  vi.spyOn(fake, "quickAdd").mockRejectedValue({ code: "machine", detail: "", problems: [] });
  await userEvent.type(field, "marta");
  await screen.findByText("Świątek", { exact: false });
});

test("Enter that comes before the answer waits for it, and books nobody from an older answer", async () => {
  const field = await open();
  await userEvent.type(field, "ma");
  await waitFor(() => {
    expect(screen.getAllByRole("option").length).toBeGreaterThan(0);
  });
  const real = fake.findPeople;
  let release = (): void => undefined;
  vi.spyOn(fake, "findPeople").mockImplementation(async (text, offset, limit) => {
    await new Promise<void>((resolve) => (release = resolve));
    return real(text, offset, limit);
  });
  await userEvent.clear(field);
  await userEvent.type(field, "z");
  await userEvent.keyboard("{Enter}");
  expect(view.drawer).toBeNull();
  release();
  await waitFor(() => {
    expect(view.drawer).toEqual({ kind: "book", draft: { personId: 1010 } });
  });
});

test("what is typed before the list is read is not lost, nor is the Enter after it", async () => {
  await parts.read();
  const { later } = parts;
  parts.later = null;
  const field = await open();
  expect(document.activeElement).toBe(field);
  expect(screen.queryByRole("listbox")).toBeNull();
  await userEvent.type(field, "nguy");
  await userEvent.keyboard("{Enter}");
  expect(view.drawer).toBeNull();
  parts.later = later;
  await waitFor(() => {
    expect(view.drawer).toEqual({ kind: "book", draft: { personId: 1001 } });
  });
});

test("what can be done changes together with the people, so that the list is drawn once a keystroke", async () => {
  const field = await open();
  const real = fake.findPeople;
  let release = (): void => undefined;
  vi.spyOn(fake, "findPeople").mockImplementation(async (text, offset, limit) => {
    await new Promise<void>((resolve) => (release = resolve));
    return real(text, offset, limit);
  });
  const before = screen.getAllByRole("option").map((option) => option.id);
  await userEvent.type(field, "w");
  await tick();
  expect(screen.getAllByRole("option").map((option) => option.id)).toEqual(before);
  release();
  await waitFor(() => {
    expect(screen.getAllByRole("option").map((option) => option.id)).not.toEqual(before);
  });
  expect(screen.getByRole("listbox").dataset.answers).toBe("w");
});

test("the right arrow opens the person, but only at the end of what is typed", async () => {
  const field = await open();
  await userEvent.type(field, "marta");
  await screen.findByText("Świątek", { exact: false });
  field.setSelectionRange(2, 2);
  await userEvent.keyboard("{ArrowRight}");
  expect(view.drawer).toBeNull();
  field.setSelectionRange(5, 5);
  await userEvent.keyboard("{ArrowRight}");
  expect(view.drawer).toEqual({ kind: "person", id: 1005 });
});

test("it says why somebody cannot be booked", async () => {
  const field = await open();
  await userEvent.type(field, "lindq");
  expect(await screen.findByText(/Disabled in DoorFlow/)).toBeDefined();
});

test("arrows go round people and actions, and the field names the active one", async () => {
  const field = await open();
  const ids = screen.getAllByRole("option").map((option) => option.id);
  expect(field.getAttribute("aria-activedescendant")).toBe(ids[0]);
  await userEvent.type(field, "{ArrowUp}");
  expect(field.getAttribute("aria-activedescendant")).toBe(ids.at(-1));
  await userEvent.type(field, "{ArrowDown}");
  expect(field.getAttribute("aria-activedescendant")).toBe(ids[0]);
});

test("whom the arrows reached is booked also where somebody new comes before them, and the first where they are gone", async () => {
  const field = await open();
  await userEvent.type(field, "lin");
  await waitFor(() => {
    expect(screen.getByRole("listbox").dataset.answers).toBe("lin");
  });
  await userEvent.keyboard("{ArrowDown}");
  const { hits } = await fake.findPeople("lin", 0, 8);
  const [first, second] = hits;
  if (!first || !second) throw new Error("too few are called so");
  expect(field.getAttribute("aria-activedescendant")).toBe(`person-${String(second.id)}`);
  const find = vi.spyOn(fake, "findPeople");
  const now = async (found: Hit[]): Promise<void> => {
    find.mockImplementation((text) => Promise.resolve({ text, hits: found, total: found.length, people: 60 }));
    desk.changes = { ...desk.changes, people: desk.changes.people + 1 };
    await waitFor(() => {
      expect(screen.getAllByTestId("palette-person").map((each) => each.dataset["person"])).toEqual(found.map(({ id }) => String(id)));
    });
  };
  await now([{ ...first, id: 7000, name: "Lina Newly" }, ...hits]);
  expect(screen.getAllByRole("option", { selected: true }).map(({ id }) => id), "the same is highlighted").toEqual([`person-${String(second.id)}`]);
  await now([first]);
  expect(screen.getAllByRole("option", { selected: true }).map(({ id }) => id)).toEqual([`person-${String(first.id)}`]);
  await now([{ ...first, id: 7000, name: "Lina Newly" }, ...hits]);
  await userEvent.keyboard("{Enter}");
  expect(view.drawer, "who was reached is there again").toEqual({ kind: "book", draft: { personId: second.id } });
});

test("a press on one person is no click on whoever came to that place meanwhile, and whom Enter takes by now is a new row", async () => {
  const field = await open();
  await userEvent.type(field, "lin");
  await waitFor(() => {
    expect(screen.getByRole("listbox").dataset.answers).toBe("lin");
  });
  const { hits } = await fake.findPeople("lin", 0, 8);
  const [first] = hits;
  if (!first || hits.length < 2) throw new Error("too few are called so");
  const find = vi.spyOn(fake, "findPeople");
  const rows = (): HTMLElement[] => screen.getAllByTestId("palette-person");
  const taken = document.getElementById(field.getAttribute("aria-activedescendant") ?? "");
  const pointer = userEvent.setup();
  await pointer.pointer({ keys: "[MouseLeft>]", target: rows()[1] as HTMLElement });
  find.mockImplementation((text) => Promise.resolve({ text, hits: [{ ...first, id: 7000, name: "Lina Newly" }, ...hits], total: 9, people: 60 }));
  desk.changes = { ...desk.changes, people: desk.changes.people + 1 };
  await waitFor(() => {
    expect(rows()[0]?.dataset["person"]).toBe("7000");
  });
  expect(document.getElementById(field.getAttribute("aria-activedescendant") ?? "")).not.toBe(taken);
  await pointer.pointer({ keys: "[/MouseLeft]", target: rows()[1] as HTMLElement });
  expect(view.drawer).toBeNull();
  await pointer.pointer({ keys: "[MouseLeft]", target: rows()[1] as HTMLElement });
  expect(view.drawer).toEqual({ kind: "book", draft: { personId: first.id } });
});

test("a typed date can be gone to", async () => {
  const field = await open();
  await userEvent.type(field, "19 nov");
  await screen.findByText("Go to Thursday 19 November 2026");
  await waitFor(() => {
    expect(screen.getByRole("status").textContent).toContain("Nobody");
  });
  await userEvent.keyboard("{Enter}");
  expect(view.page).toBe("calendar");
  expect(calendar.anchor).toBe("2026-11-19");
});

test("a sign-in that may not book is offered the person instead", async () => {
  const field = await open({ session: { missing: ["bookDoors", "bookGroups"] } });
  expect(screen.queryByText("Book a visit")).toBeNull();
  await userEvent.type(field, "marta");
  await screen.findByText("Świątek", { exact: false });
  await userEvent.keyboard("{Enter}");
  expect(view.drawer).toEqual({ kind: "person", id: 1005 });
});

test("trouble in looking up is told, and the actions stay", async () => {
  const field = await open();
  vi.spyOn(fake, "findPeople").mockRejectedValue({ code: "machine", detail: "", problems: [] });
  await userEvent.type(field, "book");
  expect(await screen.findByText(/This computer could not/)).toBeDefined();
  expect(screen.getByText("Book a visit")).toBeDefined();
});

test("Shift Enter opens today's visit of a person, also where it comes before the answer; the person where there is none", async () => {
  const field = await open();
  await userEvent.type(field, "nguy");
  await userEvent.keyboard("{Shift>}{Enter}{/Shift}");
  const { visits } = await fake.agenda("2026-10-22", "2026-10-22");
  const key = visits.find((visit) => visit.personId === 1001)?.key;
  await waitFor(() => {
    expect(view.drawer).toEqual({ kind: "visit", key });
  });
  view.drawer = null;
  const again = await open();
  await userEvent.type(again, "zoe");
  await userEvent.keyboard("{Shift>}{Enter}{/Shift}");
  await waitFor(() => {
    expect(view.drawer).toEqual({ kind: "person", id: 1010 });
  });
});

test("what it could not do is shown once it is closed, until it can be done", async () => {
  const field = await open();
  render(Notices);
  vi.spyOn(fake, "rollCall").mockRejectedValueOnce({ code: "machine", detail: "disk", problems: [] });
  await userEvent.type(field, "roll call");
  await userEvent.keyboard("{Enter}");
  await screen.findByText(/This computer could not do it/);
  expect(view.palette).toBe(false);
  actionsFor("roll call")[0]?.run();
  await waitFor(() => {
    expect(paper.sheet?.kind).toBe("rollCall");
  });
  expect(screen.queryByText(/This computer could not do it/)).toBeNull();
  paper.close();
});

test("signing out is asked for in the settings first", async () => {
  const field = await open();
  await userEvent.type(field, "sign out");
  await userEvent.keyboard("{Enter}");
  await waitFor(() => {
    expect([view.page, view.signOutAsked]).toEqual(["settings", true]);
  });
  expect(desk.session.phase).toBe("signedIn");
});

test("each view of the calendar is shown with the key that goes to it", () => {
  const keys = (id: string): string | undefined => actionsFor("").find((action) => action.id === id)?.keys;
  expect(["day", "week", "month", "doors", "list"].map((shown) => keys(`calendar-${shown}`))).toEqual(["D", "W", "M", "O", "A"]);
});
