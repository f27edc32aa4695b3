// Made from the desk's Rust types by its tests (`cargo test -p desk`); changes here are lost.

export type Moment = { 
/**
 * The instant, UTC, RFC 3339.
 */
utc: string, 
/**
 * The day it falls on in the account's zone, `YYYY-MM-DD`.
 */
date: string, 
/**
 * Minutes that have really passed since that day began (0 to 1,500): where it is drawn.
 */
offset: number, 
/**
 * What the clock on the wall says, `HH:MM`; with the zone's abbreviation (`01:30 GMT`) when that time happens twice.
 */
time: string, };

export type HourMark = { 
/**
 * Minutes since the day began.
 */
offset: number, 
/**
 * Minutes past midnight that the clock shows there (540 is 09:00).
 */
wall: number, 
/**
 * The clock's reading, `HH:MM`.
 */
label: string, };

export type DayFrame = { 
/**
 * `YYYY-MM-DD`.
 */
date: string, 
/**
 * 1 is Monday, 7 is Sunday.
 */
weekday: number, 
/**
 * 1 to 31.
 */
day: number, 
/**
 * 1 to 12.
 */
month: number, 
/**
 * The year.
 */
year: number, 
/**
 * How long the day is: 1,440 minutes, less or more when the clocks change.
 */
minutes: number, 
/**
 * Each full hour on the wall clock, and the moment of a change; the first is the start of the day. Between two marks the wall clock
 * runs evenly.
 */
marks: Array<HourMark>, 
/**
 * Where the day before was shorter or longer, or this one is: `+1 h` and the like, to be said beside the date; empty otherwise.
 */
change: string, };

export type Clock = { 
/**
 * Now.
 */
now: Moment, 
/**
 * The account's zone, an IANA name.
 */
zone: string, 
/**
 * The zone's present distance from UTC: `UTC+0`, `UTC+5:30`.
 */
utcOffset: string, };

export type Pattern = { "kind": "daily" } | { "kind": "weekdays" } | { "kind": "weekly", 
/**
 * 1 for every week, 2 for every other; weeks begin on Monday, and the first date's is the first.
 */
every: number, 
/**
 * 1 is Monday, 7 is Sunday; none for the first date's own.
 */
days: Array<number>, } | { "kind": "monthlyByDate" } | { "kind": "monthlyByWeekday" };

export type Ends = { "kind": "on", 
/**
 * `YYYY-MM-DD` in the account's zone.
 */
date: string, } | { "kind": "after", 
/**
 * From 1 to [`MAX_DATES`].
 */
count: number, };

export type Repeat = { 
/**
 * On which dates.
 */
pattern: Pattern, 
/**
 * Until when.
 */
ends: Ends, 
/**
 * Dates of it that are left out, `YYYY-MM-DD` in the account's zone; what is no date of it says nothing.
 */
leftOut: Array<string>, };

export type About = { 
/**
 * Whom the visitor comes to see, of the directory; absent for nobody.
 */
hostId: number | null, 
/**
 * The host's name; empty for nobody.
 */
host: string, 
/**
 * What the visit is for, in a line.
 */
purpose: string, 
/**
 * What only the desk should know.
 */
note: string, };

export type Draft = { 
/**
 * The visitor; absent until one is chosen.
 */
personId: number | null, 
/**
 * First day, `YYYY-MM-DD` in the account's zone.
 */
date: string, 
/**
 * Last day, for a visit of several days; the same as `date` or empty for one day.
 */
lastDate: string, 
/**
 * From, `HH:MM` (also `9`, `930`, `9:30`, `9am`).
 */
from: string, 
/**
 * To, written like `from`; `24:00` and `00:00` mean the end of the day.
 */
to: string, 
/**
 * Doors, or groups.
 */
place: Place, 
/**
 * It comes again; absent for one that does not.
 */
repeat?: Repeat, 
/**
 * Who comes besides, at the same time and place; for them all of it is made as well.
 */
others?: Array<number>, 
/**
 * What is noted of each of its visits.
 */
about?: About, };

export type NewTimes = { 
/**
 * First day, `YYYY-MM-DD` in the account's zone.
 */
date: string, 
/**
 * Last day of a visit by groups; the same as `date` or empty for one day.
 */
lastDate: string, 
/**
 * From.
 */
from: string, 
/**
 * To.
 */
to: string, };

export type Newcomer = { 
/**
 * First name.
 */
firstName: string, 
/**
 * Last name.
 */
lastName: string, 
/**
 * E-mail, which no other person of the account has; empty where there is none.
 */
email: string, 
/**
 * Mobile number; empty where there is none.
 */
mobile: string, };

export type Given = { 
/**
 * A PIN, which DoorFlow chooses.
 */
pin: boolean, 
/**
 * The group that visitors come into here.
 */
groupId: number | null, };

export type Place = { "kind": "doors", 
/**
 * The doors chosen.
 */
channelIds: number[], } | { "kind": "groups", 
/**
 * The groups chosen.
 */
groupIds: number[], };

export type Field = "who" | "date" | "lastDate" | "from" | "to" | "repeat" | "place";

export type ProblemCode = "noPerson" | "noName" | "badEmail" | "newcomerAlone" | "othersAmiss" | "unknownPerson" | "personDisabled" | "beforeValidity" | "afterValidity" | "badDate" | "badTime" | "timeSkipped" | "tooShort" | "pastMidnight" | "tooLong" | "endsBeforeStart" | "lastDateBeforeFirst" | "tooManyDays" | "badRepeat" | "noDates" | "datesAmiss" | "repeatedStay" | "inThePast" | "noDoors" | "noGroups" | "unknownDoor" | "unknownGroup" | "noSuchPlace" | "severalPlaces" | "noSuchSite" | "siteUnread" | "notAtSite" | "doorsAndGroups" | "eitherDay" | "severalPeople" | "emailTaken" | "unchanged" | "atAllAlready" | "missingScope" | "refused";

