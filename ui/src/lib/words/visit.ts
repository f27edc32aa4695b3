import { parseDate } from "@internationalized/date";
import type { Moment, Readiness, Visit, VisitState } from "../ipc/bindings";
import { fieldDate, itemWhen } from "./booking";
import { longDate } from "./dates";

/** What happened to a visit that needs somebody, and what is safe. */
export const troubleText: Partial<Record<VisitState, string>> = {
  unknown: "It was sent, but no answer came: it may or may not be booked. Lobby looks again at each update. Book again only when it is not in DoorFlow, or the visit may be made twice.",
  notBooked: "DoorFlow does not have this visit: it was refused or never got there, and no door will open for it. It is safe to book it again.",
};

/** Whether one door has what the visit needs. */
export const readinessText: Record<Readiness, string> = {
  ready: "ready",
  waiting: "not told yet",
  offline: "offline; gets it when it returns",
  failing: "its last sync failed",
  notKnown: "not known",
};

/** The words of the visit drawer. */
export const visitWords = {
  title: (visit: Visit) => `Visit of ${visit.name}`,
  titleUnread: "Visit",
  reading: "Reading the visit…",
  who: "Who",
  when: "When",
  where: "Where",
  state: "State",
  created: "Booked",
  saved: "Saved here",
  number: "Number in DoorFlow",
  groupDoors: "DoorFlow tells the doors of a group; which they are is not known here.",
  openPerson: "Show the person",
  cancel: "Cancel visit",
  cancelKey: "X",
  again: "Book again",
  againKey: "R",
  dismiss: "Dismiss",
  confirm: (visit: Visit) => `Cancel the visit of ${visit.name}, ${itemWhen(visit)}?`,
  confirmUnderWay: "It is under way: the doors stop opening once they have been told.",
  confirmYes: "Yes, cancel it",
  confirmNo: "Keep it",
  working: "Saving…",
  cancelSaved: "Saved here: the visit is being cancelled.",
  cancelled: "Cancelled: DoorFlow no longer has this visit.",
  gone: "This visit is gone: it was cancelled, or removed in DoorFlow.",
  notCancellable: "This visit cannot be cancelled now.",
  dismissed: "Taken off the calendar.",
  read: (time: string) => `Read from DoorFlow at ${time}.`,
  asKnown: "As last read from DoorFlow.",
  close: "Close",
  escape: "Esc",
  retry: "Try again",
} as const;

/** `Thursday 19 November 2026`, or both days of a longer visit. */
export function visitDays(visit: Visit): string {
  const last = visit.end.time.startsWith("00:00") && visit.end.date > visit.start.date ? dayBefore(visit.end.date) : visit.end.date;
  return last === visit.start.date ? longDate(visit.start.date) : `${longDate(visit.start.date)} to ${longDate(last)}`;
}

/** `09:00–17:00`; the end of a day is 24:00. */
export function visitTimes(visit: Visit): string {
  const closes = visit.end.time.startsWith("00:00") && visit.end.date > visit.start.date;
  return `${visit.start.time}–${closes ? "24:00" : visit.end.time}`;
}

function dayBefore(date: string): string {
  return parseDate(date).subtract({ days: 1 }).toString();
}

/** `19 Nov, 10:42`; today's time alone. */
export function stamp(moment: Moment, today: string | undefined): string {
  return moment.date === today ? moment.time : `${fieldDate(moment.date, today ?? moment.date)}, ${moment.time}`;
}
