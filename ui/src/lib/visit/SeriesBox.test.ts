import { cleanup, configure, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it } from "vitest";
import { desk } from "../desk.svelte";
import { Fake } from "../ipc/fake";
import VisitDrawer from "./VisitDrawer.svelte";

configure({ testIdAttribute: "data-test" });
const user = userEvent.setup();
let building: Fake;

/** Three days in a row with one left out, of which the first is shown. */
beforeEach(async () => {
  building = new Fake({ pace: 2_000_000, elapsed: () => 0 });
  desk.session = { phase: "starting" };
  desk.receipts = new Map();
  await desk.start(building);
  const { steps } = await building.book({
    personId: 1001,
    date: "2026-10-23",
    lastDate: "",
    from: "09:00",
    to: "10:00",
    place: { kind: "doors", channelIds: [14] },
    repeat: { pattern: { kind: "daily" }, ends: { kind: "after", count: 3 }, leftOut: ["2026-10-24"] },
  });
  render(VisitDrawer, { visitKey: steps[0]?.visitKey ?? "" });
  await user.click(await screen.findByTestId("series-show"));
});
afterEach(cleanup);

it("gives the focus back to its button once a visitor is added", async () => {
  screen.getByTestId("series-add-visitor").focus();
  await user.keyboard("{Enter}");
  await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("person-picker")));
  await user.keyboard("Lina");
  await waitFor(() => expect(screen.getByTestId("person-picker").getAttribute("aria-activedescendant")).not.toBeNull());
  await user.keyboard("{Enter}");
  await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("series-add-visitor")));
  await waitFor(() => expect(screen.getAllByTestId("series-visit").length).toBeGreaterThan(2));
});

it("goes on with the focus where the button of a date goes once that is added", async () => {
  screen.getByTestId("series-add").focus();
  await user.keyboard("{Enter}");
  await waitFor(() => expect(screen.queryByTestId("series-add")).toBeNull());
  await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("series-add-visitor")));
});

it("says at which hours a date is added", () => {
  const date = screen.getByTestId("series-add").closest("li");
  expect(date?.textContent).toMatch(/24 Oct, 09:00–10:00\s+Add/);
  expect(screen.getByRole("button", { name: /^Add .*24 Oct, 09:00–10:00$/ })).toBe(screen.getByTestId("series-add"));
});

it("says that a visitor comes to all of it already", async () => {
  building.addVisitor = () => Promise.reject({ code: "refused", detail: "", problems: [{ field: "who", code: "atAllAlready", subject: "" }] });
  screen.getByTestId("series-add-visitor").focus();
  await user.keyboard("{Enter}Lina");
  await waitFor(() => expect(screen.getByTestId("person-picker").getAttribute("aria-activedescendant")).not.toBeNull());
  await user.keyboard("{Enter}");
  expect((await screen.findByTestId("series-failure")).textContent).toBe("They come to all of these visits already.");
});