export type Problem = { 
/**
 * Where it is shown.
 */
field: Field, 
/**
 * What it is.
 */
code: ProblemCode, 
/**
 * The name, time or limit that the sentence needs; empty where it needs none.
 */
subject: string, };

export type NoteCode = "overlaps" | "doorOffline" | "doorLockdown" | "startsAtFirst" | "endsAtSecond" | "crowded" | "stayAsTheyAre" | "alreadyBegun" | "cannotSync";

export type Note = { 
/**
 * What it is.
 */
code: NoteCode, 
/**
 * The name or time that the sentence needs.
 */
subject: string, };

export type VisitKind = "reservation" | "groupReservation";

export type PlanItem = { 
/**
 * A reservation or a group reservation.
 */
kind: VisitKind, 
/**
 * From.
 */
start: Moment, 
/**
 * To.
 */
end: Moment, 
/**
 * Names of the doors or groups.
 */
places: Array<string>, 
/**
 * For whom, where several people come.
 */
who?: string, };

export type PlanDate = { 
/**
 * `YYYY-MM-DD` in the account's zone.
 */
date: string, 
/**
 * From; absent where that day does not have the time.
 */
start: Moment | null, 
/**
 * To; absent where that day does not have the time.
 */
end: Moment | null, 
/**
 * It is not to be booked.
 */
leftOut: boolean, 
/**
 * Why it cannot be booked, also where it is left out.
 */
problems: Array<Problem>, 
/**
 * What to know of it.
 */
notes: Array<Note>, };

export type PlanVisitor = { 
/**
 * The person.
 */
personId: number, 
/**
 * First and last name; empty where the directory does not know them.
 */
name: string, 
/**
 * Why they cannot be booked.
 */
problems: Array<Problem>, 
/**
 * What to know of them.
 */
notes: Array<Note>, };

export type Plan = { 
/**
 * What will be made, in order of time, as soon as when and where are right; it is shown before a visitor is chosen.
 */
items: Array<PlanItem>, 
/**
 * Every date of a draft that repeats, also those that are left out or cannot be; empty for one that does not.
 */
dates: Array<PlanDate>, 
/**
 * Those who come besides the first; empty where nobody does.
 */
visitors: Array<PlanVisitor>, 
/**
 * What stands in the way; empty when the draft can be booked.
 */
problems: Array<Problem>, 
/**
 * What to know.
 */
notes: Array<Note>, };

export type Reach = "following" | "all";

export type SeriesVisit = { 
/**
 * The calendar's key of it.
 */
key: string, 
/**
 * The visitor.
 */
personId: number, 
/**
 * Their name.
 */
who: string, 
/**
 * From.
 */
start: Moment, 
/**
 * To.
 */
end: Moment, 
/**
 * What it is doing.
 */
state: VisitState, };

export type Series = { 
/**
 * Every visit of it that is on the calendar, by start.
 */
visits: Array<SeriesVisit>, 
/**
 * Dates of its rule, `YYYY-MM-DD` in the account's zone, that have not passed and for which the same visitor has none of
 * them: left out, given up, refused or cancelled. Where all of it was moved, they have moved along.
 */
missing: Array<string>, 
/**
 * From when one of these would be, `09:00`; empty where each is of several days.
 */
from: string, 
/**
 * Up to when.
 */
to: string, };

export type SeriesMove = { 
/**
 * Which of them.
 */
reach: Reach, 
/**
 * When the one that is looked at is to be; the others go by as many days, to the same hours.
 */
times: NewTimes, 
/**
 * New dates, `YYYY-MM-DD`, whose visits stay as they are.
 */
leftOut: Array<string>, };

export type SeriesCancelled = { 
/**
 * So many are being cancelled, or were taken back unsent; what was never booked is taken off and not counted.
 */
cancelled: number, 
/**
 * So many cannot be now, and stand: they are being moved.
 */
left: number, };

export type Undone = { 
/**
 * So many visits stand as they did: DoorFlow was never asked to delete them.
 */
stand: number, 
/**
 * So many are being booked again, as new visits at the same times and places.
 */
again: number, 
/**
 * The booking that the first of those is made by; `None` where none is.
 */
booking: number | null, 
/**
 * So many could not be booked again, and stay cancelled. What is over meanwhile is none of them: nobody misses it.
 */
refused: number, 
/**
 * A visitor among them had a PIN from this desk, which was taken back meanwhile: they need another.
 */
withoutPin: boolean, };

export type StepState = "queued" | "inFlight" | "accepted" | "syncing" | "ready" | "rejected" | "unknown" | "notBooked" | "needsYou";

export type Step = { 
/**
 * What it asks of DoorFlow.
 */
what: EntryKind, 
/**
 * What was asked for.
 */
item: PlanItem, 
/**
 * How far it has come.
 */
state: StepState, 
/**
 * The calendar's key of it: the visit that it became (`r123`, `g45`), or its own (`b6`) as long as it has become none.
 */
visitKey: string | null, 
/**
 * Why it was refused, each reason at its field.
 */
problems: Array<Problem>, 
/**
 * DoorFlow's or the network's own words, for support; empty when there are none.
 */
detail: string, };

export type Receipt = { 
/**
 * The booking's number on this desk.
 */
booking: number, 
/**
 * The visitor's name; of several, with commas between them.
 */
who: string, 
/**
 * Its steps, in order of time.
 */
steps: Array<Step>, };

export type EntryKind = "book" | "cancel" | "replace" | "person" | "pin" | "leave" | "revoke" | "describe" | "verify";

export type Standing = "queued" | "inFlight" | "unknown" | "rejected" | "notBooked" | "needsYou";

export type Reason = "none" | "offline" | "busy" | "unwritable" | "signedOut" | "answerLost" | "closed" | "notThere" | "startPassed" | "several" | "differs" | "old" | "restored" | "refused" | "tooLate" | "detailsGone" | "waitsForBooking" | "other";

