import { doorsMatter, presenceOf } from "../calendar/look";
import type { Visit } from "../ipc/bindings";
import { say, sayRange } from "./clock";
import { dayName, inNumbers, longDate, range, shortDate } from "./dates";
import { figure, standingText, visitState } from "./frame";
import { rowName } from "./today";

/** `Thu`, for the head of a column. */
export function shortDay(date: string): string {
  return dayName(date).slice(0, 3);
}

export function visits(count: number): string {
  return count === 1 ? "1 visit" : `${figure(count)} visits`;
}

/** Names of the doors or groups of a visit. */
export function places(visit: Visit): string {
  return (visit.kind === "groupReservation" ? visit.groups : visit.doors).map((place) => place.name).join(", ");
}

/** What is said of a visit's doors beside their names; empty where nothing need be. */
export const readinessNote = {
  ready: "",
  waiting: "waiting",
  offline: "offline",
  failing: "sync failing",
  notKnown: "",
} as const satisfies Record<Visit["readiness"], string>;

/** The line under a visitor's name: from, to and where. */
export function visitLine(visit: Visit): string {
  return `${range(visit.start, visit.end)} · ${places(visit)}`;
}

/** The line of a visit in the all-day lane: where and until when. */
export function longVisitLine(visit: Visit): string {
  return `${places(visit)}, until ${shortDate(visit.end.date)} ${say(visit.end.time)}`;
}

/** How a visit stands: what is known of its visitor, else of the visit. */
export function stateText(visit: Visit): string {
  const presence = presenceOf(visit);
  return presence === null ? visitState[visit.state] : standingText(presence, visit.attendance?.at);
}

/** State and, where somebody may yet stand before them, doors that have what they need. */
function standing(visit: Visit): string {
  const state = stateText(visit).toLowerCase();
  return doorsMatter(visit) && visit.readiness === "ready" ? `${state}, doors ready` : state;
}

/**
 * A visit within one day as a screen reader says it: who, from, to, places, the full date, state and doors. It begins with what is
 * seen, word for word, so that a person who steers by voice can say what they see.
 */
export function visitName(visit: Visit): string {
  const note = doorsMatter(visit) ? readinessNote[visit.readiness] : "";
  return `${visit.name} ${visitLine(visit)}${note === "" ? "" : ` · ${note}`}, ${longDate(visit.start.date)}, ${standing(visit)}`;
}

/** The same of a visit over several days. */
export function longVisitName(visit: Visit): string {
  const from = `${longDate(visit.start.date)} ${say(visit.start.time)}`;
  const to = `${longDate(visit.end.date)} ${say(visit.end.time)}`;
  return `${visit.name} ${longVisitLine(visit)}, from ${from} to ${to}, ${standing(visit)}`;
}

/** A free half-hour or a longer choice, as a screen reader says it. */
export function slotName(date: string, from: string, to: string): string {
  return `${longDate(date)}, ${say(from)} to ${say(to)}, free to book`;
}

/** Several days chosen in the month. */
export function daysChosen(first: string, last: string): string {
  return `${longDate(first)} to ${longDate(last)}`;
}

/** A day as the rows of the grid and the cells of the month are named; `change` is what its clocks do, `filtered` that there may be more visits. */
export function dayCell(date: string, count: number, today: boolean, change: string, filtered: boolean): string {
  const clocks = change === "" ? "" : `, clocks change: ${change}`;
  return `${longDate(date)}${today ? ", today" : ""}, ${count === 0 ? "no visits" : visits(count)}${filtered ? " in the filter" : ""}${clocks}`;
}

/** `+12 more visits, 09:00 to 10:00`: what is seen, and what it means. */
export function more(count: number, from: string, to: string): string {
  return `+${figure(count)} more ${count === 1 ? "visit" : "visits"}, ${say(from)} to ${say(to)}`;
}

/** `+3 more on Thursday 19 November 2026`. */
export function moreOn(count: number, date: string): string {
  return `+${figure(count)} more on ${longDate(date)}`;
}

/** A visit in the list of several days, as a screen reader says it. */
export function listedName(visit: Visit, date: string, watched: boolean): string {
  return `${rowName(visit, date, watched)}, ${longDate(date)}`;
}

/** What is said after moving in time. */
export function arrived(title: string, count: number): string {
  return `${title}, ${count === 0 ? "no visits" : visits(count)}`;
}

/** How much of what there is, is shown. */
export function shownOf(shown: number, all: number): string {
  if (all === 0) return "No visits on these days";
  return shown === all && all > 1 ? `All ${visits(all)} shown` : `${figure(shown)} of ${visits(all)} shown`;
}

export const view = { day: "Day", week: "Week", month: "Month", doors: "Doors", list: "List" } as const;

export const calendarWords = {
  views: "View",
  viewKeys: { day: "D", week: "W", month: "M", doors: "O", list: "A" } as const,
  previous: { day: "Previous day", week: "Previous week", month: "Previous month", list: "Previous week" } as const,
  next: { day: "Next day", week: "Next week", month: "Next month", list: "Next week" } as const,
  today: "Today",
  goTo: "Go to a date",
  goToLabel: "Date",
  goToHint: () => `For example 19 nov, ${inNumbers()}, thu or 2026-11-19.`,
  goToBad: () => `That is not a date. Write it like 19 nov, ${inNumbers()} or 2026-11-19.`,
  go: "Go",
  close: "Close",
  allDay: "All day",
  newVisit: "New visit",
  to: (from: string, to: string) => sayRange(from, to),
  more: (count: number) => `+${figure(count)}`,
  showDay: "Show the day",
  reading: "Reading the visits…",
  again: "Try again",
  help: "Arrows move between visits and times. Enter opens a visit or books a time; with Shift, arrows choose a longer time. On a visit, Alt and arrows ask for another time.",
  helpMonth: "Arrows move by day and week. Enter goes into a day, Shift and arrows choose several days. On a visit, Alt and arrows ask for another day.",
  helpList: "Arrows up and down move between visits, left and right between days. Enter opens a visit. On a visit, Alt and arrows ask for another time.",
  filter: "Filter",
  filterOn: (count: number) => (count === 0 ? "Filter" : `Filter, ${figure(count)} on`),
  grid: (title: string) => `Calendar, ${title}`,
  listed: (last: string) => `Up to ${longDate(last)}. Next week shows what comes later.`,
  noneListed: (first: string, last: string) =>
    `No visits from ${longDate(first)} to ${longDate(last)}. Those booked here or in DoorFlow are listed by themselves, day by day.`,
};
