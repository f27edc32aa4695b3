import { ownTimes } from "../booking/start";
import { isShortcut } from "../frame/keys";
import { view } from "../frame/view.svelte";
import type { Visit } from "../ipc/bindings";
import { preferences } from "../settings/preferences.svelte";
import { attend } from "../today/attend";
import { bookAgain } from "../visit/again";
import { askedBy } from "../visit/asks";
import { shifted, type Way } from "../visit/shift";
import type { CalendarView } from "./calendar.svelte";

const WAYS: Record<CalendarView, Way> = { day: "down", week: "down", list: "down", doors: "along", month: "weeks" };

/** Does what a letter asks of the visit that it is pressed on; answers whether it did. */
export function letterOn(event: KeyboardEvent, visit: Visit): boolean {
  const asking = askedBy(event);
  if (asking !== null) {
    view.open({ kind: "visit", key: visit.key, asking });
    return true;
  }
  if (!preferences.singleKeys || !isShortcut(event)) return false;
  switch (event.key.toLowerCase()) {
    case "h":
      if (!event.repeat) void attend([visit], !event.shiftKey);
      return true;
    case "r":
      void bookAgain(visit.key);
      return true;
    default:
      return false;
  }
}

/** Asks for other times for the visit that an arrow is pressed on with Alt; answers whether it did. */
export function shiftOn(event: KeyboardEvent, visit: Visit, shown: CalendarView): boolean {
  const times = shifted(event, ownTimes(visit), WAYS[shown]);
  if (times === null) return false;
  view.open({ kind: "visit", key: visit.key, times });
  return true;
}
