import { parseDate } from "../days";
import type { Pattern, PlanDate, Reach, SeriesCancelled, StepState } from "../ipc/bindings";
import { noteText, problemText } from "./booking";
import { sayRange } from "./clock";
import { dayName, isWithinDay, range, shortDate } from "./dates";

const NTH = ["first", "second", "third", "fourth", "last"] as const;
const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;
const FULL_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;

/** The words of a visit that comes again. */
export const repeat = {
  chip: "Repeat",
  title: "Repeat",
  how: "How often",
  days: FULL_DAYS.map((name, at) => ({ number: at + 1, name, short: DAYS[at] ?? "" })),
  on: "On",
  every: "Every",
  weeks: (count: number) => (count === 1 ? "week" : "weeks"),
  weeksLabel: "Every so many weeks",
  ends: "Ends",
  after: "After",
  times: "times",
  timesLabel: "How many times",
  until: "On",
  untilLabel: "Last day",
} as const;

/** What a pattern is called, from its first date on. */
export function patternText(kind: Pattern["kind"], first: string | null): string {
  const day = first === null ? null : parseDate(first);
  switch (kind) {
    case "daily":
      return "Every day";
    case "weekdays":
      return "Every weekday";
    case "weekly":
      return "Weekly";
    case "monthlyByDate":
      return day === null ? "Monthly by date" : `Monthly on day ${String(day.day)}`;
    case "monthlyByWeekday":
      return day === null ? "Monthly by weekday" : `Monthly on the ${NTH[Math.floor((day.day - 1) / 7)] ?? "last"} ${dayName(day)}`;
  }
}

/** The words of a list of dates. */
export const dateList = {
  label: "Dates",
  heading: (dates: readonly PlanDate[]) => {
    const out = dates.filter((date) => date.leftOut).length;
    return `${dates.length === 1 ? "1 date" : `${String(dates.length)} dates`}${out > 0 ? `, ${String(out)} left out` : ""}`;
  },
  leaveOut: (count: number) => (count === 1 ? "Leave out the one that cannot be booked" : `Leave out the ${String(count)} that cannot be booked`),
  leaveClashes: (count: number) => (count === 1 ? "Leave out the one that clashes" : `Leave out the ${String(count)} that clash`),
  leftOut: "left out",
  hint: "Take the tick off a date to leave it out. It can be added later.",
} as const;

/** `Thu 19 Nov, 09:00–17:00`; the date alone where that day does not have the time. */
export function dateWhen(date: PlanDate): string {
  if (date.start === null || date.end === null) return shortDate(date.date);
  const times = range(date.start, date.end);
  return isWithinDay(date.start, date.end) ? `${shortDate(date.date)}, ${times}` : times;
}

/** What is to be said of a date: why it cannot be, and what to know. */
export function dateSays(date: PlanDate): string[] {
  return [...date.problems.map(problemText), ...date.notes.map(noteText)];
}

const SHORT: Record<StepState, string> = {
  queued: "saved here",
  inFlight: "being sent",
  accepted: "accepted",
  syncing: "doors being told",
  ready: "doors ready",
  rejected: "refused",
  unknown: "no answer yet",
  notBooked: "not booked",
  needsYou: "needs a decision",
};

/** How far one of many is, in a word or two. */
export function stepShort(state: StepState): string {
  return SHORT[state];
}

/** How far many are together: `12 of 20 accepted, 8 with doors ready`. */
export function togetherText(states: readonly StepState[]): string {
  const accepted = states.filter((state) => state === "accepted" || state === "syncing" || state === "ready").length;
  const ready = states.filter((state) => state === "ready").length;
  return `${String(accepted)} of ${String(states.length)} accepted by DoorFlow, ${String(ready)} with doors ready.`;
}

/** The words of a series that is booked. */
export const series = {
  title: "Series",
  count: (count: number) => `One of ${String(count)} visits booked together`,
  alone: "The only one left of a series",
  show: "Show them",
  hide: "Hide them",
  current: "this one",
  missing: "Not booked:",
  add: "Add",
  addVisitor: "Add a visitor",
  visitor: "Another visitor for these times",
  visitorAdded: (name: string) => `${name} is being booked.`,
  /** A date that is missing, and at which hours it would be. */
  missingDate: (date: string, from: string, to: string) => (from === "" ? shortDate(date) : `${shortDate(date)}, ${sayRange(from, to)}`),
  addDate: (when: string) => `Add ${when}`,
  added: (date: string) => `${shortDate(date)} is being booked.`,
  reach: "Which visits",
  one: "This visit only",
  reached: (reach: Reach, count: number) => (reach === "all" ? `All ${String(count)} of the series` : `This and those after it (${String(count)})`),
  confirm: "Cancel these visits?",
  confirmYes: "Yes, cancel them",
  confirmNo: "Keep them",
  move: "The others go by as many days, to the same hours.",
  cancelled: ({ cancelled, left }: SeriesCancelled) => {
    if (cancelled === 0) return left === 0 ? "Taken off the calendar: none of these visits was booked." : `No visit is being cancelled: ${String(left)} cannot be now, and stay.`;
    return `${cancelled === 1 ? "1 visit is" : `${String(cancelled)} visits are`} being cancelled.${left > 0 ? ` ${String(left)} cannot be now, and stay.` : ""}`;
  },
} as const;
