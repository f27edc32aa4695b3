import type {
  Capability,
  DateOrder,
  Door,
  Double,
  Likeness,
  Moment,
  NewTimes,
  Note,
  NoteCode,
  PlanItem,
  Problem,
  ProblemCode,
  Receipt,
  Step,
  StepState,
} from "../ipc/bindings";
import { say, sayWithin } from "./clock";
import { inNumbers, isWithinDay, longDate, range, shortDate } from "./dates";
import { bar as barWords } from "./people";
import { lacking as rights } from "./settings";

/** `Thu 19 Nov`, with the year where it is not the year of `today`: what a date field shows. */
export function fieldDate(date: string, today: string): string {
  return date.slice(0, 4) === today.slice(0, 4) ? shortDate(date) : `${shortDate(date)} ${date.slice(0, 4)}`;
}

/** A day and time as the desk names them in a reason (`2026-10-25 01:30`), as people read them: `Sun 25 Oct 2026 01:30`, or `1:30 am`. */
function readable(subject: string): string {
  return sayWithin(subject).replace(/\d{4}-\d{2}-\d{2}/g, (date) => `${shortDate(date)} ${date.slice(0, 4)}`);
}

/** `Front Door, Lift 2 and 3rd Floor`. */
export function together(names: readonly string[]): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}

function counted(count: number, one: string, many: string): string {
  return `${String(count)} ${count === 1 ? one : many}`;
}

/** How a day can be typed. */
export function dateHint(order?: DateOrder): string {
  return `For example tomorrow, thu, 19 nov or ${inNumbers(order)}.`;
}

/** The words of the booking drawer. */
export const book = {
  title: "Book a visit",
  who: "Who",
  when: "When",
  zone: (zone: string) => `(${zone})`,
  date: "Date",
  lastDate: "Last day",
  from: "From",
  to: "To",
  lengths: "Length",
  oneHour: "1 h",
  twoHours: "2 h",
  restOfDay: "Rest of day",
  severalDays: "Several days",
  repeat: "Repeat",
  where: "Where",
  doors: "Doors",
  groups: "Groups",
  doorsOf: (site: string) => `Doors, ${site}`,
  moreDoors: (count: number) => `+ ${counted(count, "door", "doors")}`,
  moreGroups: (count: number) => `+ ${counted(count, "group", "groups")}`,
  fewer: "Show fewer",
  filterDoors: "Filter doors",
  filterGroups: "Filter groups",
  noneMatches: "None matches.",
  noDoors: "DoorFlow lists no doors for this sign-in.",
  noGroups: "DoorFlow lists no groups for this sign-in.",
  otherSite: "No site",
  unlisted: "no longer in DoorFlow",
  door: (id: number) => `Door ${String(id)}`,
  group: (id: number) => `Group ${String(id)}`,
  plan: "What will be booked",
  planWaits: "Choose who, when and where; what will be booked is listed here.",
  planBlocked: "Nothing can be booked yet: see what is marked above.",
  toldWhen: "Nothing is sent before Book. Doors are told once DoorFlow has accepted it, usually within a minute.",
  submit: "Book",
  submitKeys: "Ctrl ↵",
  sending: "Saving…",
  cancel: "Cancel",
  another: "Book another",
  close: "Close",
  escape: "Esc",
  mend: "Change and book again",
  support: "For support",
} as const;

/** The words around a plan. */
export type PlanWords = Record<"plan" | "planWaits" | "planBlocked" | "toldWhen", string>;

/** The words of somebody who is not in DoorFlow yet. */
export const newcomer = {
  title: "New visitor",
  first: "First name",
  last: "Last name",
  reach: "E-mail or mobile (optional)",
  pin: "Give a PIN",
  back: "Choose somebody who is in DoorFlow",
  groupUnread: (group: string) => `This sign-in may not read groups in DoorFlow: new visitors come into none, and not into ${group}.`,
  groupGone: (group: string) => `The group for new visitors is not in DoorFlow any more, or is there twice: ${group}. They come into none until Settings name another.`,
} as const;

