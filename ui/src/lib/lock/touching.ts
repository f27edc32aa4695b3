import { desk } from "../desk.svelte";

/** The desk is told no more often than this, ms. */
const EVERY = 20_000;

/** What tells that somebody is there. */
const SIGNS = ["keydown", "pointerdown", "pointermove", "wheel"] as const;

/**
 * Tells the desk that somebody is at it, from now on until the returned call. A mouse that moves over a window without the focus is none: somebody works
 * in another program then, or has knocked against the table. The last sign counts as well as the first: it is told once it may be.
 */
export function touching(window: Window): () => void {
  let told = -Infinity;
  let later: ReturnType<typeof setTimeout> | null = null;

  function tell(): void {
    later = null;
    if (!desk.lock.hasPin || desk.lock.locked) return;
    told = performance.now();
    // Where that fails, the desk locks itself a little early.
    desk.backend.touch().catch(() => undefined);
  }

  function sign({ type }: Event): void {
    if (!desk.lock.hasPin || desk.lock.locked || later !== null) return;
    if ((type === "pointermove" || type === "wheel") && !window.document.hasFocus()) return;
    const left = told + EVERY - performance.now();
    if (left <= 0) tell();
    else later = setTimeout(tell, left);
  }

  for (const type of SIGNS) window.addEventListener(type, sign, { capture: true, passive: true });
  return () => {
    if (later !== null) clearTimeout(later);
    for (const type of SIGNS) window.removeEventListener(type, sign, { capture: true });
  };
}
