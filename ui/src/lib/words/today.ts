import type { Visit, VisitDoor } from "../ipc/bindings";
import type { Count } from "../today/board";
import { say, spoken } from "./clock";
import { endsWith, longDate, range, shortDate } from "./dates";
import { standingOf } from "../today/standing";
import { standingText } from "./frame";

const COUNTS: Record<Exclude<Count, "needsYou">, string> = { expected: "expected", here: "here now", left: "left or no-show" };

/** What stands behind the figure of a count. */
export function countName(count: Count, figure: number): string {
  if (count !== "needsYou") return COUNTS[count];
  return figure === 1 ? "needs you" : "need you";
}

export const today = {
  counts: "Show only",
  board: (date: string) => `Visits of ${longDate(date)}`,
  time: "Time",
  visitor: "Visitor",
  where: "Doors",
  ready: "Doors ready",
  state: "State",
  action: "Action",
  now: (time: string) => `Now ${say(time)}`,
  open: "Open",
  cancel: "Cancel",
  seeWhy: "See why",
  letIn: "Let in",
  choose: (name: string) => `Choose ${name}`,
  hint: "↑ ↓ move · Enter open · L let in · H check in · Shift H check out · Space choose · E extend or move · X cancel · ? all keys",
  hintNoLetters: "↑ ↓ move · Enter open",
  reading: "Reading the day’s visits…",
  again: "Try again",
  emptyFilter: "None of today’s visits are in this count.",
  showAll: "Show all of today",
  empty: "No visits today. Those booked here or in DoorFlow appear on this board by themselves.",
  mayNot: "This sign-in may not read reservations, so the day is not known here.",
  blind: (key: string) => `This sign-in may not read the door log, so nobody is seen to come: check visitors in by hand${key}.`,
};

/** What of the day is printed. */
export const sheets = { day: "Day sheet", rollCall: "Roll call" };

/** Checking in and out by hand. */
export const attendWords = {
  bar: "Chosen visitors",
  chosen: (count: number) => `${String(count)} chosen`,
  in: "Check in",
  out: "Check out",
  none: "Choose none",
  undone: "Taken back.",
  cannot: "Only a visit that DoorFlow has can be checked in or out.",
  tooEarly: "Too early, so nothing was changed: a visitor is checked in from a day before the visit on.",
};

/** `Linh Nguyễn is checked in.`, `3 visitors are checked out.` */
export function marked(visits: readonly Visit[], here: boolean): string {
  const who = visits.length === 1 ? `${visits[0]?.name ?? ""} is` : `${String(visits.length)} visitors are`;
  return `${who} checked ${here ? "in" : "out"}.`;
}

/** What a door has just said of a visitor, for the ear. */
export function arrived({ name, attendance }: Visit): string {
  if (attendance?.presence !== "rejected") return `${name} is here: ${attendance?.door ?? ""}.`;
  return `${name} was turned away at ${attendance.door}: ${attendance.said}.`;
}

/** What is to be known of an arrival beside its time: `12 min early`, by hand, or why a door stayed shut. */
export function arrivalNote({ attendance }: Visit): string {
  if (!attendance) return "";
  const { presence, late, byHand, door, said } = attendance;
  if (presence === "rejected") return `${door}: ${said}`;
  const minutes = late ?? 0;
  const parts = Math.abs(minutes) < 5 ? [] : [`${String(Math.abs(minutes))} min ${minutes < 0 ? "early" : "late"}`];
  if (byHand) parts.push("by hand");
  return parts.join(", ");
}

/** `09:00–17:00`, or what of a visit of several days this day needs: `until Fri 23 Oct 18:00`. */
export function hours(visit: Visit, date: string): string {
  const { start, end } = visit;
  const tonight = endsWith(date, end);
  if (start.date === date && (end.date === date || tonight)) return range(start, end);
  const until = tonight ? `until ${say("24:00")}` : end.date === date ? `until ${say(end.time)}` : `until ${shortDate(end.date)} ${say(end.time)}`;
  return start.date === date ? `${say(start.time)} ${until}` : until;
}

/** Whom a visitor comes to see. */
export function hostIs(name: string): string {
  return `Host: ${name}`;
}

/** The line below a visitor's name: where they are from, and whom they come to see. */
export function underName({ line, host }: Visit): string {
  return [line, host === "" ? "" : hostIs(host)].filter((part) => part !== "").join(" · ");
}

/** Names of the doors or groups. */
export function places(visit: Visit): string {
  const names = visit.kind === "groupReservation" ? visit.groups : visit.doors;
  return names.map((place) => place.name).join(", ");
}

function named(doors: readonly VisitDoor[], readiness: VisitDoor["readiness"]): string {
  return doors.filter((door) => door.readiness === readiness).map((door) => door.name).join(", ");
}

/** What its doors know of a visit, the trouble first; empty where there is nothing to say. */
export function doorsReady(visit: Visit): string {
  // Which doors a group opens is DoorFlow's to know.
  if (visit.kind === "groupReservation") return "";
  if (visit.state === "over" || visit.state === "notBooked" || visit.state === "cancelling") return "";
  switch (visit.readiness) {
    case "ready":
      return "all ready";
    case "offline":
      return `${named(visit.doors, "offline")} offline`;
    case "failing":
      return `${named(visit.doors, "failing")} does not take changes`;
    case "waiting":
      return `waiting: ${named(visit.doors, "waiting")}`;
    case "notKnown":
      return "not known";
  }
}

/** A row as a screen reader says it. */
export function rowName(visit: Visit, date: string, watched: boolean): string {
  const ready = doorsReady(visit);
  const parts = [visit.name, visit.host === "" ? "" : `host ${visit.host}`, spoken(hours(visit, date)), places(visit)];
  if (ready !== "") parts.push(`doors: ${ready}`);
  parts.push(standingText(standingOf(visit, watched), visit.attendance?.at), arrivalNote(visit));
  return parts.filter((part) => part !== "").join(", ");
}