export type EntryStep = { 
/**
 * What it asks for.
 */
what: EntryKind, 
/**
 * Whether it is done.
 */
done: boolean, };

export type Revoking = { 
/**
 * Where it stands.
 */
state: Standing, 
/**
 * Why.
 */
reason: Reason, 
/**
 * Why it was refused; known for this run of the program only.
 */
problems: Array<Problem>, };

export type OutboxEntry = { 
/**
 * The desk's own key of it: `b6`.
 */
key: string, 
/**
 * The number of the booking that it belongs to.
 */
booking: number, 
/**
 * What it asks for.
 */
what: EntryKind, 
/**
 * The visitor.
 */
personId: number, 
/**
 * The visitor's name.
 */
who: string, 
/**
 * What DoorFlow calls the kind of credential that it revokes; absent for other writes.
 */
label: string | null, 
/**
 * When the visit starts.
 */
start: Moment, 
/**
 * When the visit ends.
 */
end: Moment, 
/**
 * Names of its doors or groups.
 */
places: Array<string>, 
/**
 * Where it stands.
 */
state: Standing, 
/**
 * Why.
 */
reason: Reason, 
/**
 * Why it was refused, each reason at its field; known for this run of the program only.
 */
problems: Array<Problem>, 
/**
 * DoorFlow's or the network's own words, for support, known for this run only; empty when there are none.
 */
detail: string, 
/**
 * Since when it stands so.
 */
since: Moment, 
/**
 * When DoorFlow's list is looked at next; `None` when it is not.
 */
nextLook: Moment | null, 
/**
 * The calendar's key of the visit that it made or takes back, where that is known.
 */
visitKey: string | null, 
/**
 * How many visits look like it that should not be: all but the oldest.
 */
surplus: number, 
/**
 * All steps of its booking, in order, where they follow one another; else empty. This entry stands for the first that is not done.
 */
steps: Array<EntryStep>, 
/**
 * Whether it can be sent (again).
 */
canSendAgain: boolean, 
/**
 * Whether it can be taken off the outbox.
 */
canGiveUp: boolean, };

export type VisitState = "pending" | "unknown" | "notBooked" | "expected" | "underWay" | "over" | "cancelling" | "moving";

export type Readiness = "ready" | "waiting" | "offline" | "failing" | "notKnown";

export type VisitDoor = { 
/**
 * The channel.
 */
id: number, 
/**
 * Its name, or its number where DoorFlow lists it no longer.
 */
name: string, 
/**
 * Whether it knows.
 */
readiness: Readiness, };

export type VisitGroup = { 
/**
 * The group.
 */
id: number, 
/**
 * Its name.
 */
name: string, };

export type Presence = "here" | "left" | "noShow" | "rejected";

export type Attendance = { 
/**
 * What is known.
 */
presence: Presence, 
/**
 * Since when; absent where that is not known.
 */
at: Moment | null, 
/**
 * Somebody at a desk said so, and no door.
 */
byHand: boolean, 
/**
 * Minutes from the start to the arrival, less than none for an early one; absent for who did not come, and for visits of several days.
 */
late: number | null, 
/**
 * The door that said so; empty for none.
 */
door: string, 
/**
 * Why the door turned them away, in DoorFlow's words; empty otherwise.
 */
said: string, };

export type Visit = { 
/**
 * `r` or `g` and DoorFlow's id; `b` and the desk's own number while DoorFlow has given none.
 */
key: string, 
/**
 * What it is in DoorFlow.
 */
kind: VisitKind, 
/**
 * The visitor.
 */
personId: number, 
/**
 * First and last name, or `Person 123` where the directory has none.
 */
name: string, 
/**
 * One or two letters for the round picture.
 */
initials: string, 
/**
 * Department or job title: the line under the name; may be empty.
 */
line: string, 
/**
 * Whom the visitor comes to see, as it was noted here; empty for nobody.
 */
host: string, 
/**
 * From.
 */
start: Moment, 
/**
 * To.
 */
end: Moment, 
/**
 * Its doors, for a reservation.
 */
doors: Array<VisitDoor>, 
/**
 * Its groups, for a group reservation.
 */
groups: Array<VisitGroup>, 
/**
 * What it is doing.
 */
state: VisitState, 
/**
 * All its doors together: the worst of them.
 */
readiness: Readiness, 
/**
 * How its visitor came, or did not; absent while nothing is known of that.
 */
attendance: Attendance | null, };

export type Arrival = { 
/**
 * When it happened.
 */
at: Moment, 
/**
 * The door; empty where DoorFlow did not say.
 */
door: string, 
/**
 * What happened, in DoorFlow's words.
 */
said: string, 
/**
 * The door stayed shut.
 */
rejected: boolean, };

export type LastHere = { 
/**
 * When they came in.
 */
at: Moment, 
/**
 * The door that let them in; empty where DoorFlow did not say, and where somebody at a desk said so.
 */
door: string, 
/**
 * Somebody at a desk checked them in, and no door.
 */
byHand: boolean, };

export type VisitDetails = { 
/**
 * The visit.
 */
visit: Visit, 
/**
 * DoorFlow's own number.
 */
doorflowId: number | null, 
/**
 * When it was made, on the account's clock.
 */
created: Moment | null, 
/**
 * When this was read from DoorFlow; absent when it is the desk's last knowledge (offline, or an endpoint that cannot be asked).
 */
read: Moment | null, 
/**
 * Whether it can be cancelled now.
 */
cancellable: boolean, 
/**
 * What doors reported of its visitor, the latest first.
 */
arrivals: Array<Arrival>, 
/**
 * The visits that were asked for together with it on this desk; absent for one that was asked for alone.
 */
series: Series | null, 
/**
 * What was noted of it here.
 */
about: About, };

