import type { DoorEvent, DoorLogAsk, DoorLogPage, Moment, Visit } from "../bindings";
import { instantOf, moment } from "./wall";

/** What the doors reported of who came for a visit: at its first door, once turned away and then let in. */
function eventsOf({ attendance, doors, name, personId, start }: Visit): DoorEvent[] {
  const door = doors[0];
  if (door === undefined || (attendance?.presence !== "here" && attendance?.presence !== "left")) return [];
  const came = instantOf(start) + (attendance.late ?? 0) * 60_000;
  const event = { door: door.name, person: personId, name, known: true };
  return [
    { ...event, id: came / 1000, at: moment(came), outcome: "letIn", said: "Admitted" },
    { ...event, id: came / 1000 - 30, at: moment(came - 30_000), outcome: "turnedAway", said: "PIN not known" },
  ];
}

/** What of the doors' reports answers a question. */
export function doorLogOf(visits: readonly Visit[], ask: DoorLogAsk, offset: number, limit: number, readAt: Moment): DoorLogPage {
  const all = visits
    .filter(({ doors }) => ask.doors.length === 0 || doors.some((door) => ask.doors.includes(door.id)))
    .flatMap(eventsOf)
    .filter(({ at, person }) => (ask.last === null || at.date <= ask.last) && (ask.first === null || at.date >= ask.first) && (ask.person === null || ask.person === person))
    .sort((a, b) => instantOf(b.at) - instantOf(a.at));
  const shown = all.filter(({ outcome }) => ask.outcomes.length === 0 || ask.outcomes.includes(outcome));
  return {
    reading: 1,
    total: shown.length,
    counts: [...new Set(all.map(({ outcome }) => outcome))].sort().map((outcome) => ({ outcome, count: all.filter((event) => event.outcome === outcome).length })),
    read: all.length,
    of: all.length,
    unreadable: 0,
    complete: true,
    readAt,
    since: moment(0),
    nothingBefore: null,
    nothingAfter: null,
    events: shown.slice(offset, offset + limit),
  };
}
