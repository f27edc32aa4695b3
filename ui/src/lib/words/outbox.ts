import type { EntryKind, EntryStep, OutboxEntry, Reason, Standing } from "../ipc/bindings";
import { itemWhen } from "./booking";
import { figure } from "./frame";
import { credentialName } from "./person";

/** How far it is, as the beginning of what is said of an entry. */
const STATES: Record<EntryKind, Record<Standing, string>> = {
  book: {
    queued: "Saved here, not sent yet.",
    inFlight: "Being sent to DoorFlow.",
    unknown: "Checking with DoorFlow…",
    rejected: "Nothing was booked.",
    notBooked: "Not booked.",
    needsYou: "Needs you.",
  },
  cancel: {
    queued: "To be cancelled; saved here, not sent yet.",
    inFlight: "Being cancelled in DoorFlow.",
    unknown: "Checking with DoorFlow whether it is cancelled…",
    rejected: "Not cancelled: the visit stands.",
    notBooked: "Not cancelled: the visit stands.",
    needsYou: "The cancelling needs you.",
  },
  replace: {
    queued: "The new visit is booked; the old one is still to be deleted.",
    inFlight: "The new visit is booked; the old one is being deleted in DoorFlow.",
    unknown: "The new visit is booked; checking with DoorFlow whether the old one is gone…",
    rejected: "Not deleted: the old visit stands beside the new one.",
    notBooked: "The old visit was not deleted: both stand.",
    needsYou: "Before the old visit is deleted, this needs you.",
  },
  person: {
    queued: "A new visitor; saved here, not sent yet.",
    inFlight: "The new visitor is being added in DoorFlow.",
    unknown: "Checking with DoorFlow whether the new visitor is there…",
    rejected: "The new visitor was not added, and nothing was booked.",
    notBooked: "The new visitor is not in DoorFlow, and nothing was booked.",
    needsYou: "The new visitor needs you.",
  },
  pin: {
    queued: "A PIN; saved here, not asked for yet.",
    inFlight: "DoorFlow is being asked for a PIN.",
    unknown: "Checking with DoorFlow whether there is a PIN…",
    rejected: "No PIN was given.",
    notBooked: "No PIN was asked for.",
    needsYou: "The PIN needs you.",
  },
  leave: {
    queued: "The visit is over; the PIN is yet to be taken back.",
    inFlight: "The visit is over; the PIN is being taken back.",
    unknown: "The visit is over; checking that the PIN is taken back…",
    rejected: "The visit is over, but the PIN was not taken back.",
    notBooked: "The visit is over, and the PIN was not taken back.",
    needsYou: "The visit is over: take the PIN back in DoorFlow.",
  },
  revoke: {
    queued: "To be revoked; saved here, not sent yet.",
    inFlight: "Being revoked in DoorFlow.",
    unknown: "Checking with DoorFlow whether it is revoked…",
    rejected: "Not revoked: doors still open for it.",
    notBooked: "Not revoked, since it could not be sent: doors still open for it.",
    needsYou: "The revoking needs you: doors may still open for it.",
  },
  describe: {
    queued: "Host or notes are yet to be written into the visitor’s fields in DoorFlow.",
    inFlight: "Host or notes are being written into the visitor’s fields in DoorFlow.",
    unknown: "Checking that host or notes are in the visitor’s fields…",
    rejected: "Host or notes are not in the visitor’s fields in DoorFlow. The visit stands.",
    notBooked: "Host or notes were not written into the visitor’s fields in DoorFlow. The visit stands.",
    needsYou: "Writing host or notes into the visitor’s fields needs you. The visit stands.",
  },
  verify: {
    queued: "Whether the visitor is still in the groups is yet to be checked.",
    inFlight: "Checking that the visitor is still in the groups.",
    unknown: "Checking with DoorFlow who is in the groups…",
    rejected: "DoorFlow did not say who is in the groups.",
    notBooked: "Who is in the groups was not checked.",
    needsYou: "Check the visitor’s groups in DoorFlow.",
  },
};

/** Why it is there, and what follows from it. */
const REASONS: Record<Reason, (entry: OutboxEntry) => string> = {
  none: () => "",
  offline: () => "DoorFlow cannot be reached; it goes on by itself when it can.",
  busy: () => "DoorFlow asks to wait a little; it goes on by itself.",
  unwritable: () => "This computer cannot write its files; it goes on by itself once it can. Tell whoever looks after this computer.",
  signedOut: () => "It goes on once somebody has signed in to this account again.",
  answerLost: () => "It was sent, but no answer came.",
  closed: () => "Lobby was closed while it was being sent.",
  notThere: ({ state, what }) => {
    if (what === "replace") return "DoorFlow does not list the new visit any more, so the old one stays.";
    if (what === "person" || what === "pin" || what === "leave" || what === "revoke" || what === "describe") return "DoorFlow does not list it.";
    if (what !== "book") return "DoorFlow no longer lists the visit.";
    return state === "notBooked" ? "DoorFlow does not have it, and it is safe to send it again." : "DoorFlow does not list it so far.";
  },
  startPassed: ({ what }) =>
    what === "revoke"
      ? "It was tried for a week and no answer came: look at the person’s credentials."
      : what === "describe"
      ? "It was tried for a week and no answer came: look at the person’s fields."
      : what === "cancel"
      ? "No answer came, and the visit is over by now: it may or may not have been cancelled in time."
      : "No answer came, its start has passed, and DoorFlow does not list it: look there before you send it again.",
  several: ({ surplus }) =>
    `DoorFlow has it more than once: ${surplus === 1 ? "one is" : `${figure(surplus)} are`} too many. Delete the surplus, or leave them if they were meant.`,
  differs: ({ what }) =>
    what === "person"
      ? "DoorFlow made somebody else than was asked for: check name and address there. The booking waits until you have seen it."
      : "DoorFlow made it otherwise than it was asked for: open it and check person, times and doors, and cancel it if it is wrong.",
  old: () => "It was asked for long ago and never sent: send it only if it is still wanted.",
  restored: ({ what }) => {
    const backup = "This computer’s outbox was put back from a backup";
    if (what === "revoke" || what === "describe") return `${backup}: send it again if it is still wanted.`;
    if (what === "replace") return `${backup}: look in the calendar whether both visits stand, and send it again if the old one is still to go.`;
    if (what === "pin") return `${backup}, so it may have been given before: look at the person’s credentials first.`;
    if (what === "leave") return `${backup}: Lobby does not take it back by itself. Send it again if the visitor is not expected any more.`;
    if (what === "verify") return `${backup}: send it again to have them checked.`;
    return `${backup}, so it may have been sent before: look in the calendar first.`;
  },
  detailsGone: () => "The name and address typed are not on this computer any more: give it up and book the visitor again.",
  refused: () => "DoorFlow refused it.",
  tooLate: () => "Its time was over before it could be sent.",
  waitsForBooking: () => "It waits until the booking itself is settled, then goes on by itself.",
  other: () => "Another version of Lobby kept it, for a reason that this one does not know: look in DoorFlow, then give it up here.",
};

