import "@fontsource-variable/inter";
import "./styles/tokens.css";
import "./styles/base.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { desk } from "./lib/desk.svelte";
import { tauri } from "./lib/ipc/tauri";
import { preferences } from "./lib/settings/preferences.svelte";

/** Starts the desk behind the page. In a plain browser a stand-in is drawn, and only in development: the shipped page has none. */
async function start(): Promise<void> {
  const span = preferences.firstPage === "calendar" ? "week" : "day";
  if (import.meta.env.DEV && !("__TAURI_INTERNALS__" in window)) {
    const { fakeFromAddress } = await import("./lib/ipc/fake");
    return desk.start(fakeFromAddress(window.location.search), span);
  }
  return desk.start(tauri, span);
}

/** How long the page stays empty until there is something to show, ms. */
const EMPTY_FOR = 250;

/** Draws the page. The answer is mostly there within a few frames: to draw that the app is starting would only hold it up. */
async function draw(started: Promise<void>): Promise<void> {
  await Promise.race([started.catch(() => undefined), new Promise((later) => setTimeout(later, EMPTY_FOR))]);
  const target = document.getElementById("app");
  if (!target) throw new Error("the page has no place for the app");
  mount(App, { target, props: { started } });
}

preferences.apply();
void draw(start());
