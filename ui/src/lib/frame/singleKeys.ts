import { preferences } from "../settings/preferences.svelte";

/** A letter, a digit or a sign by itself, at most with Shift, as it is drawn. */
const BARE = /^(?:⇧ )?[\w/?]$/;

/** Whether a key does something now: single ones can be switched off. */
export function works(keys: string): boolean {
  return preferences.singleKeys || !BARE.test(keys);
}

/** What `aria-keyshortcuts` says of keys with blanks between them: those that work. */
export function shortcuts(keys: string): string | undefined {
  return keys.split(" ").filter(works).join(" ") || undefined;
}

/** A key within a sentence; nothing where it does not work. */
export function hint(key: string): string {
  return works(key) ? ` (${key})` : "";
}
