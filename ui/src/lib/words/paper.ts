import type { Moment, RollCall, Visit } from "../ipc/bindings";
import type { Sheet } from "../paper/paper.svelte";
import { standingOf } from "../today/standing";
import { together } from "./booking";
import { say } from "./clock";
import { endsWith, longDate, shortDate } from "./dates";
import { standingText } from "./frame";
import { arrivalNote } from "./today";

export const paperWords = {
  badge: "Badge",
  badgeKey: "B",
  history: "History of visits",
  print: "Print",
  printing: "The system’s print dialog opens.",
  close: "Close",
  visitor: "Visitor",
  pin: "Your PIN",
  time: "Time",
  doors: "Doors",
  state: "State",
  signature: "Signature",
  noVisits: "No visits.",
  name: "Name",
  since: "Here since",
  where: "Last seen at",
  until: "Until",
  safe: "Seen",
  nobody: "Nobody is here, as far as is known.",
  unwatched: "This sign-in may not read the door log: shown are those checked in by hand, and those whose visit is under way.",
  notKnown: "not known",
  notSeen: "not seen at a door",
  noRollCall: "Nothing newer than a day is kept here, so it cannot be told who was here last. Sign in to see who is here now.",
  showRollCall: "Show who was here last",
  rollCallNote: "For an emergency: what this computer kept within the last day, without the network and without signing in.",
} as const;

/** What a roll call lacks while the door log was not read lately. */
export function unreadNote(since: Moment, date: string): string {
  return `The door log was last read at ${timeOn(since, date)}. Who has come since is not known, so those whose visit is under way are shown as well.`;
}

/** What a roll call lacks where what was said by hand is lost. */
export function begunAnewNote(at: Moment, date: string): string {
  return `What was noted on this computer before ${timeOn(at, date)} is lost, and with it who was checked in or out here: those whose visit is under way are shown as well.`;
}

/** What a roll call lacks where a run worked in memory in place of what this computer keeps. */
export function unkeptNote(until: Moment, date: string): string {
  return `Up to ${timeOn(until, date)}, Lobby’s file on this computer could not be opened, so who was checked in or out here is not all known: those whose visit is under way are shown as well.`;
}

/** What a roll call lacks while doors have not reported yet. */
export function silentNote(doors: readonly string[]): string {
  const they = doors.length === 1 ? "it has not reported yet: those whose visit is under way and who may use it" : "they have not reported yet: those whose visit is under way and who may use them";
  return `${together(doors)} may have let in people ${they} are shown as well.`;
}

/** What a sheet is called. */
export function sheetTitle(sheet: Sheet): string {
  switch (sheet.kind) {
    case "badge":
      return `Badge of ${sheet.visit.name}`;
    case "day":
      return `Visits of ${longDate(sheet.date)}`;
    case "pin":
      return `PIN of ${sheet.name}`;
    case "rollCall":
      return sheet.call.live ? "Who is here" : "Who was here";
    case "history":
      return paperWords.history;
  }
}

/** Until when it is good, and how many are on it. */
export function rollCallNote({ taken, live, people }: RollCall): string {
  const when = `${longDate(taken.date)}, ${say(taken.time)}`;
  const count = people.length === 1 ? "1 visitor" : `${String(people.length)} visitors`;
  return live ? `${count}, ${when}` : `${count} on ${when}, as this computer kept it. Who came or went since is not on it.`;
}

/** `10:42`, with the day where it is not `date`; the midnight that ends `date` is `24:00`. */
export function timeOn(at: Moment, date: string): string {
  if (at.date === date) return say(at.time);
  return endsWith(date, at) ? say("24:00") : `${shortDate(at.date)} ${say(at.time)}`;
}

/** How a visit of the day sheet stands. */
export function sheetState(visit: Visit, watched: boolean): string {
  const note = arrivalNote(visit);
  const state = standingText(standingOf(visit, watched), visit.attendance?.at);
  return note === "" ? state : `${state} (${note})`;
}

/** `Printed Thursday 22 October 2026, 10:42`. */
export function printedAt(date: string, time: string): string {
  return `As of ${longDate(date)}, ${say(time)}`;
}