/** The words of those who come besides the first visitor. */
export const companions = {
  list: "Also coming",
  add: "Add another visitor",
  another: "Another visitor",
  remove: (name: string) => `Take ${name} off`,
  each: (count: number) => `${String(count)} visitors on each date.`,
} as const;

/** The words of whoever may be the one already. */
export const doubles = {
  title: "Already in DoorFlow?",
  use: "Use this one",
  go: "None of them: go on",
  found: (count: number) => `${counted(count, "person", "people")} in DoorFlow may be this visitor.`,
} as const;

const LIKE: Record<Likeness, string> = { email: "Same e-mail", phone: "Same phone", name: "Same name", nearName: "Similar name" };

/** `Same phone · Sales · ana@kos.example`. */
export function doubleLine({ why, line, bar }: Double): string {
  return [LIKE[why], line, bar === null ? "" : barWords[bar]].filter((part) => part !== "").join(" · ");
}

/** The words of other times for a visit. */
export const move = {
  intro: "Other times for this visit. Who and where stay as they are.",
  now: "Now:",
  moved: ({ date, from, to }: NewTimes) => `${longDate(date)}, ${say(from)} to ${say(to)}`,
  plan: "What will change",
  planWaits: "Choose other times; what will change is listed here.",
  planBlocked: "It cannot be changed so: see what is marked above.",
  toldWhen: "Nothing is sent before Change. The visit as it is now is deleted only once DoorFlow has the new one.",
  submit: "Change",
  submitKeys: "↵",
  sending: "Saving…",
  back: "Back",
} as const;

/** Why a kind of booking cannot be made by this sign-in. */
export function lacking(capability: Extract<Capability, "bookDoors" | "bookGroups">): string {
  return capability === "bookDoors"
    ? "This sign-in may not book doors. Ask whoever looks after DoorFlow to allow reservations, then sign in again."
    : "This sign-in may not book groups. Ask whoever looks after DoorFlow to allow group reservations, then sign in again.";
}

/** What is said of a door beside its name; empty when all is well. */
export function doorState(door: Door): string {
  if (door.lockdown) return "lockdown";
  if (!door.online) return "offline";
  return door.failing ? "sync failing" : "";
}

/** What each of DoorFlow's scopes allows. */
const SCOPES: Partial<Record<string, Capability>> = {
  "account.person": "writePeople",
  "account.person.readonly": "readPeople",
  "account.reservation": "bookDoors",
  "account.reservation.readonly": "readReservations",
  "account.group_reservation": "bookGroups",
  "account.group_reservation.readonly": "readGroupReservations",
  "account.channel.readonly": "readDoors",
  "account.channel.admit.person": "admit",
  "account.group.readonly": "readGroups",
  "account.role.readonly": "readRoles",
  "account.site.readonly": "readSites",
  "account.credential_type.readonly": "readCredentialTypes",
  "account.event.access.readonly": "readEvents",
  "account.sync": "sync",
};

