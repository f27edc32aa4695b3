import { calendar, type CalendarView } from "../calendar/calendar.svelte";
import { desk } from "../desk.svelte";
import { lockNow } from "../lock/now";
import { preferences } from "../settings/preferences.svelte";
import { mayBook } from "./capabilities";
import { land } from "./land";
import { dispatchKey, isShortcut, isTyping, type KeyHandler } from "./keys";
import { parts } from "./parts.svelte";
import { undoing } from "./undoing.svelte";
import { view, type Page } from "./view.svelte";

const VIEWS: Partial<Record<string, CalendarView>> = { d: "day", w: "week", m: "month", o: "doors", a: "list" };
const PAGES: Partial<Record<string, Page>> = { 1: "today", 2: "calendar", 3: "people", 4: "import", 5: "history" };

/** The keys that work on every page; asked after those of what is open. */
export const everywhere: KeyHandler = (event) => {
  if (desk.session.phase !== "signedIn") return false;
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
    view.palette = true;
    return true;
  }
  if (event.key === "Escape" && view.drawer !== null && !event.isComposing) {
    void view.close();
    return true;
  }
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z") return !isTyping(event) && undoing.undo();
  if (!isShortcut(event)) return false;
  const page = PAGES[event.key];
  if (page) {
    void land(page);
    return true;
  }
  const shown = VIEWS[event.key.toLowerCase()];
  if (shown) {
    void land("calendar", () => { calendar.show(shown); });
    return true;
  }
  switch (event.key.toLowerCase()) {
    case "c":
      if (mayBook(desk.session)) view.book();
      return true;
    case "/":
      view.palette = true;
      return true;
    case "t":
      void land("today");
      return true;
    case "u":
      view.open({ kind: "outbox" });
      return true;
    case "?":
      view.keysHelp = true;
      return true;
    default:
      return false;
  }
};

/** The key that locks the desk, whatever is open. */
function locks(event: KeyboardEvent): boolean {
  return (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "l" && desk.session.phase === "signedIn";
}

/** Whether a key that is held down would press the button under it once more: whatever took its place meanwhile, as the yes of a question does. */
function pressesAgain(event: KeyboardEvent, target: Element | null): boolean {
  return event.repeat && (event.key === "Enter" || event.key === " ") && target?.closest("button") != null;
}

/**
 * Gives a key of the window to the handlers, unless the desk is locked, a dialog is open (it has its own) or single keys are switched off. A key that is held down
 * presses a button once, in a dialog too.
 */
export function takeKey(event: KeyboardEvent): void {
  const target = event.target instanceof Element ? event.target : null;
  if (pressesAgain(event, target)) {
    event.preventDefault();
    return;
  }
  if (desk.lock.locked) return;
  if (locks(event)) {
    event.preventDefault();
    // Without a PIN the page goes to where one is chosen: not behind a dialog.
    if (!event.repeat && (desk.lock.hasPin || !target?.closest("dialog[open]"))) void lockNow();
    return;
  }
  if (target?.closest("dialog[open]")) return;
  // What is pressed before the drawer that was asked for is there was meant for it, and for nothing behind it.
  if (view.drawer !== null && parts.later === null && event.key !== "Escape" && isShortcut(event)) {
    event.preventDefault();
    return;
  }
  const single = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (single && !preferences.singleKeys && !isTyping(event)) return;
  dispatchKey(event);
}
