import type { Presence, Visit } from "../ipc/bindings";

/** Whether a visit's doors matter still: somebody may yet stand before them, and it is doors that it names. */
export function doorsMatter(visit: Visit): boolean {
  return visit.kind === "reservation" && (visit.state === "expected" || visit.state === "underWay");
}

/** What is known of the visitor of a visit that DoorFlow has; null where nothing is. */
export function presenceOf({ state, attendance }: Visit): Presence | null {
  return state === "expected" || state === "underWay" || state === "over" ? (attendance?.presence ?? null) : null;
}

/** The classes that tell a visit's state, its kind, its doors. A visit that is under way is no visitor who is here. */
export function stateOf(visit: Visit): string {
  const group = visit.kind === "groupReservation" ? " group" : "";
  const ready = doorsMatter(visit) && visit.readiness === "ready" ? " doorsReady" : "";
  return `${presenceOf(visit) === "here" ? "here" : visit.state}${group}${ready}`;
}

/** The classes that draw a visit. */
export function lookOf(visit: Visit): string {
  return `cal-visit ${stateOf(visit)}`;
}
