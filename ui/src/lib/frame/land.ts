import { tick } from "svelte";
import { focusPage, view, type Page } from "./view.svelte";

/** Whether nothing in particular has the focus, so that a page may give it to its own first place. */
export function focusIsFree(): boolean {
  const focused = document.activeElement;
  return focused === null || focused === document.body || focused.id === "page";
}

let waiting: MutationObserver | null = null;

/** A page that must read before it can draw has its tab stop only later: it gets the focus then, unless something else took it. */
function awaitTabStop(page: Page): void {
  waiting?.disconnect();
  const main = document.querySelector("main");
  if (!main || main.querySelector("[tabindex='0']")) return;
  waiting = new MutationObserver(() => {
    const given = view.page !== page || !focusIsFree();
    if (!given && !main.querySelector("[tabindex='0']")) return;
    waiting?.disconnect();
    if (!given) focusPage();
  });
  waiting.observe(main, { childList: true, subtree: true, attributeFilter: ["tabindex"] });
}

/** Goes to a page by key, and the focus with it; `show` says what of it is shown. Answers whether it went there: if not, nothing else is shown either. */
export async function land(page: Page, show?: () => void): Promise<boolean> {
  if (!view.go(page)) return false;
  show?.();
  await tick();
  if (!focusIsFree() && document.activeElement?.closest("main, .drawer")) return true;
  focusPage();
  awaitTabStop(page);
  return true;
}