const PROBLEMS: Record<ProblemCode, (subject: string) => string> = {
  noPerson: () => "Choose who is coming.",
  noName: () => "A new visitor needs a first and a last name.",
  badEmail: () => "Not an e-mail address. Correct it, or leave it out.",
  newcomerAlone: () => "Somebody new is booked alone. Take the others off, and add them to the visit afterwards.",
  othersAmiss: (subject) => (subject === "1" ? "One of the others cannot be booked: see why beside them." : `${subject} of the others cannot be booked: see why beside them.`),
  unknownPerson: () => "DoorFlow no longer lists this person. Choose somebody else.",
  personDisabled: () => "Disabled in DoorFlow, so no door would open. Enable the person there first.",
  beforeValidity: (subject) => `In DoorFlow this person is valid from ${readable(subject)} only. Start then or later.`,
  afterValidity: (subject) => `In DoorFlow this person is valid until ${readable(subject)} only. End by then.`,
  badDate: () => "Not a date. Write it like tomorrow, thu or 19 nov.",
  badTime: () => "Not a time. Write it like 9, 930 or 9:30.",
  timeSkipped: (subject) => `The clocks go forward over ${readable(subject)}: that time does not happen. Choose an earlier or later one.`,
  tooShort: () => "A visit lasts at least a minute. Choose a later end.",
  pastMidnight: () => "It ends before it starts, or past midnight. A visit by doors ends by midnight: choose a later end, several days or a group.",
  tooLong: () => "A visit by doors is shorter than 24 hours. Choose several days, or book a group.",
  endsBeforeStart: () => "It ends before it starts. Choose a later end.",
  lastDateBeforeFirst: () => "The last day is before the first.",
  tooManyDays: (subject) => (subject === "" ? "Too many days for one booking." : `At most ${subject} days in one booking.`),
  badRepeat: (subject) => `Say on which days, and how often: from 1 to ${subject || "130"} times.`,
  noDates: () => "No date is left of it. Choose a later end, or put a date in again.",
  datesAmiss: (subject) => `${subject === "1" ? "1 date" : `${subject} dates`} cannot be booked: see below, and leave out what is not needed.`,
  repeatedStay: () => "Several days cannot repeat by doors. Book them as groups, or repeat one day.",
  inThePast: () => "This has passed already. Choose a later time.",
  noDoors: () => "Choose at least one door.",
  noGroups: () => "Choose at least one group.",
  unknownDoor: (subject) => `DoorFlow no longer lists ${subject || "one of these doors"}. Choose another.`,
  unknownGroup: (subject) => `DoorFlow no longer lists ${subject || "one of these groups"}. Choose another.`,
  noSuchPlace: (subject) => `No door or group is called “${subject}”.`,
  severalPlaces: (subject) => `Several doors are called “${subject}”: put the site before it.`,
  noSuchSite: (subject) => `No site is called “${subject}”. Correct it, or do not use that column.`,
  siteUnread: (subject) => `Which doors are at “${subject}” is not known here: the sites could not be read. Name the doors, or do not use that column.`,
  notAtSite: (subject) => `“${subject}” is not at the site that the row names.`,
  doorsAndGroups: () => "Doors and groups cannot be booked together: name either.",
  eitherDay: (subject) => `Which is the day in ${subject}? Say so above the rows.`,
  severalPeople: () => "Several people may be meant: choose one.",
  emailTaken: (subject) => `${subject} has this e-mail, and DoorFlow takes one only once. Correct it, or leave it out.`,
  atAllAlready: () => "They come to all of these visits already.",
  unchanged: () => "It is at that time already. Choose another.",
  missingScope: (subject) => {
    const right = SCOPES[subject];
    const support = subject === "" ? "" : ` For support: ${subject}.`;
    return `This sign-in may not ${right === undefined ? "do that" : rights[right]}. Ask whoever looks after DoorFlow to allow it, then sign in again.${support}`;
  },
  refused: (subject) => (subject === "" ? "DoorFlow refused this and gave no reason." : `DoorFlow refused this: ${subject}`),
};

/** Why a draft cannot be booked, for its field. */
export function problemText(problem: Problem): string {
  return PROBLEMS[problem.code](problem.subject);
}

const NOTES: Record<NoteCode, (subject: string) => string> = {
  overlaps: (subject) => `This person has a visit at that time already: ${readable(subject)}.`,
  doorOffline: (subject) => `${subject} is offline and gets the booking when it returns.`,
  doorLockdown: (subject) => `${subject} is in lockdown: it stays shut until that is lifted.`,
  startsAtFirst: (subject) => `${readable(subject)} happens twice: the visit starts at the first.`,
  endsAtSecond: (subject) => `${readable(subject)} happens twice: the visit ends at the second.`,
  stayAsTheyAre: (subject) => `${counted(Number(subject), "visit is", "visits are")} on the way, being moved or cancelled, and not touched by this.`,
  crowded: (subject) => {
    const [count = "", limit = "", ...when] = subject.split(" ");
    return `With this, ${count} guests are expected at once at ${readable(when.join(" "))}; the limit in Settings is ${limit}.`;
  },
  alreadyBegun: () => "It has begun already: the doors open as soon as they have the booking.",
  cannotSync: () => "This sign-in may not tell the doors: somebody must start a sync in DoorFlow.",
};

