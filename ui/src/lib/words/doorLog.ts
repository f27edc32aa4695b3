import type { DoorEvent, DoorLogPage, DoorOutcome } from "../ipc/bindings";
import { say } from "./clock";
import { shortDate } from "./dates";
import { figure } from "./frame";

/** What a door did. */
export const outcomeName: Record<DoorOutcome, string> = {
  letIn: "Let in",
  turnedAway: "Turned away",
  other: "Other",
};

export const doorLogWords = {
  list: "Door log",
  columns: { when: "Time", who: "Person", door: "Door", what: "Outcome", said: "What the door said" },
  reading: "Reading…",
  nobody: "Not known",
  count: (total: number) => (total === 1 ? "1 event" : `${figure(total)} events`),
  none: "No door has reported anything in these days.",
  noneLeft: "No event fits all of these. Take one of them away.",
  stop: "Stop",
  readOn: "Read on",
  retry: "Try again",
  again: "Read again",
  blind: "This sign-in may not read the door log. Ask whoever looks after DoorFlow for the right to read access events, then sign in again.",
} as const;

/** How much was looked at, of how many where DoorFlow says so. */
export function progress(part: DoorLogPage | null): string {
  if (part === null) return "";
  return part.of === null || part.of <= part.read ? `${figure(part.read)} read` : `${figure(part.read)} of ${figure(part.of)} read`;
}

/** Up to when the list goes, where the days that were asked for go on: up to `last`, or without an end. */
export function readUpTo(part: DoorLogPage | null, last: string | null, today: string): string {
  if (part === null) return "";
  const { date, time } = part.readAt;
  const when = date === today ? say(time) : `${shortDate(date)} ${say(time)}`;
  return last !== null && last < date ? "" : `Read at ${when}; what doors reported since is not in the list.`;
}

/** From when to when the list goes, and what is not in it. */
export function reach(part: DoorLogPage | null, busy: boolean): string {
  if (part === null) return "Read from DoorFlow, which keeps 90 days. Nothing of it is kept on this computer.";
  const said: string[] = [];
  const { nothingBefore, nothingAfter } = part;
  if (nothingBefore !== null && !busy) said.push(`Read back to ${shortDate(nothingBefore.date)} ${say(nothingBefore.time)}; what came before is not in the list.`);
  if (nothingAfter !== null && !busy) said.push(`Read up to ${shortDate(nothingAfter.date)} ${say(nothingAfter.time)}; what came after is not in the list.`);
  if (part.complete && said.length > 0) said.push("Choose fewer days to see the rest.");
  if (part.unreadable > 0) said.push(part.unreadable === 1 ? "1 event could not be read." : `${figure(part.unreadable)} events could not be read.`);
  said.push(`From DoorFlow, which keeps 90 days: since ${shortDate(part.since.date)} ${say(part.since.time)}. Nothing of it is kept on this computer.`);
  return said.join(" ");
}

/** `Thu 19 Nov 2026`. */
export function eventDay({ at }: DoorEvent): string {
  return `${shortDate(at.date)} ${at.date.slice(0, 4)}`;
}

/** A row as a screen reader says it. */
export function eventName(event: DoorEvent): string {
  const who = event.name === "" ? doorLogWords.nobody : event.name;
  const parts = [who, outcomeName[event.outcome], event.door, eventDay(event), say(event.at.time), event.said];
  return parts.filter((part) => part !== "").join(", ");
}