export type Cancelling = { "kind": "done" } | { "kind": "kept", 
/**
 * What it waits for; `none` while it is on its way.
 */
reason: Reason, };

export type LetInOutcome = "admitted" | "denied" | "barred" | "offline" | "timeout" | "notKnown" | "alreadyAsked";

export type LetIn = { 
/**
 * What became of it.
 */
outcome: LetInOutcome, 
/**
 * When.
 */
at: Moment, };

export type Marked = { 
/**
 * The visit.
 */
key: string, 
/**
 * When its visitor was checked in, UTC, RFC 3339.
 */
came: string | null, 
/**
 * When they were checked out, UTC, RFC 3339.
 */
left: string | null, };

export type RollCallLine = { 
/**
 * First and last name.
 */
name: string, 
/**
 * Department or job title; may be empty.
 */
line: string, 
/**
 * Since when; absent where nobody saw them come.
 */
since: Moment | null, 
/**
 * When their visit ends.
 */
until: Moment, 
/**
 * The door that let them in last as far as is known; empty where none did.
 */
places: Array<string>, };

export type RollCall = { 
/**
 * The account's name.
 */
account: string, 
/**
 * When this was so, on the account's clock.
 */
taken: Moment, 
/**
 * It is so now, as far as this desk knows; else it was kept when somebody was last signed in.
 */
live: boolean, 
/**
 * Whether the door log was read: else it is only known who was checked in by hand, and whose visit is under way.
 */
watched: boolean, 
/**
 * Up to when the door log was read, where it has not been read lately: whoever has come since is not known, so it also has those whose visit
 * is under way.
 */
unreadSince: Moment | null, 
/**
 * Doors that may have somebody to report yet, such as one that is offline and lets people in by itself: whoever has come by them is not
 * known, so it also has those who may use them and whose visit is under way.
 */
silentDoors: Array<string>, 
/**
 * When what this computer keeps was begun anew, where that was today: whoever was checked in by hand before is not known, so it also has those
 * whose visit is under way.
 */
begunAnew: Moment | null, 
/**
 * Up to when the file of what this computer keeps could not be opened, where that is so now or was today: of those who were checked in by hand
 * not all are known, so it also has those whose visit is under way.
 */
unkept: Moment | null, 
/**
 * Those who are here, by name.
 */
people: Array<RollCallLine>, };

export type Agenda = { 
/**
 * Each day from the first to the last.
 */
days: Array<DayFrame>, 
/**
 * Every visit that touches them, by start, then key.
 */
visits: Array<Visit>, };

export type Door = { 
/**
 * The channel.
 */
id: number, 
/**
 * Its name.
 */
name: string, 
/**
 * Its site, if it has one.
 */
siteId: number | null, 
/**
 * Connected.
 */
online: boolean, 
/**
 * In lockdown.
 */
lockdown: boolean, 
/**
 * Its last sync failed.
 */
failing: boolean, };

export type Group = { 
/**
 * The group.
 */
id: number, 
/**
 * Its name.
 */
name: string, 
/**
 * DoorFlow's note about it; may be empty.
 */
notes: string, };

export type Site = { 
/**
 * The site.
 */
id: number, 
/**
 * Its name.
 */
name: string, };

export type Places = { 
/**
 * By site name, then door name.
 */
doors: Array<Door>, 
/**
 * By name.
 */
groups: Array<Group>, 
/**
 * By name.
 */
sites: Array<Site>, 
/**
 * The doors that this desk booked most lately, for *usual doors*.
 */
usualDoors: number[], };

export type HistoryState = "expected" | "underWay" | "here" | "left" | "noShow" | "rejected" | "over" | "cancelled" | "moved" | "pending" | "notBooked";

export type HistoryAsk = { 
/**
 * The first day, `YYYY-MM-DD` in the account's zone; all that is kept where there is none.
 */
first: string | null, 
/**
 * The last day.
 */
last: string | null, 
/**
 * Visits at one of these doors; any where there are none.
 */
doors: number[], 
/**
 * Visits of this person; anybody's where there is none.
 */
person: number | null, 
/**
 * Visits that went so; any where there are none.
 */
states: Array<HistoryState>, };

export type HistoryCount = { 
/**
 * How they went.
 */
state: HistoryState, 
/**
 * How many.
 */
count: number, };

export type HistoryLine = { 
/**
 * The visit.
 */
visit: Visit, 
/**
 * How it went.
 */
state: HistoryState, 
/**
 * When its visitor came; on a visit of several days that goes on, today.
 */
arrived: Moment | null, 
/**
 * Somebody at a desk said so, and no door.
 */
byHand: boolean, 
/**
 * When its visitor left, or the visit was over.
 */
left: Moment | null, 
/**
 * How often doors turned its visitor away.
 */
rejected: number, 
/**
 * Why, the last time, in DoorFlow's words; empty for never.
 */
said: string, };

export type HistoryPage = { 
/**
 * Which reading of the store this is a part of: further parts of the same are asked for by it.
 */
reading: number, 
/**
 * How many visits are shown in all.
 */
total: number, 
/**
 * How many there are of each state, shown or not; of states without any there is none.
 */
counts: Array<HistoryCount>, 
/**
 * What was over before then is not kept on this computer.
 */
keptFrom: Moment, 
/**
 * The lines of this part, the latest visit first.
 */
lines: Array<HistoryLine>, };

export type DoorOutcome = "letIn" | "turnedAway" | "other";

export type DoorLogAsk = { 
/**
 * The first day, `YYYY-MM-DD` in the account's zone; as far back as DoorFlow goes where there is none.
 */
first: string | null, 
/**
 * The last day.
 */
last: string | null, 
/**
 * At one of these doors; at any where there are none.
 */
doors: number[], 
/**
 * Of this person; anybody's where there is none.
 */
person: number | null, 
/**
 * With these outcomes; any where there are none.
 */
outcomes: Array<DoorOutcome>, };

