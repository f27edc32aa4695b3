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

/** Whether DoorFlow's groups were read: an account may have none. Where the sign-in may not read them, or before the first reading, nothing is known of any. */
export function groupsRead(): boolean {
  const { doors, groups } = desk.places;
  return !missing(desk.session).includes("readGroups") && doors.length + groups.length > 0;
}

/** Whether the door log is read, so that who is here is known. */
export function watched(): boolean {
  return !missing(desk.session).includes("readEvents");
}