/** How an entry stands, and why, in plain words. */
export function entryText(entry: OutboxEntry): string {
  const why = REASONS[entry.reason](entry);
  return why === "" ? STATES[entry.what][entry.state] : `${STATES[entry.what][entry.state]} ${why}`;
}

const ENTRY_STEPS: Record<EntryKind, string> = {
  book: "Visit booked",
  cancel: "Visit cancelled",
  replace: "Old visit deleted",
  verify: "Groups checked",
  person: "Visitor added",
  pin: "PIN given",
  leave: "PIN taken back",
  revoke: "Credential revoked",
  describe: "Host and notes written",
};

/** What a step brings, once it is done. */
export function entryStep(step: EntryStep): string {
  return ENTRY_STEPS[step.what];
}

/** What giving an entry up means, asked before it is done. */
export function giveUpQuestion(entry: OutboxEntry): string {
  if (entry.what === "replace") return "Give up deleting the old visit? It stands beside the new one.";
  if (entry.what === "pin") return "Give up asking for a PIN? The visitor and the visits stay.";
  if (entry.what === "leave") return "Leave the PIN as it is? DoorFlow keeps it until somebody removes it there.";
  if (entry.what === "revoke") return "Give up revoking it? Doors open for it as long as DoorFlow has it.";
  if (entry.what === "describe") return "Give up writing them to DoorFlow? Host and notes stay on this computer, and the visit stands.";
  if (entry.what === "verify") return "Leave the groups unchecked? The visit stands as DoorFlow has it.";
  if (entry.what === "cancel") return "Give up cancelling? The visit stands as DoorFlow has it.";
  const known = entry.state === "queued" || entry.state === "rejected" || entry.state === "notBooked";
  if (known && entry.what === "person") return "Give it up? The visitor is not added, and nothing is booked for them.";
  if (known) return "Give it up? It is not booked, and leaves the outbox and the calendar.";
  return "Give it up? It leaves the outbox, but DoorFlow may have it: what is there stays until it is cancelled.";
}

/** Of a credential, and of a person's fields, there is no time to tell. */
function isTimeless({ what }: OutboxEntry): boolean {
  return what === "revoke" || what === "describe";
}

/** The words of the outbox panel. */
export const outboxWords = {
  title: "Outbox",
  list: "Not settled yet",
  intro: "Everything that is on its way to DoorFlow, or that needs a decision.",
  empty: "The outbox is empty: DoorFlow has everything that was booked or cancelled here. What is on its way, or needs you, is listed here.",
  reading: "Reading the outbox…",
  retry: "Try again",
  hint: "↑ ↓ move · Enter open · Tab to the buttons",
  kind: ({ what, label, steps }: OutboxEntry) => {
    if (what === "revoke") return `Revoking ${credentialName(label)}`;
    if (steps.some((step) => step.what === "replace")) return "Moving";
    if (what === "cancel") return "Cancelling";
    if (what === "verify") return "Groups";
    if (what === "describe") return "Host and notes";
    return what === "pin" || what === "leave" ? "PIN" : "Booking";
  },
  steps: "Steps",
  done: "done",
  notYet: "not yet",
  when: (entry: OutboxEntry) => (isTimeless(entry) ? "" : itemWhen(entry)),
  since: (time: string) => `Since ${time}.`,
  nextLook: (time: string) => `Looks again at ${time}.`,
  open: "Open",
  sendAgain: "Send again",
  giveUp: "Give up",
  seen: "I have seen it",
  seenSaid: "Taken off the outbox: it stands as DoorFlow has it.",
  deleteSurplus: "Delete the surplus",
  surplusQuestion: (count: number) => `Delete ${count === 1 ? "the one" : `the ${figure(count)}`} too many in DoorFlow? The oldest is kept.`,
  giveUpYes: "Yes, give it up",
  surplusYes: "Yes, delete",
  no: "Keep it",
  escape: "Esc",
  working: "Saving…",
  sent: "It is sent again, once DoorFlow has been looked at.",
  givenUp: "Given up.",
  surplusDeleted: "Saved here: the surplus is being deleted.",
  support: "For support",
} as const;

/** What is said when this one has come to need a person. */
export function needsText(entry: OutboxEntry): string {
  return `${entry.who}${entry.what === "revoke" ? `, ${credentialName(entry.label)}` : isTimeless(entry) ? "" : `, ${itemWhen(entry)}`}: ${entryText(entry)}`;
}