export type DoorCount = { 
/**
 * How they went.
 */
outcome: DoorOutcome, 
/**
 * How many.
 */
count: number, };

export type DoorEvent = { 
/**
 * DoorFlow's number of it.
 */
id: number, 
/**
 * When it happened at the door.
 */
at: Moment, 
/**
 * What the door did.
 */
outcome: DoorOutcome, 
/**
 * What happened, in DoorFlow's words.
 */
said: string, 
/**
 * The door's name.
 */
door: string, 
/**
 * Whose it was, where that is known.
 */
person: number | null, 
/**
 * Their name; empty where DoorFlow does not say.
 */
name: string, 
/**
 * The directory knows them.
 */
known: boolean, };

export type DoorLogPage = { 
/**
 * The number of the reading, for asking for more of the same list.
 */
reading: number, 
/**
 * How many lines there are so far.
 */
total: number, 
/**
 * How many there are of each outcome.
 */
counts: Array<DoorCount>, 
/**
 * How many events were looked at.
 */
read: number, 
/**
 * Of how many, by DoorFlow's own figure.
 */
of: number | null, 
/**
 * Events that could not be understood.
 */
unreadable: number, 
/**
 * All that was asked for is here, or as much as is read of one question.
 */
complete: boolean, 
/**
 * When the first of it was read: what doors reported since is not in the list.
 */
readAt: Moment, 
/**
 * From when on events are asked for: DoorFlow keeps 90 days of them.
 */
since: Moment, 
/**
 * Where not all was read: nothing before this was.
 */
nothingBefore: Moment | null, 
/**
 * Where not all was read: nothing after this was.
 */
nothingAfter: Moment | null, 
/**
 * The lines that were asked for.
 */
events: Array<DoorEvent>, };

export type ExportForm = "csv" | "calendar";

export type Exported = { 
/**
 * How many visits.
 */
visits: number, 
/**
 * How many were left out: a calendar has only those that DoorFlow had, since its programs know an event by a number that lasts.
 */
leftOut: number, 
/**
 * What was over before then is not kept on this computer, nor in the file.
 */
keptFrom: Moment, 
/**
 * The name of the file, without its folder.
 */
file: string, };

export type Span = { 
/**
 * First unit.
 */
start: number, 
/**
 * How many.
 */
len: number, };

export type Bar = "disabled" | "expired" | "notYet";

export type Hit = { 
/**
 * The person.
 */
id: number, 
/**
 * First and last name.
 */
name: string, 
/**
 * One or two letters for the round picture.
 */
initials: string, 
/**
 * The line under the name: department or job title, e-mail, system id; what matched comes first.
 */
line: string, 
/**
 * What matched in `name`.
 */
nameSpans: Array<Span>, 
/**
 * What matched in `line`.
 */
lineSpans: Array<Span>, 
/**
 * Why the person cannot be booked today, if so.
 */
bar: Bar | null, };

export type Likeness = "email" | "phone" | "name" | "nearName";

export type Double = { 
/**
 * The person.
 */
id: number, 
/**
 * First and last name.
 */
name: string, 
/**
 * One or two letters for the round picture.
 */
initials: string, 
/**
 * By what they are told apart: department or job title, e-mail, mobile.
 */
line: string, 
/**
 * The strongest thing in common.
 */
why: Likeness, 
/**
 * Why the person cannot be booked today, if so.
 */
bar: Bar | null, };

export type Answer = { 
/**
 * The text it answers, so that a late answer is never taken for a newer one.
 */
text: string, 
/**
 * Best first.
 */
hits: Array<Hit>, 
/**
 * How many matched in all.
 */
total: number, 
/**
 * How many people the directory holds.
 */
people: number, };

export type ShownPin = { 
/**
 * The digits; `None` where the person has no PIN.
 */
digits: string | null, };

export type Message = { "kind": "mail", 
/**
 * Whom it goes to.
 */
to: string, 
/**
 * What it is about.
 */
subject: string, 
/**
 * What it says.
 */
body: string, } | { "kind": "text", 
/**
 * The number, however it is written.
 */
to: string, 
/**
 * What it says.
 */
body: string, };

export type PersonField = { 
/**
 * DoorFlow's name of it: `email`, `valid_from`, `custom_1`.
 */
key: string, 
/**
 * What it holds, times on the account's clock.
 */
value: string, };

export type CredentialLine = { 
/**
 * DoorFlow's id of it.
 */
id: string, 
/**
 * What DoorFlow calls its kind: `PIN`, `Employee card`.
 */
label: string, 
/**
 * Whether it is the person's PIN; no where that is not known.
 */
isPin: boolean, 
/**
 * DoorFlow's word for a mobile credential's state; empty for others.
 */
status: string, 
/**
 * DoorFlow's word for the wallet that holds it; empty for others.
 */
wallet: string, 
/**
 * How far it is with being revoked; absent where nobody at this desk asked for that.
 */
revoking: Revoking | null, };

export type PersonDetails = { 
/**
 * The person.
 */
id: number, 
/**
 * First and last name.
 */
name: string, 
/**
 * One or two letters for the round picture.
 */
initials: string, 
/**
 * Why the person cannot be booked today, if so.
 */
bar: Bar | null, 
/**
 * DoorFlow has a photo of them.
 */
hasPhoto: boolean, 
/**
 * Every field that has a value, in the order in which DoorFlow names them, but for names, groups, roles and the photo.
 */
fields: Array<PersonField>, 
/**
 * Names of their groups.
 */
groups: Array<string>, 
/**
 * Names of their roles.
 */
roles: Array<string>, 
/**
 * Their credentials: never a value. Where they could not be read, those that are being revoked.
 */
credentials: Array<CredentialLine>, 
/**
 * Whether the credentials were read from DoorFlow just now.
 */
credentialsRead: boolean, 
/**
 * Whether they have a PIN; absent where that could not be read.
 */
hasPin: boolean | null, 
/**
 * Visits under way or to come, as the desk knows them.
 */
visits: Array<Visit>, 
/**
 * When they were last here, of the arrivals that are kept here; absent where none is.
 */
lastHere: LastHere | null, 
/**
 * When this was read from DoorFlow; absent when DoorFlow could not be asked and this is the desk's last knowledge.
 */
read: Moment | null, };

