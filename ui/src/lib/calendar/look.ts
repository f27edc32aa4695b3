import type { Visit } from "../ipc/bindings";

/** Whether a visit's doors matter still: somebody may yet stand before them, and it is doors that it names. */
export function doorsMatter(visit: Visit): boolean {
  return visit.kind === "reservation" && (visit.state === "expected" || visit.state === "underWay");
}

/** The classes that tell a visit's state, its kind, its doors. */
export function stateOf(visit: Visit): string {
  const group = visit.kind === "groupReservation" ? " group" : "";
  const ready = doorsMatter(visit) && visit.readiness === "ready" ? " doorsReady" : "";
  return `${visit.state}${group}${ready}`;
}

/** The classes that draw a visit. */
export function lookOf(visit: Visit): string {
  return `cal-visit ${stateOf(visit)}`;
}
