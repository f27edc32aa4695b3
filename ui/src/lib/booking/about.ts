import type { About } from "../ipc/bindings";
import type { Chosen } from "./form.svelte";

/** Nobody to see, nothing to say. */
export const NOTHING: About = { hostId: null, host: "", purpose: "", note: "" };

/** The most characters of a purpose, and of a note. */
export const LONGEST = { purpose: 200, note: 2000 } as const;

/** Whether nothing was noted. */
export function isNothing({ host, purpose, note }: About): boolean {
  return host === "" && purpose.trim() === "" && note.trim() === "";
}

/** The host as the field shows them. */
export function hostOf({ hostId, host }: About): Chosen | null {
  if (hostId === null) return null;
  const names = host.split(/\s+/);
  const initials = [names[0], names.length > 1 ? names.at(-1) : ""].map((name) => name?.slice(0, 1) ?? "").join("");
  return { id: hostId, name: host, initials, line: "", bar: null };
}
