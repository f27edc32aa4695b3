import { afterEach, beforeEach, expect, test } from "vitest";
import { desk } from "../desk.svelte";
import { Fake } from "../ipc/fake";
import { preferences } from "../settings/preferences.svelte";
import { pushKeys } from "./keys";
import { parts } from "./parts.svelte";
import { everywhere, takeKey } from "./shortcuts";
import { view } from "./view.svelte";

let drop: () => void;

function press(key: string, more: KeyboardEventInit & { on?: HTMLElement } = {}): KeyboardEvent {
  const { on, ...init } = more;
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...init });
  (on ?? document.body).dispatchEvent(event);
  return event;
}

function put(html: string): HTMLElement {
  document.body.innerHTML = html;
  return document.querySelector<HTMLElement>("[data-on]") ?? document.body;
}

beforeEach(async () => {
  await parts.read();
  await desk.start(new Fake({ elapsed: () => 0 }));
  view.page = "today";
  view.drawer = null;
  view.palette = view.keysHelp = false;
  preferences.set({ singleKeys: true });
  drop = pushKeys(everywhere);
  window.addEventListener("keydown", takeKey);
});
afterEach(() => {
  drop();
  window.removeEventListener("keydown", takeKey);
  document.body.innerHTML = "";
});

test("single keys go to pages, to the booking and to the palette", () => {
  press("2");
  expect(view.page).toBe("calendar");
  press("3");
  expect(view.page).toBe("people");
  press("t");
  expect(view.page).toBe("today");
  press("c");
  expect(view.drawer).toEqual({ kind: "book", draft: {} });
  expect(press("/").defaultPrevented).toBe(true);
  expect(view.palette).toBe(true);
  press("?", { shiftKey: true });
  expect(view.keysHelp).toBe(true);
});

test("what is pressed before the drawer is there is not taken for a key of the page; Escape closes it", () => {
  const { later } = parts;
  parts.later = null;
  press("c");
  expect(press("2").defaultPrevented).toBe(true);
  press("t");
  expect([view.drawer?.kind, view.page]).toEqual(["book", "today"]);
  press("Escape");
  expect(view.drawer).toBeNull();
  parts.later = later;
});

test("letters never fire while somebody types, but Ctrl K does", () => {
  const field = put('<input data-on="">');
  press("c", { on: field });
  press("2", { on: field });
  expect([view.drawer, view.page, view.palette]).toEqual([null, "today", false]);
  press("k", { on: field, ctrlKey: true });
  expect(view.palette).toBe(true);
});

test("an open dialog keeps its keys to itself", () => {
  const button = put('<dialog open><button data-on=""></button></dialog>');
  press("c", { on: button });
  press("Escape", { on: button });
  expect(view.drawer).toBeNull();
});

test("a key that is held down presses a button once, in a dialog and in a drawer too", () => {
  for (const html of ['<button data-on=""></button>', '<dialog open><button data-on=""></button></dialog>', '<div class="drawer"><button data-on=""></button></div>']) {
    const button = put(html);
    expect(press("Enter", { on: button }).defaultPrevented, html).toBe(false);
    expect(press("Enter", { on: button, repeat: true }).defaultPrevented, html).toBe(true);
    expect(press(" ", { on: button, repeat: true }).defaultPrevented, html).toBe(true);
  }
  expect(press("Enter", { on: put('<textarea data-on=""></textarea>'), repeat: true }).defaultPrevented, "new lines are typed").toBe(false);
  expect(press("ArrowDown", { on: put('<button data-on=""></button>'), repeat: true }).defaultPrevented).toBe(false);
});

test("single keys can be switched off; Esc and Ctrl K stay", () => {
  preferences.set({ singleKeys: false });
  press("c");
  press("/");
  press("2");
  expect([view.drawer, view.palette, view.page]).toEqual([null, false, "today"]);
  view.book();
  press("Escape");
  expect(view.drawer).toBeNull();
  press("K", { ctrlKey: true });
  expect(view.palette).toBe(true);
});

test("a sign-in that may not book gets no booking by key", async () => {
  await desk.start(new Fake({ elapsed: () => 0, session: { missing: ["bookDoors", "bookGroups"] } }));
  press("c");
  expect(view.drawer).toBeNull();
});

test("nothing is done by key while nobody is signed in", async () => {
  await desk.start(new Fake({ elapsed: () => 0, start: "signedOut" }));
  press("k", { ctrlKey: true });
  press("c");
  expect([view.palette, view.drawer]).toEqual([false, null]);
});
