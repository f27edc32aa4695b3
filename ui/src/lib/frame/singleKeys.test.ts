import { cleanup, configure, render, screen, waitFor } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, test } from "vitest";
import App from "../../App.svelte";
import { desk } from "../desk.svelte";
import { Fake } from "../ipc/fake";
import type { Visit } from "../ipc/bindings";
import { preferences } from "../settings/preferences.svelte";
import { undoneText } from "../words/visit";
import { parts } from "./parts.svelte";
import { view } from "./view.svelte";

configure({ testIdAttribute: "data-test" });
let building: Fake;
let visit: Visit;

beforeEach(async () => {
  building = new Fake({ pace: 2_000_000, elapsed: () => 0, session: { missing: ["readEvents"] } });
  desk.session = { phase: "starting" };
  view.drawer = null;
  await desk.start(building);
  await parts.read();
  const { visits } = await building.agenda("2026-10-22", "2026-10-22");
  const found = visits.find(({ state }) => state === "underWay");
  if (!found) throw new Error("the stand-in building has no visit that is under way");
  visit = found;
});

afterEach(() => {
  cleanup();
  preferences.set({ singleKeys: true });
  view.drawer = null;
  view.go("today");
});

/** The single keys that the page draws, and those that it tells assistive technology. */
function told(): { drawn: string[]; shortcuts: string[]; titles: string[] } {
  const single = /^(⇧ )?[A-Z0-9/?]$/;
  const all = <T>(selector: string, of: (element: HTMLElement) => T): T[] => [...document.querySelectorAll<HTMLElement>(selector)].map(of);
  const shortcuts = all("[aria-keyshortcuts]", (it) => it.getAttribute("aria-keyshortcuts") ?? "").flatMap((keys) => keys.split(" "));
  return {
    drawn: all("kbd", (it) => it.textContent.trim()).filter((keys) => single.test(keys)),
    shortcuts: shortcuts.filter((key) => single.test(key)),
    titles: all("[title], [data-test='today-blind']", (it) => `${it.title}${it.textContent}`).filter((text) => /\([A-Z]\)/.test(text)),
  };
}

async function show(what: "today" | "calendar" | "visit" | "person"): Promise<void> {
  view.go(what === "calendar" ? "calendar" : "today");
  render(App, { started: Promise.resolve() });
  await screen.findByTestId("status-outbox");
  if (what === "visit") view.open({ kind: "visit", key: visit.key });
  if (what === "person") view.open({ kind: "person", id: visit.personId });
  const there = { today: "today-blind", calendar: "calendar-today", visit: "visit-again", person: "person-again" } as const;
  await screen.findByTestId(there[what]);
}

test.each(["today", "calendar", "visit", "person"] as const)("no key is drawn or told that does nothing: %s", async (what) => {
  await show(what);
  const { drawn, shortcuts, titles } = told();
  expect([drawn.length > 0, shortcuts.length > 0, titles.length > 0]).toEqual([true, true, true]);
  preferences.set({ singleKeys: false });
  await waitFor(() => { expect(told()).toEqual({ drawn: [], shortcuts: [], titles: [] }); });
  expect(screen.getByTestId("open-palette").getAttribute("aria-keyshortcuts")).toBe("Control+K");
});

test("a sentence names no key that does nothing", () => {
  const undone = { stand: 0, again: 1, booking: null, refused: 0, withoutPin: true };
  expect(undoneText(undone, visit, false)).toMatch(/give a new one \(I\)\.$/);
  preferences.set({ singleKeys: false });
  expect(undoneText(undone, visit, false)).toMatch(/give a new one\.$/);
});
