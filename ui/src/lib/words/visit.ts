import type { Cancelling, LetInOutcome, Moment, Readiness, Reason, Undone, Visit, VisitState } from "../ipc/bindings";
import { hint } from "../frame/singleKeys";
import { fieldDate, itemWhen, together } from "./booking";
import { say, sayRange } from "./clock";
import { lastDay, longDate } from "./dates";

/** What happened to a visit that needs somebody, and what is safe. */
export const troubleText: Partial<Record<VisitState, string>> = {
  unknown: "Checking with DoorFlow… It was sent, but no answer came: it may or may not be booked. Booking it again now may make the visit twice.",
  moving: "Another visit is being booked in its place. This one stays until DoorFlow has the new one.",
  notBooked: "DoorFlow does not have this visit: it was refused or never got there, and no door will open for it. It is safe to book it again.",
};

const BEING_CANCELLED = "Saved here: the visit is being cancelled.";
const LOOKED_FOR = "No answer came. The cancelling is kept here: Lobby looks whether it was done, and if not, sends it again.";

/** What a cancelling that is kept waits for. */
const KEPT: Record<Reason, string> = {
  none: BEING_CANCELLED,
  offline: "DoorFlow cannot be reached. The cancelling is kept here and will be sent by itself.",
  busy: "DoorFlow asks to wait a little. The cancelling is kept here and will be sent by itself.",
  unwritable: "This computer cannot write its files. The cancelling is kept here and will be sent by itself once it can; until then doors open for the visit. Tell whoever looks after this computer.",
  signedOut: "The cancelling is kept here and will be sent once somebody has signed in to this account again.",
  answerLost: LOOKED_FOR,
  closed: LOOKED_FOR,
  notThere: BEING_CANCELLED,
  startPassed: BEING_CANCELLED,
  several: BEING_CANCELLED,
  differs: BEING_CANCELLED,
  old: BEING_CANCELLED,
  restored: BEING_CANCELLED,
  detailsGone: BEING_CANCELLED,
  refused: BEING_CANCELLED,
  tooLate: BEING_CANCELLED,
  waitsForBooking: "It is not known yet whether this visit was booked. The cancelling is kept here, and goes on once that is known.",
  other: BEING_CANCELLED,
};

/** What becomes of a cancelling that could not be done at once. */
export function cancelKept(reason: Reason): string {
  return KEPT[reason];
}

/** What came of taking back that a visit was cancelled, alone or with others of its series, and what of it is not as it was. */
export function undoneText({ stand, again, refused, withoutPin }: Undone, visit: Visit, several: boolean): string {
  const one = `${visit.name}, ${itemWhen(visit)}`;
  const some = (count: number): string => `${count === 1 ? "1 visit" : `${String(count)} visits`} of the series of ${visit.name}`;
  const rest = refused === 0 ? "" : ` ${String(refused)} of ${String(stand + again + refused)} could not be booked again.`;
  if (again === 0) return `Not cancelled: ${several ? `${some(stand)} ${stand === 1 ? "stands as it was" : "stand as they were"}` : `${one}, stands as it was`}.${rest}`;
  const booked = `Booked again: ${several ? some(again) : one}.`;
  return `${withoutPin ? `${booked} The PIN was taken back meanwhile: give a new one${hint("I")}.` : booked}${rest}`;
}

/** Why a visit cannot have other times now; empty when it can. */
export function notMovable(state: VisitState): string {
  switch (state) {
    case "expected":
    case "underWay":
      return "";
    case "over":
      return "This visit is over: book it again instead.";
    case "cancelling":
      return "This visit is being cancelled: its times cannot be changed.";
    case "moving":
      return "This visit is being moved already: wait until that is done.";
    case "pending":
      return "DoorFlow does not have this visit yet: its times can be changed once it does.";
    case "unknown":
      return "It is not known yet whether this visit was booked: its times can be changed once that is known.";
    case "notBooked":
      return "This visit was not booked: book it again at other times instead.";
  }
}

/** Whether one door has what the visit needs; without the right to sync, a door is told only when somebody else does it. */
export function readinessText(readiness: Readiness, maySync: boolean): string {
  switch (readiness) {
    case "ready":
      return "ready";
    case "waiting":
      return maySync ? "being updated" : "not told yet";
    case "offline":
      return "offline";
    case "failing":
      return "its last update failed";
    case "notKnown":
      return "not known";
  }
}

