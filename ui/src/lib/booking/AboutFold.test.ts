import { cleanup, configure, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { desk } from "../desk.svelte";
import { parts } from "../frame/parts.svelte";
import { takeKey } from "../frame/shortcuts";
import { view } from "../frame/view.svelte";
import { Fake } from "../ipc/fake";
import VisitDrawer from "../visit/VisitDrawer.svelte";
import BookDrawer from "./BookDrawer.svelte";

configure({ testIdAttribute: "data-test" });
let building: Fake;
const user = userEvent.setup();

beforeEach(async () => {
  building = new Fake({ pace: 2_000_000, elapsed: () => 0 });
  window.addEventListener("keydown", takeKey);
  view.drawer = null;
  await desk.start(building);
  await parts.read();
});

afterEach(() => {
  cleanup();
  window.removeEventListener("keydown", takeKey);
});

async function chooseHost(typed: string): Promise<string> {
  await waitFor(() => {
    expect(document.activeElement?.id).toMatch(/about-host$/);
  });
  await user.keyboard(typed);
  await waitFor(() => {
    expect(screen.getAllByTestId("person-hit").length).toBeGreaterThan(0);
  });
  await user.keyboard("{Enter}");
  return (document.activeElement as HTMLInputElement).value;
}

test("how long a note is kept is said as it is", async () => {
  render(BookDrawer, { draft: {} });
  await user.click(await screen.findByText("Host, purpose, note…"));
  expect(screen.getByTestId("about-kept").textContent).toContain("encrypted, for as long as the visit is");
  if (desk.status) desk.status = { ...desk.status, inMemory: true };
  await waitFor(() => expect(screen.getByTestId("about-kept").textContent).toContain("only until Lobby is closed"));
  expect(screen.getByTestId("about-kept").textContent).not.toContain("encrypted");
});

test("host, purpose and note are folded away, and go with the booking", async () => {
  const person = (await building.findPeople("a", 0, 1)).hits[0];
  render(BookDrawer, { draft: { personId: person?.id ?? 0 } });
  await waitFor(() => expect(screen.getByTestId("book-to")).toHaveProperty("value"));
  expect(screen.queryByLabelText("Purpose")).toBeNull();
  const asked = vi.spyOn(building, "book");
  const planned = vi.spyOn(building, "plan");
  await user.click(screen.getByText("Host, purpose, note…"));
  const host = await chooseHost("mar");
  const plans = planned.mock.calls.length;
  await user.type(screen.getByLabelText("Purpose"), "Audit");
  await user.type(screen.getByLabelText("Private note"), "by car");
  expect(planned.mock.calls.length, "a note changes nothing of the plan").toBe(plans);
  await user.click(screen.getByText("Fold away"));
  expect(screen.getByTestId("about-toggle").textContent).toBe(`With host ${host}, Audit, a note…`);
  await user.keyboard("{Control>}{Enter}{/Control}");
  await waitFor(() => {
    expect(asked.mock.calls[0]?.[0].about).toMatchObject({ host, purpose: "Audit", note: "by car" });
  });
});

test("what goes to DoorFlow too is said where it is typed, and what does not for want of the right", async () => {
  const nothing = { ...(await building.office()), hostField: null, purposeField: null, noteField: null };
  const office = vi.spyOn(building, "office").mockResolvedValue(nothing);
  const said = async (): Promise<string> => {
    cleanup();
    render(BookDrawer, { draft: {} });
    await user.click(screen.getByText("Host, purpose, note…"));
    await waitFor(() => {
      expect(office).toHaveBeenCalled();
    });
    return screen.getByTestId("about-kept").textContent;
  };
  expect(await said()).toContain("not sent to DoorFlow");
  office.mockResolvedValue({ ...nothing, hostField: "custom_1", noteField: "notes" });
  await said();
  const kept = screen.getByTestId("about-kept");
  await waitFor(() => {
    expect(kept.textContent).toContain("Also written to DoorFlow with the visitor, for whoever may read people there: host in “Custom 1”, note in “Notes”.");
  });
  expect(kept.textContent).not.toContain("not sent");
  if (desk.session.phase === "signedIn") desk.session = { ...desk.session, missing: ["writePeople"] };
  await waitFor(() => {
    expect(kept.textContent).toContain("may not change people in DoorFlow, so all of it stays on this computer");
  });
});

test("what was noted of a visit is changed in its drawer, and goes along when it is booked again", async () => {
  const { visits } = await building.agenda("2026-10-22", "2026-10-22");
  const visit = visits.find(({ state }) => state === "expected");
  if (!visit) throw new Error("the stand-in building has no such visit");
  render(VisitDrawer, { visitKey: visit.key });
  await user.click(await screen.findByText("Add host, purpose or note"));
  const host = await chooseHost("li");
  await user.type(screen.getByLabelText("Purpose"), "Interview{Enter}");
  expect((await screen.findByTestId("about-host")).textContent).toBe(`Host: ${host}`);
  expect((await building.visit(visit.key)).about.purpose).toBe("Interview");

  await user.click(screen.getByTestId("about-change"));
  await user.type(screen.getByLabelText("Purpose"), " and lunch{Escape}");
  expect(screen.getByTestId("about-purpose-is").textContent).toBe("Interview");
  expect(view.drawer, "Esc left the fields alone").toBeNull();

  await user.click(screen.getByTestId("visit-again"));
  expect(view.drawer).toMatchObject({ kind: "book", draft: { personId: visit.personId, about: { host, purpose: "Interview" } } });
});

test("a note that is being typed stays while DoorFlow accepts the visit and gives it another key", async () => {
  const { visits } = await building.agenda("2026-10-22", "2026-10-22");
  const visit = visits.find(({ state }) => state === "expected");
  if (!visit) throw new Error("the stand-in building has no such visit");
  const details = await building.visit(visit.key);
  const read = vi.spyOn(building, "visit").mockResolvedValue({ ...details, visit: { ...visit, key: "b7", state: "pending" } });
  render(VisitDrawer, { visitKey: "b7" });
  await user.click(await screen.findByText("Add host, purpose or note"));
  await user.type(screen.getByLabelText("Private note"), "by car");
  read.mockResolvedValue(details);
  const asked = read.mock.calls.length;
  await building.refresh();
  await waitFor(() => {
    expect(read.mock.calls.length).toBeGreaterThan(asked);
  });
  expect(screen.getByLabelText<HTMLTextAreaElement>("Private note").value).toBe("by car");
  const noted = vi.spyOn(building, "noteVisit").mockResolvedValue();
  await user.click(screen.getByTestId("about-save"));
  expect(noted.mock.calls[0]?.[0]).toBe(visit.key);
});

test("those who came together are booked together again", async () => {
  const [first, second, third] = (await building.findPeople("", 0, 3)).hits.map(({ id }) => id);
  render(BookDrawer, { draft: { personId: first ?? 0, others: [second ?? 0, third ?? 0] } });
  const names = await Promise.all([second, third].map((id) => building.person(id ?? 0)));
  await waitFor(() => {
    expect(screen.getAllByTestId("companion").map((row) => row.querySelector(".name")?.firstChild?.textContent?.trim())).toEqual(names.map(({ name }) => name));
  });
});