/** Something to know before booking. */
export function noteText(note: Note): string {
  return NOTES[note.code](note.subject);
}

/** `Thu 19 Nov, 13:00–15:00`; over several days the days are in the range itself. */
export function itemWhen(item: { start: Moment; end: Moment }): string {
  const times = range(item.start, item.end);
  return isWithinDay(item.start, item.end) ? `${shortDate(item.start.date)}, ${times}` : times;
}

/** `2 reservations`, `1 group reservation`. */
export function planHeading(items: readonly PlanItem[]): string {
  return items[0]?.kind === "groupReservation"
    ? counted(items.length, "group reservation", "group reservations")
    : counted(items.length, "reservation", "reservations");
}

const STEPS: Record<StepState, (places: string) => string> = {
  queued: () => "Saved here; it is sent as soon as DoorFlow can be reached.",
  inFlight: () => "Saved here; being sent to DoorFlow.",
  accepted: () => "Accepted by DoorFlow; doors are being told.",
  syncing: (places) => `Accepted by DoorFlow; ${places} get it within a minute or so.`,
  ready: (places) => `Ready at ${places}.`,
  rejected: () => "Refused by DoorFlow; nothing was booked.",
  unknown: () => "Sent, but no answer came. It may or may not be booked: Lobby looks in DoorFlow and says here what it finds. Do not book it again before.",
  notBooked: () => "Not booked: it never reached DoorFlow. It is safe to book it again.",
  needsYou: () => "Not settled: it needs a decision, and the outbox says why.",
};

/** How far the deleting of a visit that was moved has come. */
const REPLACED: Record<StepState, string> = {
  queued: "It stays until DoorFlow has the new one.",
  inFlight: "DoorFlow has the new one; this one is being deleted.",
  accepted: "Deleted in DoorFlow.",
  syncing: "Deleted in DoorFlow.",
  ready: "Deleted in DoorFlow.",
  rejected: "DoorFlow refused to delete it: it stands beside the new one.",
  unknown: "The deleting was sent, but no answer came: Lobby looks whether it was done.",
  notBooked: "Not deleted: it stands beside the new one.",
  needsYou: "Not deleted yet: it needs a decision, and the outbox says why.",
};

/** How far the look at a moved visitor's groups has come: DoorFlow may take them out as the old visit goes. */
const CHECKED: Record<StepState, string> = {
  queued: "Checked once the old visit is deleted.",
  inFlight: "Being checked.",
  accepted: "Checked.",
  syncing: "Checked.",
  ready: "Checked.",
  rejected: "DoorFlow did not say who is in them.",
  unknown: "Not checked yet.",
  notBooked: "Not checked.",
  needsYou: "Not as they should be: the outbox says why.",
};

/** How far the adding of a new visitor has come. */
const ADDED: Record<StepState, string> = {
  queued: "Saved here; sent as soon as DoorFlow can be reached.",
  inFlight: "Saved here; being added in DoorFlow.",
  accepted: "Added in DoorFlow.",
  syncing: "Added in DoorFlow.",
  ready: "Added in DoorFlow.",
  rejected: "DoorFlow refused to add them; nothing was booked.",
  unknown: "Sent, but no answer came: Lobby looks whether they were added.",
  notBooked: "Not in DoorFlow, and nothing was booked: the outbox can send it again.",
  needsYou: "Not added yet: it needs a decision, and the outbox says why.",
};

/** How far a PIN has come. */
const GIVEN: Record<StepState, string> = {
  queued: "Saved here; asked for as soon as DoorFlow can be reached.",
  inFlight: "DoorFlow is being asked for it.",
  accepted: "Given.",
  syncing: "Given.",
  ready: "Given.",
  rejected: "DoorFlow refused to give one; the visit itself is not touched by that.",
  unknown: "Asked for, but no answer came: Lobby asks again, and nobody gets two.",
  notBooked: "Not given.",
  needsYou: "Not given yet: it needs a decision, and the outbox says why.",
};

