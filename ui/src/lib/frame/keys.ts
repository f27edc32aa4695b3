/** Answers true when it took the key; then nobody else is asked and the browser does nothing. */
export type KeyHandler = (event: KeyboardEvent) => boolean;

const handlers: KeyHandler[] = [];

/** Adds a handler that is asked before all earlier ones; returns the call that removes it. */
export function pushKeys(handler: KeyHandler): () => void {
  handlers.push(handler);
  return () => {
    const at = handlers.lastIndexOf(handler);
    if (at >= 0) handlers.splice(at, 1);
  };
}

/** Whether the event comes from a place where letters are text. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement | null;
  return target?.closest("input, textarea, select, [contenteditable], [role=combobox], [role=spinbutton]") != null;
}

/** A bare letter or sign: no modifier held, nobody typing, no input method composing. */
export function isShortcut(event: KeyboardEvent): boolean {
  return !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing && !isTyping(event);
}

/** The drawer around `inside` has the focus, or nothing has: a key pressed on a visit of the page is that one's. */
export function isForDrawer({ target }: Pick<Event, "target">, inside: HTMLElement | undefined): boolean {
  return target === document.body || (inside?.closest(".drawer")?.contains(target as Node) ?? false);
}

/** Gives the event to the handlers, newest first. */
export function dispatchKey(event: KeyboardEvent): void {
  if (event.defaultPrevented) return;
  for (const handler of [...handlers].reverse()) {
    if (handler(event)) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
  }
}
