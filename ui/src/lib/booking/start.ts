import { parseDate } from "../days";
import type { Draft, Moment, NewTimes, Place, Places, Visit, VisitDetails } from "../ipc/bindings";
import { DAY_MINUTES, later, minutesOf, wallTime } from "./timeText";

/** A visit's length when nobody said otherwise, in minutes. */
const USUAL_MINUTES = 60;
/** Starts are offered on this step, in minutes. */
const STEP_MINUTES = 5;
/** The clock is told each minute: by more than this, in minutes, it does not go on by itself. */
const JUMP_MINUTES = 2;
/** When a visit on another day starts, if nobody said otherwise. */
const MORNING = "09:00";

/** When a visit would be. Days `YYYY-MM-DD`, times `HH:MM`, all on the account's clock. */
export interface When {
  date: string;
  from: string;
  to: string;
}

/** The day that comes `days` after `date`. */
export function dayAfter(date: string, days = 1): string {
  return parseDate(date).add({ days }).toString();
}

/** Whether the clock was set between two times it was told, either way, or nobody told it meanwhile. */
export function jumped(before: Moment, now: Moment): boolean {
  const days = parseDate(now.date).compare(parseDate(before.date));
  return Math.abs(days * DAY_MINUTES + now.offset - before.offset) > JUMP_MINUTES;
}

/** What is known of the time, with the rest filled in: from the next five minutes of today, or the morning of another day, for an hour. */
export function startingWhen(known: Partial<Draft>, now: Moment): When {
  const next = Math.ceil(minutesOf(now.time) / STEP_MINUTES) * STEP_MINUTES;
  const dayIsOver = next >= DAY_MINUTES;
  const date = known.date || (dayIsOver && !known.from ? dayAfter(now.date) : now.date);
  const from = known.from || (date === now.date && !dayIsOver ? wallTime(next) : MORNING);
  return { date, from, to: known.to || later(from, USUAL_MINUTES) };
}

/** Where a visit goes when nobody said: the doors booked lately that still exist, else the first door. */
export function startingPlace(known: Partial<Draft>, places: Places): Place {
  if (known.place) return known.place;
  const listed = new Set(places.doors.map((door) => door.id));
  const usual = places.usualDoors.filter((id) => listed.has(id));
  const first = places.doors[0];
  return { kind: "doors", channelIds: usual.length > 0 ? usual : first ? [first.id] : [] };
}

/** The doors or groups of a visit. */
export function placeOf(visit: Visit): Place {
  return visit.kind === "groupReservation"
    ? { kind: "groups", groupIds: visit.groups.map((group) => group.id) }
    : { kind: "doors", channelIds: visit.doors.map((door) => door.id) };
}

/** Day and time of the end of something, where a day's first moment belongs to the day before: by the clock that may be 01:00. */
export function endOf({ start, end }: { start: Moment; end: Moment }): { date: string; to: string } {
  if (end.date > start.date && end.offset === 0) return { date: dayAfter(end.date, -1), to: "24:00" };
  return { date: end.date, to: clockTime(end) };
}

/** `HH:MM` of a moment, without the zone's abbreviation that a repeated hour carries. */
function clockTime(moment: Moment): string {
  return moment.time.slice(0, 5);
}

/** The days and times that a visit has. */
export function ownTimes(visit: Visit): NewTimes {
  const end = endOf(visit);
  const date = visit.start.date;
  return { date, lastDate: end.date > date ? end.date : "", from: clockTime(visit.start), to: end.to };
}

/** The first day, from this one on, that people work on. */
function workingDay(date: string): string {
  const { weekday } = parseDate(date);
  return weekday < 5 ? date : dayAfter(date, 7 - weekday);
}

/** Those who came by the same booking at the same time. */
function companionsOf({ visit, series }: VisitDetails): number[] {
  const same = series?.visits.filter(({ start, end }) => start.utc === visit.start.utc && end.utc === visit.end.utc) ?? [];
  return [...new Set(same.map(({ personId }) => personId))].filter((id) => id > 0 && id !== visit.personId);
}

/**
 * The same people, places, times of day and notes again: today if that is still ahead, else on the next working day (on any day for what was on
 * a weekend). A visit that was not booked is offered on its own day; one that stands is never offered on top of itself.
 */
export function againDraft(details: VisitDetails, now: Moment): Partial<Draft> {
  const { visit } = details;
  const end = endOf(visit);
  const from = clockTime(visit.start);
  const sameDay = visit.state === "notBooked" || visit.state === "unknown";
  const ahead = end.date < now.date && from > now.time.slice(0, 5);
  const next = ahead ? now.date : dayAfter(end.date > now.date ? end.date : now.date);
  const date = sameDay ? visit.start.date : parseDate(visit.start.date).weekday < 5 ? workingDay(next) : next;
  const days = parseDate(end.date).compare(parseDate(visit.start.date));
  const others = companionsOf(details);
  return {
    // Somebody who was never made has no number to be booked by.
    personId: visit.personId > 0 ? visit.personId : null,
    date,
    lastDate: days > 0 ? dayAfter(date, days) : "",
    from,
    to: end.to,
    place: placeOf(visit),
    about: details.about,
    ...(others.length > 0 ? { others } : {}),
  };
}
