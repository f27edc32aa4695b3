import { tick } from "svelte";
import { view, type Page } from "./view.svelte";

/** Whether nothing in particular has the focus, so that a page may give it to its own first place. */
export function focusIsFree(): boolean {
  const focused = document.activeElement;
  return focused === null || focused === document.body || focused.id === "page";
}

/** Goes to a page by key, and the focus with it: to its one tab stop where it has one, so that the arrows work at once. */
export async function land(page: Page): Promise<void> {
  const inDrawer = document.activeElement?.closest("aside") != null;
  view.go(page);
  await tick();
  if (inDrawer || document.activeElement?.closest("main")) return;
  document.querySelector<HTMLElement>("main [tabindex='0'], main")?.focus();
}
