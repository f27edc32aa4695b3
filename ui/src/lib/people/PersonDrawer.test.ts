import { cleanup, configure, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { tick } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { desk } from "../desk.svelte";
import { placeOf } from "../booking/start";
import { announcer } from "../frame/announce.svelte";
import { takeKey } from "../frame/shortcuts";
import { view } from "../frame/view.svelte";
import { Fake } from "../ipc/fake";
import type { PersonDetails } from "../ipc/bindings";
import PersonDrawer from "./PersonDrawer.svelte";

configure({ testIdAttribute: "data-test" });

let building: Fake;
const user = userEvent.setup();

beforeEach(async () => {
  window.addEventListener("keydown", takeKey);
  building = new Fake({ pace: 2_000_000, elapsed: () => 0 });
  desk.session = { phase: "starting" };
  view.drawer = null;
  await desk.start(building);
});

afterEach(() => {
  cleanup();
  window.removeEventListener("keydown", takeKey);
});

describe("the person drawer", () => {
  it("shows every field under a plain label, unknown ones made readable", async () => {
    const person = await building.person(1001);
    const fields = [...person.fields, { key: "parking_bay", value: "B 12" }, { key: "toString", value: "odd" }];
    building.person = () => Promise.resolve<PersonDetails>({ ...person, fields });
    render(PersonDrawer, { id: 1001 });
    await screen.findByTestId("person-read");
    const labels = [...document.querySelectorAll("dt")].map((label) => label.textContent);
    expect(labels).toEqual(["E-mail", "Department", "System id", "Custom 1", "Parking bay", "ToString"]);
    expect(screen.getByTestId("person-field-parking_bay").textContent).toBe("B 12");
  });

  it("says why somebody cannot be booked, and how old the knowledge is", async () => {
    const person = await building.person(1003);
    building.person = () => Promise.resolve<PersonDetails>({ ...person, read: null });
    render(PersonDrawer, { id: 1003 });
    expect((await screen.findByTestId("person-bar")).textContent).toContain("Disabled in DoorFlow");
    expect(screen.getByTestId("person-read").textContent).toContain("As last known here");
  });

  it("has the focus still once what could not be read was read", async () => {
    const { person } = building;
    building.person = () => Promise.reject({ code: "machine", detail: "disk", problems: [] });
    render(PersonDrawer, { id: 1001 });
    const retry = await screen.findByRole("button", { name: "Try again" });
    building.person = person;
    await user.click(retry);
    await screen.findByTestId("person-read");
    await waitFor(() => expect(document.activeElement?.tagName).toBe("H2"));
  });

  it("opens a coming visit, and books one for this person", async () => {
    const { visits } = await building.agenda("2026-10-22", "2026-11-08");
    const coming = visits.find((visit) => visit.state === "expected");
    render(PersonDrawer, { id: coming?.personId ?? 0 });
    const [first] = await screen.findAllByTestId("person-visit");
    first?.focus();
    await user.keyboard("{Enter}");
    expect(view.drawer?.kind).toBe("visit");
    await user.click(screen.getByTestId("person-book"));
    expect(view.drawer).toEqual({ kind: "book", draft: { personId: coming?.personId } });
  });

  it("says when somebody was last here, and by which door, or that nothing is known of it", async () => {
    const { visits } = await building.agenda("2026-10-22", "2026-10-22");
    const here = visits.find(({ attendance }) => attendance?.presence === "here" && !attendance.byHand);
    const { rerender } = render(PersonDrawer, { id: here?.personId ?? 0 });
    const said = await screen.findByTestId("person-last-here");
    expect(said.textContent).toBe(`Last here today at ${here?.attendance?.at?.time ?? ""}, ${here?.attendance?.door ?? ""}.`);
    const person = await building.person(1001);
    const at = { ...(here?.attendance?.at ?? person.read), date: "2026-09-01", time: "09:34" } as NonNullable<PersonDetails["read"]>;
    building.person = () => Promise.resolve({ ...person, lastHere: { at, door: "", byHand: true } });
    await rerender({ id: 1001 });
    await waitFor(() => expect(screen.getByTestId("person-last-here").textContent).toBe("Last here Tue 1 Sep 2026 at 09:34, by hand."));
    building.person = () => Promise.resolve({ ...person, lastHere: null });
    await rerender({ id: 1002 });
    await waitFor(() => expect(screen.getByTestId("person-last-here").textContent).toBe("No arrival is known at this desk."));
  });

  it("says that a person is gone", async () => {
    render(PersonDrawer, { id: 99 });
    expect((await screen.findByTestId("person-gone")).textContent).toContain("no longer lists");
    expect(screen.queryByTestId("person-book")).toBeNull();
  });

  it("books the last visit again, and says where none is known", async () => {
    const last = await building.lastVisit(1001);
    const visit = await building.visit(last ?? "");
    render(PersonDrawer, { id: 1001 });
    await screen.findByTestId("person-read");
    await user.click(screen.getByTestId("person-again"));
    await waitFor(() => expect(view.drawer).toMatchObject({ kind: "book", draft: { personId: 1001, from: visit.visit.start.time, place: placeOf(visit.visit) } }));
    view.drawer = null;
    building.lastVisit = () => Promise.resolve(null);
    await user.click(screen.getByTestId("person-again"));
    await waitFor(() => expect(announcer.text).toContain("No visit of this person"));
    expect(view.drawer).toBeNull();
  });

  it("books again with R wherever in it the focus is, and not for a visit of the page", async () => {
    const elsewhere = document.createElement("button");
    document.body.append(elsewhere);
    render(PersonDrawer, { id: 1001 });
    await screen.findByTestId("person-read");
    const asked = vi.spyOn(building, "lastVisit");
    elsewhere.focus();
    await user.keyboard("r");
    elsewhere.remove();
    expect(asked).not.toHaveBeenCalled();
    screen.getByRole("heading", { level: 2 }).focus();
    await user.keyboard("r");
    await waitFor(() => expect(view.drawer).toMatchObject({ kind: "book", draft: { personId: 1001 } }));
  });

  it("takes nobody away from another booking that was begun while the last visit was asked for", async () => {
    const last = await building.lastVisit(1001);
    let answer: (key: string | null) => void = () => undefined;
    let refuse: (error: unknown) => void = () => undefined;
    building.lastVisit = () => new Promise((resolve, reject) => ([answer, refuse] = [resolve, reject]));
    const told = [() => { answer(last); }, () => { answer(null); }, () => { refuse({ code: "offline", detail: "", problems: [] }); }];
    for (const tell of told) {
      view.open({ kind: "person", id: 1001 });
      const shown = render(PersonDrawer, { id: 1001 });
      await user.click(await screen.findByTestId("person-again"));
      shown.unmount();
      view.book({ personId: 1002 });
      announcer.text = "";
      tell();
      await new Promise((resolve) => setTimeout(resolve));
      expect(view.drawer).toEqual({ kind: "book", draft: { personId: 1002 } });
      expect(announcer.text).toBe("");
    }
  });

  it("never shows one person's details under another's number", async () => {
    const slow = await building.person(1001);
    let answer: (person: PersonDetails) => void = () => undefined;
    const ask = building.person;
    building.person = (id) => (id === 1001 ? new Promise((resolve) => (answer = resolve)) : ask(id));
    const shown = render(PersonDrawer, { id: 1001 });
    await shown.rerender({ id: 1002 });
    await screen.findByTestId("person-read");
    answer(slow);
    await building.clock();
    await tick();
    await waitFor(() => expect(screen.getByRole("heading", { level: 2 }).textContent).toBe("Lina Ngugi"));
  });
});
