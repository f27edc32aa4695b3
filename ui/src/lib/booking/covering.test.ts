import { cleanup, configure, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { desk } from "../desk.svelte";
import { takeKey } from "../frame/shortcuts";
import { view } from "../frame/view.svelte";
import { Fake } from "../ipc/fake";
import BookDrawer from "./BookDrawer.svelte";

configure({ testIdAttribute: "data-test" });
const user = userEvent.setup();

beforeEach(async () => {
  window.addEventListener("keydown", takeKey);
  desk.session = { phase: "starting" };
  desk.clock = null;
  desk.receipts = new Map();
  desk.places = { doors: [], groups: [], sites: [], usualDoors: [] };
  await desk.start(new Fake({ pace: 2_000_000, elapsed: () => 0 }));
  view.page = "today";
  view.narrow = true;
  view.drawer = null;
  view.book();
  await waitFor(() => expect(desk.places.doors.length).toBeGreaterThan(0));
  render(BookDrawer, { draft: {} });
  await waitFor(() => expect(screen.getByTestId<HTMLInputElement>("book-from").value).not.toBe(""));
});

afterEach(() => {
  cleanup();
  window.removeEventListener("keydown", takeKey);
  view.narrow = false;
  view.drawer = null;
});

const press = (name: string) => async (): Promise<void> => {
  await user.click(screen.getByTestId(name));
};

async function choose(): Promise<void> {
  screen.getByTestId("person-picker").focus();
  await user.keyboard("{ArrowDown}");
  await waitFor(() => expect(screen.getAllByTestId("person-hit").length).toBeGreaterThan(0));
  await user.keyboard("{Enter}");
  await screen.findByTestId("companions");
}

describe("a booking that covers the page", () => {
  it.each<[string, () => Promise<void>]>([
    ["somebody by the arrows", choose],
    ["two hours", press("book-2h")],
    ["the rest of the day", press("book-rest")],
    ["several days", press("book-several")],
    ["that it comes again", press("book-repeats")],
    ["groups for doors", press("book-kind-groups")],
  ])("stays where something was chosen in it: %s", async (_, act) => {
    await act();
    expect(view.go("calendar")).toBe(false);
    expect([view.page, view.drawer?.kind]).toEqual(["today", "book"]);
    // Asked for once more it is the same one, and what was chosen in it is there still.
    view.book();
    expect(view.go("calendar")).toBe(false);
  });

  it("goes where it is as it opened", async () => {
    await press("book-several")();
    await press("book-several")();
    expect(view.go("calendar")).toBe(true);
    expect([view.page, view.drawer]).toEqual(["calendar", null]);
  });

  it("goes once it is on its way", async () => {
    await choose();
    await press("book-submit")();
    await screen.findByTestId("progress-step");
    await press("book-another")();
    await choose();
    expect(view.go("calendar"), "the next one that is being filled in").toBe(false);
    await press("book-submit")();
    await screen.findByTestId("progress-step");
    expect(view.go("calendar")).toBe(true);
  });
});
