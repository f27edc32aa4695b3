import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { desk } from "../desk.svelte";
import { view } from "../frame/view.svelte";
import { Fake } from "../ipc/fake";
import { office } from "./office.svelte";
import { preferences } from "./preferences.svelte";
import SettingsPage from "./SettingsPage.svelte";

async function show(options: ConstructorParameters<typeof Fake>[0] = {}): Promise<void> {
  await desk.start(new Fake({ elapsed: () => 0, ...options }));
  render(SettingsPage);
}

test("appearance is put on the document and kept", async () => {
  await show();
  await userEvent.click(screen.getByLabelText("Dark"));
  expect(document.documentElement.dataset["theme"]).toBe("dark");
  expect(JSON.parse(localStorage.getItem("lobby.preferences") ?? "{}")).toMatchObject({ appearance: "dark" });
  await userEvent.click(screen.getByLabelText("As the system"));
  expect(document.documentElement.dataset["theme"]).toBeUndefined();
});

test("the clock is as the computer says, until another is chosen, which is kept", async () => {
  await show({ clock: "en-US" });
  expect([screen.getByLabelText<HTMLInputElement>("As the computer says").checked, preferences.twelve]).toEqual([true, true]);
  await userEvent.click(screen.getByLabelText("24 h"));
  expect(preferences.twelve).toBe(false);
  expect(JSON.parse(localStorage.getItem("lobby.preferences") ?? "{}")).toMatchObject({ clock: "24h" });
  await userEvent.click(screen.getByLabelText("12 h"));
  expect([preferences.twelve, document.documentElement.dataset["clock"]]).toEqual([true, "12h"]);
  await userEvent.click(screen.getByLabelText("As the computer says"));
  preferences.computerSays("24h");
  expect(preferences.twelve).toBe(false);
});

test("single keys can be switched off and on", async () => {
  await show();
  const box = screen.getByLabelText(/^Single keys/);
  await userEvent.click(box);
  expect(preferences.singleKeys).toBe(false);
  await userEvent.click(box);
  expect(preferences.singleKeys).toBe(true);
});

test("the account is told, with what the sign-in may not do in words", async () => {
  await show({ session: { missing: ["sync"], keeping: "thisRun" } });
  expect(screen.getByText("Robin Vale")).toBeDefined();
  expect(screen.getByText(/this computer has no keychain/)).toBeDefined();
  expect(screen.getByText("tell the doors about changes")).toBeDefined();
  expect(await screen.findByText("0.1.0")).toBeDefined();
});

test("signing out is asked for once more, with the focus on the answer", async () => {
  await show();
  await userEvent.click(screen.getByText("Sign out"));
  expect(desk.session.phase).toBe("signedIn");
  const yes = screen.getByText("Yes, sign out");
  await waitFor(() => {
    expect(document.activeElement).toBe(yes);
  });
  await userEvent.click(yes);
  expect(desk.session).toEqual({ phase: "signedOut", reason: "signedOutHere" });
});

test.each([
  ["the button", async () => { await userEvent.click(screen.getByText("Stay signed in")); }],
  ["Esc", async () => { await userEvent.keyboard("{Escape}"); }],
])("whoever stays signed in is back at the button that asked: by %s", async (_, stay) => {
  await show();
  await userEvent.click(screen.getByText("Sign out"));
  await waitFor(() => { expect(document.activeElement).toBe(screen.getByText("Yes, sign out")); });
  await stay();
  await waitFor(() => { expect(document.activeElement?.textContent.trim()).toBe("Sign out"); });
  expect([screen.queryByText("Yes, sign out"), desk.session.phase]).toEqual([null, "signedIn"]);
});

test.each([
  [{ outbox: 0, checking: 0, needsYou: 0 }, false, null],
  [{ outbox: 1, checking: 0, needsYou: 0 }, false, /^1 booking or change is not through to DoorFlow.*is kept.*signs in to this account again/],
  [{ outbox: 0, checking: 0, needsYou: 2 }, false, /^2 bookings or changes are not through.*wait in the outbox where they need somebody/],
  [{ outbox: 2, checking: 1, needsYou: 0 }, false, /^3 bookings or changes are not through to DoorFlow.*are kept.*signs in to this account again/],
  [{ outbox: 2, checking: 0, needsYou: 0 }, true, /^2 bookings or changes.*go with the demo/],
])("the question says what is not sent yet, and what becomes of it: %j", async (counts, demo, said) => {
  await show({ session: { demo } });
  if (desk.status === null) throw new Error("the desk has told no status");
  desk.status = { ...desk.status, ...counts };
  await userEvent.click(screen.getByText("Sign out"));
  const yes = await screen.findByText("Yes, sign out");
  const waits = document.getElementById(yes.getAttribute("aria-describedby") ?? "")?.textContent;
  if (said === null) expect(waits).toBeUndefined();
  else expect(waits).toMatch(said);
});