export type QuickKind = "who" | "besides" | "when" | "repeat" | "where" | "pin" | "filler" | "unclear" | "unknown";

export type QuickPart = { 
/**
 * First unit.
 */
start: number, 
/**
 * How many.
 */
len: number, 
/**
 * What they say.
 */
kind: QuickKind, };

export type QuickReading = { 
/**
 * Each word in one of them, in order.
 */
parts: Array<QuickPart>, 
/**
 * Who may be the visitor, best first.
 */
hits: Array<Hit>, 
/**
 * How many may be in all.
 */
total: number, 
/**
 * Who comes besides.
 */
others: Array<Hit>, 
/**
 * The words that are a name nobody has; empty where somebody has it, or nobody was named. Whoever is found has a name like it.
 */
newcomer: string, 
/**
 * First day, `YYYY-MM-DD` in the account's zone.
 */
date: string, 
/**
 * Last day, where there are several.
 */
lastDate: string, 
/**
 * From, `HH:MM`.
 */
from: string, 
/**
 * To, `HH:MM` up to `24:00`.
 */
to: string, 
/**
 * It comes again; absent where it does not.
 */
repeat?: Repeat, 
/**
 * Doors or groups; absent where none was named.
 */
place?: Place, 
/**
 * A PIN is asked for.
 */
pin: boolean, 
/**
 * It would go past midnight, and ends there.
 */
cut: boolean, 
/**
 * What is wrong with the times, and what is unclear of the places.
 */
problems: Array<Problem>, 
/**
 * What to know of the times.
 */
notes: Array<Note>, };

export type QuickAdd = { 
/**
 * The text it answers.
 */
text: string, 
/**
 * Best first; empty where nothing is in it but a name or something else to look for.
 */
readings: Array<QuickReading>, 
/**
 * All of it is somebody's name as well, who then comes first.
 */
isName: boolean, };

export type AtOnce = { 
/**
 * The people who match it.
 */
answer: Answer, 
/**
 * What it says of a booking; absent where that was not asked for, and while no account is open.
 */
quick: QuickAdd | null, };

export type ImportField = "name" | "firstName" | "lastName" | "email" | "mobile" | "systemId" | "organisation" | "date" | "lastDate" | "from" | "to" | "duration" | "places" | "site";

export type DateOrder = "dayFirst" | "monthFirst";

export type NotRead = "empty" | "tooLarge" | "tooManyRows" | "tooManyColumns" | "cellTooLong" | "workbook" | "notText";

export type ImportColumn = { 
/**
 * Its header; the first cell that holds something where there is none.
 */
title: string, 
/**
 * What it is taken for; `None` where nothing of it is used.
 */
field: ImportField | null, };

export type ForAll = { 
/**
 * The day.
 */
date: string, 
/**
 * The start.
 */
from: string, 
/**
 * The end.
 */
to: string, 
/**
 * Doors or groups by name.
 */
places: string, 
/**
 * Whether everybody who is new gets a PIN.
 */
pin: boolean, };

export type ImportState = "ready" | "mend" | "choose" | "same" | "already" | "leftOut" | "waiting" | "onItsWay" | "booked" | "refused" | "checking" | "notBooked" | "needsYou";

export type ImportPerson = { 
/**
 * The person.
 */
id: number, 
/**
 * First and last name.
 */
name: string, 
/**
 * What tells them from others of that name: e-mail, department, system id.
 */
line: string, };

export type ImportRow = { 
/**
 * Its place among the rows, from 0.
 */
at: number, 
/**
 * Its number in the spreadsheet, from 1.
 */
number: number, 
/**
 * First and last name.
 */
name: string, 
/**
 * E-mail.
 */
email: string, 
/**
 * Mobile.
 */
mobile: string, 
/**
 * The company.
 */
organisation: string, 
/**
 * The first day, `YYYY-MM-DD`.
 */
date: string, 
/**
 * The last day, `YYYY-MM-DD`; empty for one day.
 */
lastDate: string, 
/**
 * The start, `HH:MM`.
 */
from: string, 
/**
 * The end, `HH:MM`.
 */
to: string, 
/**
 * Doors or groups.
 */
places: string, 
/**
 * Where it stands.
 */
state: ImportState, 
/**
 * The person of the directory; `None` for somebody new, and while nobody is chosen.
 */
person: ImportPerson | null, 
/**
 * Those who may be meant, where somebody has to choose or has chosen.
 */
people: Array<ImportPerson>, 
/**
 * The number of the earlier row that asks for the same.
 */
sameAs: number | null, 
/**
 * What stands in the way, each at its field.
 */
problems: Array<Problem>, 
/**
 * What to know.
 */
notes: Array<Note>, 
/**
 * DoorFlow's or the network's own words, for support; empty when there are none.
 */
detail: string, };

export type Import = { 
/**
 * The columns of the table, as they came.
 */
columns: Array<ImportColumn>, 
/**
 * Whether the day or the month comes first, where the cells leave that open; `None` until somebody says.
 */
order: DateOrder | null, 
/**
 * A day that could be either; `None` where there is none.
 */
either: string | null, 
/**
 * What counts where a row says nothing.
 */
forAll: ForAll, 
/**
 * The rows that hold something, in order, without the header.
 */
rows: Array<ImportRow>, 
/**
 * Rows are being booked, one after the other.
 */
running: boolean, };

export type ImportRead = { "kind": "read", 
/**
 * The whole of it.
 */
import: Import, } | { "kind": "not", 
/**
 * Why.
 */
why: NotRead, };

