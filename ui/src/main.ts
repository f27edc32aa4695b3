import "@fontsource-variable/inter";
import "./styles/tokens.css";
import "./styles/base.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { desk } from "./lib/desk.svelte";
import type { Backend } from "./lib/ipc/backend";
import { tauri } from "./lib/ipc/tauri";
import { preferences } from "./lib/settings/preferences.svelte";

/** The desk behind the page. In a plain browser a stand-in is drawn, and only in development: the shipped page has none. */
async function host(): Promise<Backend> {
  if (import.meta.env.DEV && !("__TAURI_INTERNALS__" in window)) {
    const { fakeFromAddress } = await import("./lib/ipc/fake");
    return fakeFromAddress(window.location.search);
  }
  return tauri;
}

preferences.apply();
const target = document.getElementById("app");
if (!target) throw new Error("the page has no place for the app");
mount(App, { target, props: { started: host().then((backend) => desk.start(backend)) } });