test("whoever asks for it elsewhere is asked here", async () => {
  await show();
  view.signOutAsked = true;
  const yes = await screen.findByText("Yes, sign out");
  await waitFor(() => {
    expect(document.activeElement).toBe(yes);
  });
  expect([desk.session.phase, view.signOutAsked]).toEqual(["signedIn", false]);
});

test("the page that Lobby opens with is kept", async () => {
  await show();
  await userEvent.click(screen.getByLabelText("Calendar"));
  expect(preferences.firstPage).toBe("calendar");
  expect(JSON.parse(localStorage.getItem("lobby.preferences") ?? "{}")).toMatchObject({ firstPage: "calendar" });
  await userEvent.click(screen.getByLabelText("Today"));
  expect(preferences.firstPage).toBe("today");
});

test("what is told by notifications is chosen one by one, and kept", async () => {
  const fake = new Fake({ elapsed: () => 0 });
  await desk.start(fake);
  render(SettingsPage);
  const bookings = screen.getByLabelText("A booking needs you");
  const alert = { arrivals: [], doors: [], needing: [{ who: "Ayo Oni", what: "book" as const, state: "rejected" as const }] };
  fake.say({ kind: "alert", alert });
  expect(fake.notified.map(({ title }) => title)).toEqual(["A booking for Ayo Oni needs you"]);
  await userEvent.click(bookings);
  fake.say({ kind: "alert", alert });
  expect(fake.notified).toHaveLength(1);
  expect(JSON.parse(localStorage.getItem("lobby.preferences") ?? "{}")).toMatchObject({ tellBookings: false, tellDoors: true });
  await userEvent.click(bookings);
  fake.say({ kind: "alert", alert });
  expect(fake.notified).toHaveLength(2);
});

test("the group of new visitors is the office's, and one that is gone is told apart", async () => {
  const fake = new Fake({ elapsed: () => 0 });
  await desk.start(fake);
  await fake.chooseVisitorGroup(424242);
  render(SettingsPage);
  const field = await screen.findByLabelText<HTMLSelectElement>("Group that they come into");
  await waitFor(() => {
    expect(field.selectedOptions[0]?.textContent).toBe("#424242, which DoorFlow has no longer, or twice");
  });
  const group = desk.places.groups[0]?.id ?? 0;
  await userEvent.selectOptions(field, String(group));
  await waitFor(async () => {
    expect((await fake.office()).visitorGroup).toBe(group);
  });
  await userEvent.selectOptions(field, "");
  await waitFor(async () => {
    expect((await fake.office()).visitorGroup).toBeNull();
  });
});

test("a group of new visitors that the machine's configuration goes over is not said to be taken", async () => {
  const fake = new Fake({ elapsed: () => 0 });
  await desk.start(fake);
  render(SettingsPage);
  const field = await screen.findByLabelText<HTMLSelectElement>("Group that they come into");
  const [group, other] = desk.places.groups;
  const settled = await fake.chooseVisitorGroup(other?.id ?? 0);
  fake.chooseVisitorGroup = () => Promise.resolve(settled);
  await userEvent.selectOptions(field, String(group?.id));
  expect((await screen.findByText("Saved, but this computer is set to another.")).hidden).toBe(false);
  expect(field.value).toBe(String(other?.id));
});

test("a group of new visitors that the page has kept becomes the office's once, and never the demo's", async () => {
  const kept = (): unknown => JSON.parse(localStorage.getItem("lobby.preferences") ?? "{}");
  const fake = new Fake({ elapsed: () => 0 });
  await desk.start(fake);
  preferences.set({ visitorGroup: 424242 });
  if (desk.session.phase !== "signedIn") throw new Error("nobody is signed in");
  desk.session = { ...desk.session, demo: true };
  expect((await office.read()).missingGroup).toBeNull();
  expect(kept()).toMatchObject({ visitorGroup: 424242 });
  desk.session = { ...desk.session, demo: false };
  expect((await office.read()).missingGroup).toBe("#424242");
  expect(kept()).not.toHaveProperty("visitorGroup");

  const group = desk.places.groups[0]?.id ?? 0;
  await fake.chooseVisitorGroup(null);
  preferences.set({ visitorGroup: group });
  expect((await office.read()).visitorGroup, "that there is to be none was settled").toBeNull();
  expect(kept()).not.toHaveProperty("visitorGroup");

  await fake.chooseVisitorGroup(group);
  preferences.set({ visitorGroup: 424242 });
  expect((await office.read()).visitorGroup).toBe(group);
  expect(kept()).not.toHaveProperty("visitorGroup");
});