/** What stands between an accepted visit and its doors, each door by name, and what is to be done about it. */
export function doorsText(visit: Visit, maySync: boolean): string[] {
  const named = (readiness: Readiness): string[] => visit.doors.filter((door) => door.readiness === readiness).map((door) => door.name);
  const [waiting, offline, failing] = [named("waiting"), named("offline"), named("failing")];
  if (visit.doors.length > 0 && visit.doors.every((door) => door.readiness === "ready")) return ["Accepted by DoorFlow, and every door has it."];
  const said = ["Accepted by DoorFlow."];
  if (waiting.length > 0) {
    said.push(
      maySync
        ? `Doors being updated: ${together(waiting)}.`
        : `Not told yet: ${together(waiting)}. This sign-in may not tell the doors: somebody must start a sync in DoorFlow.`,
    );
  }
  if (offline.length > 0) {
    said.push(
      `${together(offline)} ${offline.length === 1 ? "is offline and takes it by itself when it is back" : "are offline and take it by themselves when they are back"}.`,
    );
  }
  if (failing.length > 0) {
    said.push(`${together(failing)} ${failing.length === 1 ? "fails" : "fail"} to take changes: tell whoever looks after the doors.`);
  }
  return said;
}

/** Letting a visitor in. */
export const letInWords = {
  title: (name: string) => `Let ${name} in by`,
  here: "Open",
  door: "Door",
  asking: (door: string) => `Asking ${door}…`,
  notAsked: (door: string) => `${door} was not asked.`,
};

/** What became of letting somebody in. */
export function letInText(outcome: LetInOutcome, name: string, door: string, time: string): string {
  switch (outcome) {
    case "admitted":
      return `${door} opened for ${name} at ${say(time)}.`;
    case "denied":
      return `${door} refused to let ${name} in.`;
    case "barred":
      return `DoorFlow does not let ${name} through ${door} now. The door was not asked.`;
    case "offline":
      return `${door} is offline and did not open.`;
    case "timeout":
      return `${door} did not answer within two minutes. Look whether it opened.`;
    case "alreadyAsked":
      return `${door} is being asked already to let ${name} in: its answer is on the way.`;
    case "notKnown":
      return `No answer came from DoorFlow. ${door} may have opened: look before you ask again.`;
  }
}

/** The words of a PIN. */
export const pinWords = {
  show: "Show PIN",
  hide: "Hide",
  copy: "Copy",
  copied: "PIN copied.",
  notCopied: "The PIN could not be copied: read it out instead.",
  reading: "Reading…",
  shown: "The PIN is shown.",
  none: "This visitor has no PIN.",
  give: "Give a PIN",
  mail: "Mail it",
  text: "Text it",
  subject: "Your PIN",
  noProgram: "No program on this computer opens this. Read the PIN out, or copy it.",
  prepared: "The message is prepared in this computer’s own program: send it there.",
} as const;

/** What a visitor is written, for a person to look over and send. */
export function pinMessage(name: string, digits: string, account: string): string {
  return `Hello ${name},\n\nyour PIN for the doors${account === "" ? "" : ` at ${account}`} is ${digits}.\nPlease keep it to yourself.`;
}

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
  pin: "PIN",
  number: "Number in DoorFlow",
  groupDoors: "DoorFlow tells the doors of a group; which they are is not known here.",
  openPerson: "Show the person",
  cancel: "Cancel visit",
  cancelKey: "X",
  again: "Book again",
  againKey: "R",
  move: "Extend or move",
  moveKey: "E",
  letIn: "Let in",
  letInKey: "L",
  checkIn: "Check in",
  checkOut: "Check out",
  arrivals: "At the doors",
  noArrivals: "Nothing yet.",
  blind: "This sign-in may not read the door log.",
  notOn: "Only the visitor of a visit that DoorFlow has and that is not over can be let in.",
  mayNotAdmit: "This sign-in may not let visitors in. Ask whoever looks after DoorFlow to allow it, then sign in again.",
  dismiss: "Dismiss",
  confirm: (visit: Visit) => `Cancel the visit of ${visit.name}, ${itemWhen(visit)}?`,
  confirmUnderWay: "It is under way: the doors stop opening once they have been told.",
  confirmYes: "Yes, cancel it",
  confirmNo: "Keep it",
  working: "Saving…",
  cancelled: "Cancelled: DoorFlow no longer has this visit.",
  cancelledVisit: (visit: Visit, outcome: Cancelling) =>
    outcome.kind === "kept" ? `Being cancelled: ${visit.name}, ${itemWhen(visit)}. ${cancelKept(outcome.reason)}` : `Cancelled: ${visit.name}, ${itemWhen(visit)}.`,
  cancelledStays: "Cancelled: the doors stop opening once they have been told.",
  replaced: "This visit was being moved, and is gone: the calendar shows what DoorFlow has in its place.",
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
  const last = lastDay(visit.start, visit.end);
  return last === visit.start.date ? longDate(visit.start.date) : `${longDate(visit.start.date)} to ${longDate(last)}`;
}

/** `09:00–17:00`; the end of a day is 24:00. */
export function visitTimes(visit: Visit): string {
  const closes = lastDay(visit.start, visit.end) !== visit.end.date;
  return sayRange(visit.start.time, closes ? "24:00" : visit.end.time);
}

/** `19 Nov, 10:42`; today's time alone. */
export function stamp(moment: Moment, today: string | undefined): string {
  return moment.date === today ? say(moment.time) : `${fieldDate(moment.date, today ?? moment.date)}, ${say(moment.time)}`;
}
