import type { Door, Moment, Visit } from "../ipc/bindings";
import { isOn } from "./standing";

/** A door that is offline matters to visits that begin so soon, in minutes. */
const SOON = 60;

/** So many doors are told in full: the board is to be seen, too. */
export const AWAY_SHOWN = 3;

/** Doors that are offline, each with the visits that need it within the hour and whose visitors have not come. */
export function doorsAway(visits: readonly Visit[], doors: readonly Door[], now: Moment): { door: Door; visits: Visit[] }[] {
  const soon = ({ start }: Visit) => start.date < now.date || (start.date === now.date && start.offset <= now.offset + SOON);
  const awaited = visits.filter((visit) => isOn(visit) && soon(visit) && visit.attendance?.presence !== "here" && visit.attendance?.presence !== "left");
  return doors
    .filter((door) => !door.online)
    .map((door) => ({ door, visits: awaited.filter((visit) => visit.doors.some(({ id }) => id === door.id)) }))
    .filter((away) => away.visits.length > 0);
}