export type WhoChosen = { "kind": "person", 
/**
 * The person.
 */
id: number, } | { "kind": "newcomer" };

export type ImportChange = { "kind": "column", 
/**
 * Its place, from 0.
 */
at: number, 
/**
 * What it is about.
 */
field: ImportField | null, } | { "kind": "order", 
/**
 * Which.
 */
order: DateOrder, } | { "kind": "forAll", 
/**
 * All of it.
 */
forAll: ForAll, } | { "kind": "cell", 
/**
 * The row's place, from 0.
 */
at: number, 
/**
 * Which of its cells.
 */
field: ImportField, 
/**
 * What it says now.
 */
text: string, } | { "kind": "who", 
/**
 * The row's place, from 0.
 */
at: number, 
/**
 * Who.
 */
who: WhoChosen, } | { "kind": "leftOut", 
/**
 * The row's place, from 0.
 */
at: number, 
/**
 * Whether it is left out.
 */
out: boolean, };

export type SessionState = { "phase": "starting" } | { "phase": "signedOut", 
/**
 * Why, if there is something to say.
 */
reason: SignOutReason | null, } | { "phase": "waitingForBrowser", 
/**
 * The address that was opened, for a browser that did not come up. It holds no secret.
 */
address: string, 
/**
 * How the browser's answer gets here.
 */
back: WayBack, } | { "phase": "finishing", 
/**
 * Why the account could not be read the last time; it is tried again.
 */
trouble: Code | null, } | { "phase": "signedIn", 
/**
 * Who and where.
 */
account: AccountLine, 
/**
 * What the sign-in may not do.
 */
missing: Array<Capability>, 
/**
 * How long it lasts.
 */
keeping: Keeping, 
/**
 * The demo building.
 */
demo: boolean, };

export type SignOutReason = "signedOutHere" | "notRevoked" | "notRemoved" | "filesLeft" | "ended" | "denied" | "timedOut" | "cancelled" | "keychainClosed" | "clientRefused" | "scopeRefused" | "offline" | "unfinished" | "badAnswer";

export type WayBack = "byItself" | "byHand" | "portTaken";

export type Keeping = "keychain" | "thisRun" | "thisRunKeychainLocked";

export type Capability = "readPeople" | "writePeople" | "readReservations" | "bookDoors" | "readGroupReservations" | "bookGroups" | "readDoors" | "admit" | "readGroups" | "readRoles" | "readSites" | "readCredentialTypes" | "readEvents" | "sync";

export type AccountLine = { 
/**
 * The account's name.
 */
name: string, 
/**
 * The receptionist's name as DoorFlow has it.
 */
user: string, 
/**
 * The account's zone, an IANA name.
 */
zone: string, };

export type Setup = { 
/**
 * The OAuth application's client id; empty when a person must give it.
 */
clientId: string, 
/**
 * Whether a client secret is known (it is never told).
 */
hasSecret: boolean, 
/**
 * The redirect address.
 */
redirectUri: string, 
/**
 * What a sign-in asks for, by DoorFlow's names.
 */
scopes: Array<string>, 
/**
 * The host that the desk talks to.
 */
apiHost: string, 
/**
 * The machine or the environment has set the client id: it is not asked for.
 */
managed: boolean, 
/**
 * The app's version.
 */
version: string, 
/**
 * What cannot be used, a line each: where it stands (a file, a line of it, an environment variable) and why; empty when all is well.
 */
trouble: string, };

export type SetupInput = { 
/**
 * The OAuth application's client id.
 */
clientId: string, 
/**
 * Its secret; empty to leave the one that is kept, if any.
 */
clientSecret: string, 
/**
 * The secret that is kept is to be forgotten: the application has none.
 */
forgetSecret: boolean, 
/**
 * The redirect address; empty for the usual loopback one.
 */
redirectUri: string, };

export type PasteError = "notWaiting" | "empty" | "otherAddress" | "noAnswer" | "otherSignIn";

export type Template = { 
/**
 * What people call it.
 */
name: string, 
/**
 * How long a visit is, in minutes; absent where it does not say.
 */
minutes: number | null, 
/**
 * The doors or groups that DoorFlow lists of those that it names; absent where it names none.
 */
place: Place | null, 
/**
 * Doors or groups that it names and that DoorFlow does not list, or lists twice.
 */
missing: Array<string>, 
/**
 * Whether somebody new gets a PIN.
 */
pin: boolean, 
/**
 * What the visit is for; may be empty.
 */
purpose: string, 
/**
 * A private note; may be empty.
 */
note: string, 
/**
 * It was made on this desk, and can be changed here.
 */
own: boolean, };

export type Office = { 
/**
 * More guests at once than this are said when a visit is planned; 0 for no limit.
 */
guestsAtOnce: number, 
/**
 * The group that somebody who is made for a visit comes into, where DoorFlow lists it; absent where there is to be none.
 */
visitorGroup: number | null, 
/**
 * What is said of that group where DoorFlow does not list it, or lists it twice.
 */
missingGroup: string | null, 
/**
 * It was settled which group that is, or that there is to be none.
 */
groupSettled: boolean, 
/**
 * DoorFlow's name of the visitor's field into which the host goes; absent where it stays here.
 */
hostField: string | null, 
/**
 * The same of the purpose.
 */
purposeField: string | null, 
/**
 * The same of the note.
 */
noteField: string | null, 
/**
 * Named defaults of bookings, those of the machine's configuration first.
 */
templates: Array<Template>, };

export type DoorAway = { 
/**
 * Its name.
 */
name: string, 
/**
 * The visits that need it within the hour and whose visitors have not come, by start; at least one.
 */
visits: Array<Visit>, };

export type Needing = { 
/**
 * The visitor's name.
 */
who: string, 
/**
 * What it asks of DoorFlow.
 */
what: EntryKind, 
/**
 * Where it stands.
 */
state: Standing, };

