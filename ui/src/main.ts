import "@fontsource-variable/inter";
import "./styles/tokens.css";
import "./styles/base.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { desk } from "./lib/desk.svelte";
import { parts } from "./lib/frame/parts.svelte";
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

// Asked first: the desk answers, and the calendar is read, while the page is drawn.
const started = start();
if (preferences.firstPage === "calendar") void parts.readWeek();
preferences.apply();
const target = document.getElementById("app");
if (!target) throw new Error("the page has no place for the app");
mount(App, { target, props: { started } });
