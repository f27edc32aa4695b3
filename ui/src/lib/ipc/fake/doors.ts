import type { Place, Visit, VisitDoor } from "../bindings";
import { DOORS } from "./building";

/** Where a visit is. */
export function placeOf({ kind, doors, groups }: Visit): Place {
  if (kind === "reservation") return { kind: "doors", channelIds: doors.map((door) => door.id) };
  return { kind: "groups", groupIds: groups.map((group) => group.id) };
}

/** Doors of a visit, as far as the building lets them be as wanted. */
export function doorsOf(ids: number[], wanted: VisitDoor["readiness"]): VisitDoor[] {
  return DOORS.filter((door) => ids.includes(door.id)).map(({ id, name, online, failing }) => {
    const readiness = !online ? "offline" : failing ? "failing" : wanted;
    return { id, name, readiness };
  });
}

/** All doors together: the worst of them. */
export function worst(doors: VisitDoor[]): VisitDoor["readiness"] {
  const order: VisitDoor["readiness"][] = ["failing", "offline", "waiting", "notKnown"];
  return order.find((state) => doors.some((door) => door.readiness === state)) ?? (doors.length > 0 ? "ready" : "notKnown");
}
