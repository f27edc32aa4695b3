import type { Presence, Visit, VisitState } from "../ipc/bindings";

/** How a visit stands: what is known of its visitor, of its doors, or of the visit itself. */
export type Standing = VisitState | Presence | "waiting";

/** `watched`: the door log is read, so that a visit that is under way is not taken for a visitor who is here. */
export function standingOf({ state, attendance, readiness }: Visit, watched: boolean): Standing {
  if (state !== "expected" && state !== "underWay" && state !== "over") return state;
  if (attendance) return attendance.presence;
  if (state === "over" || (state === "underWay" && !watched)) return state;
  return readiness === "ready" || readiness === "notKnown" ? "expected" : "waiting";
}

/** Whether its visitor can be let in, and checked in: DoorFlow has it, and it is not over. */
export function isOn({ state }: Visit): boolean {
  return state === "expected" || state === "underWay";
}

/** Whether its visitor can be checked in or out: also of a visit that is over, which may have been forgotten. */
export function isMarkable(visit: Visit): boolean {
  return isOn(visit) || visit.state === "over";
}