export type Alert = { 
/**
 * Visits whose visitors a door let in, or turned away.
 */
arrivals: Array<Visit>, 
/**
 * Doors that are offline, and that somebody is about to need.
 */
doors: Array<DoorAway>, 
/**
 * Writes that wait for a person.
 */
needing: Array<Needing>, };

export type Lock = { 
/**
 * Nothing is shown and nothing done before somebody gives the PIN.
 */
locked: boolean, 
/**
 * A PIN has been chosen: without one, nothing is ever locked.
 */
hasPin: boolean, 
/**
 * After so many minutes without a touch it locks itself; absent where it does not.
 */
afterMinutes: number | null, 
/**
 * The office has said so: it can be sooner, but neither later nor never.
 */
officeMinutes: number | null, };

export type LockScreen = { 
/**
 * The building's hour; absent while no account is open.
 */
clock: Clock | null, 
/**
 * For so many seconds no PIN is taken.
 */
wait: number, 
/**
 * What is not through to DoorFlow: bookings and changes.
 */
unsent: number, 
/**
 * Somebody new is among them.
 */
somebodyNew: boolean, };

export type PinAnswer = { "kind": "right" } | { "kind": "wrong", 
/**
 * For so many seconds no other is taken.
 */
wait: number, } | { "kind": "wait", 
/**
 * For so many seconds more.
 */
wait: number, } | { "kind": "noKeychain" } | { "kind": "keychainClosed" };

export type News = { "kind": "session", 
/**
 * What it is now.
 */
session: SessionState, } | { "kind": "status", 
/**
 * What it says now.
 */
status: Status, } | { "kind": "clock", 
/**
 * The building's hour.
 */
clock: Clock, } | { "kind": "changed", 
/**
 * Which.
 */
topics: Array<Topic>, } | { "kind": "turned", 
/**
 * Those visits, as they stand now.
 */
visits: Array<Visit>, } | { "kind": "import", 
/**
 * Those rows, as they are now.
 */
rows: Array<ImportRow>, 
/**
 * Whether more are being booked.
 */
running: boolean, } | { "kind": "booking", 
/**
 * How far it has come.
 */
receipt: Receipt, } | { "kind": "arrivals", 
/**
 * Their visits, as they stand now.
 */
visits: Array<Visit>, } | { "kind": "alert", 
/**
 * What.
 */
alert: Alert, } | { "kind": "lock", 
/**
 * How it stands now.
 */
lock: Lock, } | { "kind": "unnamed", 
/**
 * How many visitors a door let in.
 */
arrived: number, 
/**
 * How many it turned away.
 */
turnedAway: number, 
/**
 * How many doors are offline that somebody is about to need.
 */
doors: number, 
/**
 * How many writes wait for a person.
 */
needing: number, };

export type FirstSpan = "day" | "week";

export type FirstBuilding = { 
/**
 * Its hour.
 */
clock: Clock, 
/**
 * What the status line says.
 */
status: Status, 
/**
 * Doors, groups and sites.
 */
places: Places, 
/**
 * The days that were asked for.
 */
agenda: Agenda, };

export type FirstView = { 
/**
 * Where the session stands.
 */
session: SessionState, 
/**
 * Whether the desk is locked.
 */
lock: Lock, 
/**
 * What there is of the building; nothing unless somebody is signed in, and nothing while the desk is locked.
 */
building: FirstBuilding | null, };

export type Topic = "people" | "places" | "visits" | "outbox";

export type Status = { 
/**
 * How fresh the data is.
 */
freshness: Freshness, 
/**
 * Doors online.
 */
doorsOnline: number, 
/**
 * Doors offline.
 */
doorsOffline: number, 
/**
 * Doors that have not yet taken the latest changes, or failed to.
 */
doorsWaiting: number, 
/**
 * Writes that are to be sent, or on their way.
 */
outbox: number, 
/**
 * Writes whose answer was lost, and that Lobby still looks for by itself.
 */
checking: number, 
/**
 * Writes that stay as they are until a person decides.
 */
needsYou: number, 
/**
 * Whether people, visits and notes are in memory for this run only, since their file or its key could not be had. Never so in the demo.
 */
inMemory: boolean, 
/**
 * When the file of people, visits and notes was begun anew, since it was damaged or its key was gone: what was noted here before is lost.
 * Absent where it was not, and once somebody has read that.
 */
begunAnew: Moment | null, };

export type Freshness = { "kind": "never" } | { "kind": "pulling", 
/**
 * What is being read.
 */
what: Pulling, 
/**
 * Rows so far.
 */
done: number, 
/**
 * Rows in all, where DoorFlow said so.
 */
total: number | null, } | { "kind": "fresh", 
/**
 * Seconds since the last whole pull.
 */
seconds: number, } | { "kind": "offline", 
/**
 * Seconds since the last whole pull; absent when there never was one.
 */
seconds: number | null, } | { "kind": "troubled", 
/**
 * Seconds since the last whole pull; absent when there never was one.
 */
seconds: number | null, 
/**
 * The lists that could not be read, or not all of them, where the others could; else none.
 */
lists: Array<Source>, 
/**
 * For support.
 */
detail: string, };

export type Pulling = "people" | "places" | "visits";

export type Source = "account" | "doors" | "groups" | "roles" | "sites" | "reservations" | "groupReservations" | "people" | "doorLog";

export type Code = "signedOut" | "offline" | "forbidden" | "notFound" | "busy" | "changed" | "refused" | "doorFlow" | "machine" | "badInput" | "locked" | "alreadyOpen";

export type DeskError = { 
/**
 * What to do about it.
 */
code: Code, 
/**
 * For support: names no person and holds no secret.
 */
detail: string, 
/**
 * Reasons at fields, where there are any.
 */
problems: Array<Problem>, };
