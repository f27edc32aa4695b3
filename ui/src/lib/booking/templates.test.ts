import { cleanup, configure, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { desk } from "../desk.svelte";
import { parts } from "../frame/parts.svelte";
import { Fake } from "../ipc/fake";
import type { Receipt, Template } from "../ipc/bindings";
import { actionsFor } from "../people/actions";
import OfficeSettings from "../settings/OfficeSettings.svelte";
import { office } from "../settings/office.svelte";
import { view } from "../frame/view.svelte";
import BookDrawer from "./BookDrawer.svelte";

configure({ testIdAttribute: "data-test" });
const CONTRACTOR: Template = {
  name: "Contractor", minutes: 480, place: { kind: "doors", channelIds: [12] }, missing: [], pin: true, purpose: "Repairs", note: "", own: true,
};
let building: Fake;
const user = userEvent.setup();

beforeEach(async () => {
  building = new Fake({ pace: 2_000_000, elapsed: () => 0 });
  view.drawer = null;
  office.now = null;
  await desk.start(building);
  await parts.read();
});

afterEach(cleanup);

const chosenDoors = () => screen.getAllByRole<HTMLInputElement>("checkbox", { checked: true }).map((box) => box.closest("label")?.textContent.trim());
const value = (name: string) => screen.getByTestId<HTMLInputElement>(name).value;

test("a template fills in length, place and purpose, and can be kept from what is filled in", async () => {
  await building.saveTemplate(CONTRACTOR);
  render(BookDrawer, { draft: { from: "09:00", date: "2026-10-23" } });
  await user.selectOptions(await screen.findByTestId("book-template"), "Contractor");
  await waitFor(() => {
    expect(value("book-to")).toBe("17:00");
  });
  expect(chosenDoors()).toHaveLength(1);
  expect(screen.getByTestId("about-toggle").textContent).toBe("With Repairs…");
  await user.click(screen.getByTestId("template-keep"));
  expect(screen.getByTestId("template-note").textContent).toContain("in a plain file on this computer");
  await user.keyboard("Builder{Enter}");
  await waitFor(async () => {
    expect((await building.office()).templates.at(-1)).toEqual({ ...CONTRACTOR, name: "Builder" });
  });
});

test("one whose door is gone says so, and books nowhere else", async () => {
  await building.saveTemplate({ ...CONTRACTOR, missing: ["Plant Room"] });
  render(BookDrawer, { draft: { personId: 1001 }, template: "Contractor" });
  await waitFor(() => {
    expect(screen.getByTestId("template-trouble").textContent).toContain("“Plant Room”");
  });
  expect(screen.queryAllByRole("checkbox", { checked: true })).toEqual([]);
  await waitFor(() => {
    expect(value("book-template")).toBe("Contractor");
  });
  await user.click(screen.getByTestId("book-submit"));
  expect(await screen.findByText(/Choose at least one door|no door/i)).toBeDefined();
});

test("one is filled in once for each time that it is asked for, and not over what was changed since", async () => {
  await building.saveTemplate(CONTRACTOR);
  const { rerender } = render(BookDrawer, { draft: { personId: 1001, date: "2026-10-23", from: "09:00" }, template: "Contractor" });
  await waitFor(() => {
    expect(value("book-to")).toBe("17:00");
  });
  await user.clear(screen.getByTestId("book-to"));
  await user.type(screen.getByTestId("book-to"), "11:00");
  await user.tab();
  await user.click(screen.getByTestId("book-door-14"));
  const booked = vi.spyOn(building, "book");
  await user.click(screen.getByTestId("book-submit"));
  await screen.findByTestId("progress-step");
  const receipt = (await booked.mock.results[0]?.value) as Receipt;
  building.say({ kind: "booking", receipt: { ...receipt, steps: receipt.steps.map((step) => ({ ...step, state: "rejected", problems: [{ field: "date", code: "refused", subject: "Too late" }] })) } });
  await screen.findByText("DoorFlow refused this: Too late");
  expect(value("book-template")).toBe("Contractor");
  expect([value("book-to"), chosenDoors().length]).toEqual(["11:00", 2]);

  await rerender({ draft: {}, template: "Contractor" });
  await waitFor(() => {
    expect(value("book-to")).toBe("17:00");
  });
  expect(chosenDoors()).toHaveLength(1);
});

test("another template, or none, leaves nothing of the one before, and what was entered since as it is", async () => {
  await building.saveTemplate({ ...CONTRACTOR, note: "Bring the key" });
  await building.saveTemplate({ ...CONTRACTOR, name: "Short", minutes: 30, place: null, purpose: "", note: "" });
  render(BookDrawer, { draft: { from: "09:00", date: "2026-10-23", place: { kind: "doors", channelIds: [14, 11] } } });
  const choose = async (name: string) => {
    await user.selectOptions(await screen.findByTestId("book-template"), name);
  };
  const door = (id: number) => screen.getByTestId<HTMLInputElement>(`book-door-${String(id)}`).checked;
  await choose("Contractor");
  await user.click(screen.getByTestId("about-toggle"));
  const noted = () => [value("about-purpose"), value("about-note"), door(11), door(12), door(14)];
  await waitFor(() => { expect(noted()).toEqual(["Repairs", "Bring the key", false, true, false]); });
  await choose("Short");
  await waitFor(() => { expect(noted()).toEqual(["", "", true, false, true]); });
  expect(value("book-to")).toBe("09:30");

  await choose("Contractor");
  await waitFor(() => { expect(value("about-purpose")).toBe("Repairs"); });
  await user.type(screen.getByTestId("about-purpose"), " of the lift");
  await choose("None");
  await waitFor(() => { expect(noted()).toEqual(["Repairs of the lift", "", true, false, true]); });
  expect(value("book-template")).toBe("");
});

test("its length, its PIN and its one day go with it too, each but for what was changed since", async () => {
  await building.saveTemplate(CONTRACTOR);
  await building.saveTemplate({ ...CONTRACTOR, name: "Plain", minutes: null, place: null, pin: false, purpose: "" });
  const draft = { date: "2026-10-23", lastDate: "2026-10-25", from: "09:00", to: "10:30" };
  render(BookDrawer, { draft, newcomer: { name: "Ada New", pin: false } });
  const choose = async (name: string) => {
    await user.selectOptions(await screen.findByTestId("book-template"), name);
  };
  const lastDay = () => screen.queryByTestId<HTMLInputElement>("book-lastDate")?.value;
  const pin = () => screen.getByTestId<HTMLInputElement>("book-pin").checked;
  const asked = () => [value("book-to"), lastDay(), pin()];
  const before = asked();
  expect([before[0], before[2]]).toEqual(["10:30", false]);
  expect(before[1]).toContain("25");
  await choose("Contractor");
  await waitFor(() => { expect(asked()).toEqual(["17:00", undefined, true]); });
  await choose("Plain");
  await waitFor(() => { expect(asked()).toEqual(before); });
  await choose("Contractor");
  await waitFor(() => { expect(asked()).toEqual(["17:00", undefined, true]); });
  await choose("None");
  await waitFor(() => { expect(asked()).toEqual(before); });

  await choose("Contractor");
  await waitFor(() => { expect(pin()).toBe(true); });
  await user.clear(screen.getByTestId("book-to"));
  await user.type(screen.getByTestId("book-to"), "11{Tab}");
  await user.clear(screen.getByTestId("book-date"));
  await user.type(screen.getByTestId("book-date"), "2026-10-29{Tab}");
  await choose("None");
  await waitFor(() => { expect(pin()).toBe(false); });
  expect([value("book-to"), lastDay()]).toEqual(["11:00", undefined]);
});

test("a new visitor from the palette leaves the PIN that a template asks for, and one that is asked for elsewhere goes with it", async () => {
  await building.saveTemplate(CONTRACTOR);
  const pin = () => screen.getByTestId<HTMLInputElement>("book-pin").checked;
  const { rerender } = render(BookDrawer, { draft: { date: "2026-10-23", from: "09:00" }, template: "Contractor", newcomer: { name: "Ada New", pin: false } });
  await waitFor(() => { expect(value("book-template")).toBe("Contractor"); });
  await waitFor(() => { expect(pin()).toBe(true); });
  await rerender({ draft: {}, template: undefined, newcomer: { name: "Zenobia Quill", pin: false } });
  await waitFor(() => { expect(value("book-last")).toBe("Quill"); });
  expect(pin()).toBe(true);
  await user.click(screen.getByTestId("book-pin"));
  await rerender({ draft: {}, template: undefined, newcomer: { name: "Ada New", pin: false } });
  await waitFor(() => { expect(value("book-last")).toBe("New"); });
  expect(pin(), "who unticked it is not asked again").toBe(false);
  await user.selectOptions(screen.getByTestId("book-template"), "None");
  await waitFor(() => { expect(pin()).toBe(false); });
  await rerender({ draft: {}, newcomer: { name: "Ivo Quill", pin: true } });
  await waitFor(() => { expect(pin()).toBe(true); });
  await rerender({ draft: {}, newcomer: { name: "Ada New", pin: false } });
  await waitFor(() => { expect(pin()).toBe(false); });
});

test("a template that says nothing of a PIN leaves one that was asked for", async () => {
  await building.saveTemplate(CONTRACTOR);
  await building.saveTemplate({ ...CONTRACTOR, name: "Plain", pin: false });
  const { rerender } = render(BookDrawer, { draft: {}, newcomer: { name: "Ada New", pin: false } });
  const pin = () => screen.getByTestId<HTMLInputElement>("book-pin").checked;
  const plain = async () => {
    await user.selectOptions(await screen.findByTestId("book-template"), "Plain");
    await waitFor(() => { expect(value("book-template")).toBe("Plain"); });
  };
  await user.click(await screen.findByTestId("book-pin"));
  await plain();
  expect(pin()).toBe(true);
  await rerender({ draft: {}, newcomer: { name: "Zenobia Quill", pin: false } });
  await waitFor(() => { expect(value("book-last")).toBe("Quill"); });
  expect(pin(), "it was asked for another visitor").toBe(false);
  await user.selectOptions(screen.getByTestId("book-template"), "None");
  await user.click(screen.getByTestId("book-pin"));
  await user.selectOptions(screen.getByTestId("book-template"), "Contractor");
  await rerender({ draft: {}, newcomer: { name: "Ada New", pin: false } });
  await waitFor(() => { expect(value("book-last")).toBe("New"); });
  expect(pin(), "the template asks for it").toBe(true);
  await user.selectOptions(screen.getByTestId("book-template"), "None");
  await waitFor(() => { expect(pin(), "that it was asked for before the template was for another visitor").toBe(false); });
  await user.click(screen.getByTestId("book-pin"));
  await plain();
  await user.selectOptions(screen.getByTestId("book-template"), "None");
  expect(pin()).toBe(true);
});

test("an end that nobody chose is as far from the start as before the template, and moves with it again", async () => {
  await building.saveTemplate(CONTRACTOR);
  render(BookDrawer, { draft: { date: "2026-10-23", from: "09:00" } });
  const choose = async (name: string) => {
    await user.selectOptions(await screen.findByTestId("book-template"), name);
  };
  const start = async (time: string) => {
    await user.clear(screen.getByTestId("book-from"));
    await user.type(screen.getByTestId("book-from"), `${time}{Tab}`);
  };
  await waitFor(() => { expect(value("book-to")).toBe("10:00"); });
  await choose("Contractor");
  await waitFor(() => { expect(value("book-to")).toBe("17:00"); });
  await start("14:00");
  await choose("None");
  await waitFor(() => { expect(value("book-to")).toBe("15:00"); });
  await start("15:00");
  expect(value("book-to")).toBe("16:00");
});

test("where the settings file cannot be written, that is what is said", async () => {
  const unwritten = () => Promise.reject({ code: "machine", detail: "lobby.toml cannot be written: Read-only file system", problems: [] });
  await building.saveTemplate(CONTRACTOR);
  building.saveTemplate = building.renameTemplate = building.removeTemplate = unwritten;
  const said = "settings file could not be written, so nothing in it was changed. What this computer says: lobby.toml cannot be written: Read-only file system.";
  const { unmount } = render(BookDrawer, { draft: {} });
  await user.click(screen.getByTestId("template-keep"));
  await user.keyboard("Builder{Enter}");
  await waitFor(() => { expect(screen.getByTestId("template-note").textContent).toContain(said); });
  unmount();
  render(OfficeSettings);
  await user.click(await screen.findByTestId("template-remove"));
  await user.click(await screen.findByTestId("template-remove-yes"));
  expect((await screen.findByRole("alert")).textContent).toContain(said);
});

test("the focus goes on to the row of a template that is renamed, and to the heading where one goes", async () => {
  await building.saveTemplate(CONTRACTOR);
  render(OfficeSettings);
  (await screen.findByTestId("template-rename")).focus();
  await user.keyboard("{Enter}");
  await waitFor(() => { expect(document.activeElement).toBe(screen.getByTestId("template-new-name")); });
  await user.keyboard("Builder{Enter}");
  await screen.findByLabelText("Rename Builder");
  await waitFor(() => { expect(document.activeElement).toBe(screen.getByLabelText("Rename Builder")); });
  await user.tab();
  await user.keyboard("{Enter}");
  await waitFor(() => { expect(document.activeElement).toBe(screen.getByTestId("template-remove-yes")); });
  await user.keyboard("{Enter}");
  await waitFor(() => { expect(screen.queryByTestId("template")).toBeNull(); });
  await waitFor(() => { expect(document.activeElement).toBe(screen.getByRole("heading", { name: "Templates" })); });
});

test("the palette books by template, and settings rename and delete only what was made here", async () => {
  await building.saveTemplate(CONTRACTOR);
  await building.saveTemplate({ ...CONTRACTOR, name: "Interview", own: false });
  render(OfficeSettings);
  await waitFor(() => {
    expect(screen.getAllByTestId("template")).toHaveLength(2);
  });
  const action = actionsFor("book contr")[0];
  expect(action?.title).toBe("Book: Contractor…");
  action?.run();
  expect(view.drawer).toEqual({ kind: "book", draft: {}, template: "Contractor" });

  expect(screen.getAllByTestId("template-rename")).toHaveLength(1);
  await user.click(screen.getByTestId("template-rename"));
  await user.keyboard("interview{Enter}");
  expect((await screen.findByRole("alert")).textContent).toBe("Another template has this name.");
  await user.clear(screen.getByTestId("template-new-name"));
  await user.type(screen.getByTestId("template-new-name"), "Builder{Enter}");
  await waitFor(() => {
    expect(screen.getAllByTestId("template").map((row) => row.dataset["name"])).toEqual(["Builder", "Interview"]);
  });
  await user.click(screen.getByTestId("template-remove"));
  await user.click(await screen.findByTestId("template-remove-yes"));
  await waitFor(() => {
    expect(screen.getAllByTestId("template").map((row) => row.dataset["name"])).toEqual(["Interview"]);
  });
});