test("a group of new visitors is kept by the page where no file can be written, until somebody chooses", async () => {
  const fake = new Fake({ elapsed: () => 0 });
  await desk.start(fake);
  const group = desk.places.groups[0]?.id ?? 0;
  const choosing = vi.spyOn(fake, "chooseVisitorGroup").mockRejectedValue({ code: "machine", detail: "lobby.toml cannot be written", problems: [] });
  preferences.set({ visitorGroup: group });
  expect(await office.read()).toMatchObject({ visitorGroup: group, missingGroup: null });
  preferences.set({ visitorGroup: 424242 });
  expect(await office.read(), "one that is gone is said").toMatchObject({ visitorGroup: null, missingGroup: "#424242" });
  expect(preferences.visitorGroup).toBe(424242);

  preferences.set({ visitorGroup: group });
  render(SettingsPage);
  const field = await screen.findByLabelText<HTMLSelectElement>("Group that they come into");
  await waitFor(() => {
    expect(field.value).toBe(String(group));
  });
  await userEvent.selectOptions(field, "");
  await waitFor(() => {
    expect(field.value, "what could not be written does not count").toBe(String(group));
  });
  choosing.mockRestore();
  await userEvent.selectOptions(field, "");
  await waitFor(() => {
    expect(field.value).toBe("");
  });
  expect((await office.read()).visitorGroup).toBeNull();
  expect(preferences.visitorGroup).toBeUndefined();
});

test("of a group of new visitors it is said whether it could be looked up", async () => {
  const fake = new Fake({ elapsed: () => 0 });
  await desk.start(fake);
  await fake.chooseVisitorGroup(424242);
  render(SettingsPage);
  const field = await screen.findByLabelText<HTMLSelectElement>("Group that they come into");
  desk.places = { ...desk.places, groups: [] };
  await waitFor(() => {
    expect(field.selectedOptions[0]?.textContent).toBe("#424242, which DoorFlow has no longer, or twice");
  });
  const { status } = desk;
  desk.status = status && { ...status, freshness: { kind: "troubled", seconds: null, lists: ["groups"], detail: "500" } };
  await waitFor(() => {
    expect(field.selectedOptions[0]?.textContent).toBe("#424242, which could not be looked up");
  });
  desk.status = status;
  await waitFor(() => {
    expect(field.selectedOptions[0]?.textContent).toContain("no longer");
  });
  if (desk.session.phase === "signedIn") desk.session = { ...desk.session, missing: ["readGroups"] };
  await waitFor(() => {
    expect(field.selectedOptions[0]?.textContent).toBe("#424242, which could not be looked up");
  });
});

test("a configuration that cannot be used is told of on a desk that is signed in too", async () => {
  const fake = new Fake({ elapsed: () => 0 });
  const { setup } = fake;
  fake.setup = async () => ({ ...(await setup()), trouble: "lobby.toml, line 3: it is not TOML" });
  await desk.start(fake);
  render(SettingsPage);
  const told = (await screen.findByText(/Tell whoever looks after it/)).parentElement;
  expect(told?.textContent).toContain("lobby.toml, line 3: it is not TOML");
});

test("a settings file that cannot be written is what is blamed, in words", async () => {
  const fake = new Fake({ elapsed: () => 0 });
  fake.limitGuests = () => Promise.reject({ code: "machine", detail: "lobby.toml is not valid TOML; mend it or remove it", problems: [] });
  await desk.start(fake);
  render(SettingsPage);
  await userEvent.type(await screen.findByLabelText("Guests at once, at most"), "12{Tab}");
  const { textContent } = await screen.findByRole("alert");
  expect(textContent).toMatch(/settings file could not be written.* lobby\.toml is not valid TOML; mend it or remove it\.$/);
});

test("the licences of what others wrote are read where they are asked for", async () => {
  await show();
  await userEvent.click(await screen.findByRole("button", { name: "Licences" }));
  const text = await screen.findByRole("region", { name: "Licences of what others wrote" });
  await waitFor(() => {
    expect(text.textContent).toBe("Listed where the page is built for the app.");
  });
  await userEvent.click(screen.getByRole("button", { name: "Close" }));
  await waitFor(() => {
    expect(screen.queryByRole("region", { name: "Licences of what others wrote" })).toBeNull();
  });
});

test("how many guests are too many is kept by the desk, and what is no number is not", async () => {
  const fake = new Fake({ elapsed: () => 0 });
  await desk.start(fake);
  render(SettingsPage);
  const field = await screen.findByLabelText("Guests at once, at most");
  await userEvent.type(field, "many{Tab}");
  expect((await screen.findByRole("alert")).textContent).toContain("A whole number of guests");
  expect((await fake.office()).guestsAtOnce).toBe(0);
  await userEvent.clear(field);
  await userEvent.type(field, "12{Tab}");
  await waitFor(async () => {
    expect((await fake.office()).guestsAtOnce).toBe(12);
  });
  await userEvent.clear(field);
  await userEvent.tab();
  await waitFor(async () => {
    expect((await fake.office()).guestsAtOnce).toBe(0);
  });
});
