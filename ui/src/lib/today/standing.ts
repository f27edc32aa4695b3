import { parseDate } from "../days";
import type { Moment, Presence, Visit, VisitState } from "../ipc/bindings";

/** How a visit stands: what is known of its visitor, of its doors, or of the visit itself. */
export type Standing = VisitState | Presence | "waiting";

/** `watched`: the door log is read, so that a visit that is under way is not taken for a visitor who is here. */
export function standingOf({ state, attendance, readiness }: Visit, watched: boolean): Standing {
  if (state !== "expected" && state !== "underWay" && state !== "over") return state;
  if (attendance) return attendance.presence;
  if (state === "over" || (state === "underWay" && !watched)) return state;
  return readiness === "ready" || readiness === "notKnown" ? "expected" : "waiting";
}

/** Whether its visitor can be let in: DoorFlow has it, and it is not over. */
export function isOn({ state }: Visit): boolean {
  return state === "expected" || state === "underWay";
}

/** Whether its visitor can have a badge: DoorFlow has it. */
export function hasBadge(visit: Visit): boolean {
  return isOn(visit) || visit.state === "over";
}

/** Whether it begins more than a day from now, too far ahead for its visitor to be checked in. Without a clock the desk alone knows. */
function isTooEarly({ start }: Visit, now: Moment | undefined): boolean {
  if (now === undefined) return false;
  // To the minute, and by UTC, whose days are all as long.
  const [day, minute] = [now.utc.slice(0, 10), now.utc.slice(10, 16)];
  return start.utc.slice(0, 16) > `${parseDate(day).add({ days: 1 }).toString()}${minute}`;
}

/** Whether its visitor can be checked in or out now: also of a visit that is over, which may have been forgotten. */
export function isMarkable(visit: Visit, now: Moment | undefined): boolean {
  return hasBadge(visit) && !isTooEarly(visit, now);
}