/** How far the revoking of a credential has come. */
const REVOKED: Record<StepState, string> = {
  queued: "Saved here; revoked as soon as DoorFlow can be reached.",
  inFlight: "Being revoked in DoorFlow.",
  accepted: "Revoked.",
  syncing: "Revoked.",
  ready: "Revoked.",
  rejected: "DoorFlow refused to revoke it.",
  unknown: "Asked for, but no answer came: Lobby asks again.",
  notBooked: "Not revoked.",
  needsYou: "Not revoked yet: it needs a decision, and the outbox says why.",
};

const DESCRIBED: Record<StepState, string> = {
  queued: "Saved here; written to DoorFlow next.",
  inFlight: "Being written to DoorFlow.",
  accepted: "Written.",
  syncing: "Written.",
  ready: "Written.",
  rejected: "DoorFlow refused to write it.",
  unknown: "Asked for, but no answer came: Lobby asks again.",
  notBooked: "Not written.",
  needsYou: "Not written yet: it needs a decision, and the outbox says why.",
};

const LEFT: Record<StepState, string> = {
  queued: "Saved here; taken back next.",
  inFlight: "DoorFlow is being asked to take it back.",
  accepted: "Taken back.",
  syncing: "Taken back.",
  ready: "Taken back.",
  rejected: "DoorFlow refused to take it back.",
  unknown: "Asked for, but no answer came: Lobby asks again.",
  notBooked: "Not taken back.",
  needsYou: "Not taken back yet: it needs a decision, and the outbox says why.",
};

/** What a step of a booking is about. */
export function stepTitle(step: Step): string {
  if (step.what === "book") return "The new visit";
  if (step.what === "person") return "The new visitor";
  if (step.what === "pin") return "The PIN";
  if (step.what === "leave") return "The PIN, now that the visit is over";
  if (step.what === "revoke") return "The credential";
  if (step.what === "describe") return "Host and notes";
  return step.what === "verify" ? "The visitor’s groups" : "The visit as it was";
}

/** How far one step of a booking has come, in a sentence. */
export function stepText(step: Step): string {
  if (step.what === "verify") return CHECKED[step.state];
  if (step.what === "person") return ADDED[step.state];
  if (step.what === "pin") return GIVEN[step.state];
  if (step.what === "leave") return LEFT[step.state];
  if (step.what === "revoke") return REVOKED[step.state];
  if (step.what === "describe") return DESCRIBED[step.state];
  if (step.what !== "book") return REPLACED[step.state];
  if (step.item.kind === "groupReservation" && step.state === "syncing") return "Accepted by DoorFlow; doors are being told.";
  return STEPS[step.state](together(step.item.places));
}

/** The words of a booking on its way. */
export const progress = {
  title: (receipt: Receipt) => `Visit of ${receipt.who}`,
  titleMove: (receipt: Receipt) => `New times for ${receipt.who}`,
  mendMove: "Choose other times",
  saved: "Saved here",
  accepted: "Accepted by DoorFlow",
  ready: "Doors ready",
  deleted: "Deleted in DoorFlow",
  checked: "Checked",
  added: "Added in DoorFlow",
  given: "PIN given",
  takenBack: "PIN taken back",
  revoked: "Revoked in DoorFlow",
  described: "Written in DoorFlow",
  done: "done",
  doing: "under way",
  notYet: "not yet",
  refusedAll: "DoorFlow refused it and nothing was booked. See what is marked, mend it and book again.",
} as const;

/** Words that the picker of a person says. */
export const picker = {
  placeholder: "Name, e-mail, department…",
  list: "People found",
  clear: "Choose somebody else",
  nobody: (text: string) => `Nobody found for “${text}”.`,
  empty: "No people have been read from DoorFlow yet.",
  found: (shown: number, total: number) =>
    total === 0 ? "Nobody found." : total > shown ? `The first ${String(shown)} of ${String(total)} people.` : `${counted(total, "person", "people")}.`,
  newcomer: (name: string) => `New visitor “${name}”`,
  more: (count: number) => `and ${String(count)} more: type on to narrow them down`,
  chosen: (name: string) => `${name} chosen.`,
  reading: "Reading who this is…",
  unchosen: (text: string) => `Nobody is chosen for “${text}” yet: choose somebody from the list (arrow down shows it), or clear the field.`,
} as const;
