import { cleanup, configure, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { desk } from "../desk.svelte";
import { parts } from "../frame/parts.svelte";
import { takeKey } from "../frame/shortcuts";
import { view } from "../frame/view.svelte";
import { Fake } from "../ipc/fake";
import VisitDrawer from "../visit/VisitDrawer.svelte";
import { picker as words } from "../words/booking";
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

async function openBooking() {
  const free = (await building.findPeople("", 0, 50)).hits.find((hit) => hit.bar === null);
  render(BookDrawer, { draft: { personId: free?.id ?? 0 } });
  await screen.findByTestId("companion-add");
  return vi.spyOn(building, "book");
}

function field(id: string): HTMLInputElement {
  const found = document.getElementById(id);
  if (!(found instanceof HTMLInputElement)) throw new Error(`no field ${id}`);
  return found;
}

/** The field says that its text stands for nobody, and has the focus. */
async function refused(id: string, text: string): Promise<void> {
  await waitFor(() => {
    expect(document.activeElement?.id).toBe(id);
  });
  const input = field(id);
  expect(input.value).toBe(text);
  expect(input.getAttribute("aria-invalid")).toBe("true");
  const told = (input.getAttribute("aria-describedby") ?? "").split(" ").map((each) => document.getElementById(each)?.textContent.trim());
  expect(told).toContain(words.unchosen(text));
}

test("a companion who is typed and not chosen is asked about, and nothing is booked", async () => {
  const asked = await openBooking();
  await user.click(screen.getByTestId("companion-add"));
  await user.type(field("book-also"), "Marta Świątek");
  await user.click(screen.getByTestId("book-submit"));
  await refused("book-also", "Marta Świątek");
  expect(asked, "a full name chooses nobody").not.toHaveBeenCalled();

  await user.clear(field("book-also"));
  expect(field("book-also").getAttribute("aria-invalid")).toBe("false");
  await user.keyboard("{Control>}{Enter}{/Control}");
  await waitFor(() => {
    expect(asked).toHaveBeenCalledOnce();
  });
});

test("what is typed of a companion stays while the visitor is chosen anew", async () => {
  const asked = await openBooking();
  await user.click(screen.getByTestId("companion-add"));
  await user.type(field("book-also"), "Marta");
  await user.type(field("book-who"), "lin");
  expect(field("book-also").value).toBe("Marta");
  await waitFor(() => {
    expect(screen.getAllByTestId("person-hit").length).toBeGreaterThan(0);
  });
  await user.keyboard("{Enter}");
  await user.click(screen.getByTestId("book-submit"));
  await refused("book-also", "Marta");
  expect(asked).not.toHaveBeenCalled();
});

test("a host who is typed and not chosen is asked about, also where the fields were folded away", async () => {
  const asked = await openBooking();
  await user.click(screen.getByTestId("about-toggle"));
  await user.type(field("book-about-host"), "Mrs Nobody");
  await user.click(screen.getByTestId("about-toggle"));
  expect(screen.queryByTestId("about-fields")).toBeNull();
  await user.click(screen.getByTestId("book-submit"));
  await refused("book-about-host", "Mrs Nobody");
  expect(asked).not.toHaveBeenCalled();

  await user.clear(field("book-about-host"));
  await user.click(screen.getByTestId("book-submit"));
  await waitFor(() => {
    expect(asked).toHaveBeenCalledOnce();
  });
});

test("a host who is typed and not chosen is not saved of a visit without a word", async () => {
  const { visits } = await building.agenda("2026-10-22", "2026-10-22");
  const visit = visits.find(({ state }) => state === "expected");
  if (!visit) throw new Error("the stand-in building has no such visit");
  render(VisitDrawer, { visitKey: visit.key });
  const noted = vi.spyOn(building, "noteVisit");
  await user.click(await screen.findByText("Add host, purpose or note"));
  await user.type(field("visit-about-host"), "Mrs Nobody");
  await user.type(screen.getByLabelText("Purpose"), "Audit{Enter}");
  await refused("visit-about-host", "Mrs Nobody");
  expect(noted).not.toHaveBeenCalled();

  await user.clear(field("visit-about-host"));
  await user.click(screen.getByTestId("about-save"));
  await waitFor(() => {
    expect(noted.mock.calls[0]?.[1]).toMatchObject({ hostId: null, purpose: "Audit" });
  });
});
