import { isShortcut } from "../frame/keys";
import type { Asking } from "../frame/view.svelte";
import { preferences } from "../settings/preferences.svelte";

/** What a letter asks of the visit that it is pressed on; null for any other key. */
export function askedBy(event: KeyboardEvent): Asking | null {
  if (!preferences.singleKeys || !isShortcut(event)) return null;
  switch (event.key.toLowerCase()) {
    case "x":
      return "cancel";
    case "e":
      return event.shiftKey ? "shorten" : "extend";
    case "l":
      return "letIn";
    default:
      return null;
  }
}
