import { tick } from "svelte";
import { focusIsFree } from "./land";

/**
 * What goes takes the focus with it. Asked before that, in `$effect.pre`: where something in `root` has the focus and goes, what `next` then finds
 * gets it, unless something else has it by then.
 */
export function handOn(root: HTMLElement | undefined, next: () => { focus: () => void } | null | undefined): void {
  const focused = document.activeElement;
  if (focused === null || root?.contains(focused) !== true) return;
  void tick().then(() => {
    if (!focused.isConnected && focusIsFree()) next()?.focus();
  });
}
