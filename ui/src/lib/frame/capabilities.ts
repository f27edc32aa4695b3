import { desk } from "../desk.svelte";
import type { Capability, SessionState } from "../ipc/bindings";

export function missing(session: SessionState): readonly Capability[] {
  return session.phase === "signedIn" ? session.missing : [];
}

/** Whether the sign-in may book anything at all: doors or groups. */
export function mayBook(session: SessionState): boolean {
  const lacks = missing(session);
  return !(lacks.includes("bookDoors") && lacks.includes("bookGroups"));
}

/** Whether DoorFlow's groups were read: an account may have none. Where the sign-in may not read them, before the first reading, or where that failed, nothing is known of any. */
export function groupsRead(): boolean {
  const { doors, groups } = desk.places;
  if (missing(desk.session).includes("readGroups")) return false;
  const freshness = desk.status?.freshness;
  const failed = freshness?.kind === "troubled" && freshness.lists.includes("groups");
  return groups.length > 0 || (doors.length > 0 && !failed);
}

/** Whether the door log is read, so that who is here is known. */
export function watched(): boolean {
  return !missing(desk.session).includes("readEvents");
}
