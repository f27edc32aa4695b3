import { parseDate, type CalendarDate } from "@internationalized/date";
import { parseDate as parseDay } from "../../days";
import type { Bar, Draft, Note, Plan, PlanItem, Problem, ProblemCode, Repeat, Visit } from "../bindings";
import { DOORS, GROUPS, type Someone } from "./building";
import { instant, instantOf, later, moment } from "./wall";

const BARS: Record<Bar, ProblemCode> = { disabled: "personDisabled", expired: "afterValidity", notYet: "beforeValidity" };
const MAX_DAYS = 31;

/** `HH:MM` of what a person may type, or null. */
export function readTime(text: string): string | null {
  const match = /^\s*(\d{1,2})(?:[:.]?(\d{2}))?\s*(am|pm)?\s*$/i.exec(text);
  if (!match) return null;
  let hour = Number(match[1]);
  const minute = Number(match[2] ?? "0");
  const half = match[3]?.toLowerCase();
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return null;
    hour = (hour % 12) + (half === "pm" ? 12 : 0);
  }
  if (minute > 59 || hour > 24 || (hour === 24 && minute > 0)) return null;
  return `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
}

function isDate(text: string): boolean {
  try {
    parseDate(text);
    return true;
  } catch {
    return false;
  }
}

function problem(field: Problem["field"], code: ProblemCode, subject = ""): Problem {
  return { field, code, subject };
}

function placeProblems({ place }: Draft): Problem[] {
  if (place.kind === "doors") {
    if (place.channelIds.length === 0) return [problem("place", "noDoors")];
    const strange = place.channelIds.find((id) => !DOORS.some((door) => door.id === id));
    return strange === undefined ? [] : [problem("place", "unknownDoor", String(strange))];
  }
  if (place.groupIds.length === 0) return [problem("place", "noGroups")];
  const strange = place.groupIds.find((id) => !GROUPS.some((group) => group.id === id));
  return strange === undefined ? [] : [problem("place", "unknownGroup", String(strange))];
}

function whenProblems(draft: Draft, lastDate: string, from: string | null, to: string | null, now: number): Problem[] {
  const problems: Problem[] = [];
  if (!isDate(draft.date)) problems.push(problem("date", "badDate"));
  if (!isDate(lastDate)) problems.push(problem("lastDate", "badDate"));
  if (from === null || from === "24:00") problems.push(problem("from", "badTime"));
  if (to === null) problems.push(problem("to", "badTime"));
  if (problems.length > 0 || from === null || to === null) return problems;
  const days = parseDate(lastDate).compare(parseDate(draft.date)) + 1;
  const end = to === "00:00" ? "24:00" : to;
  if (days < 1) problems.push(problem("lastDate", "lastDateBeforeFirst"));
  else if (days > MAX_DAYS) problems.push(problem("lastDate", "tooManyDays", String(MAX_DAYS)));
  if (end <= from && (draft.place.kind === "doors" || days <= 1)) problems.push(problem("to", "endsBeforeStart"));
  else if (instant(lastDate, end) <= now) problems.push(problem("date", "inThePast"));
  return problems;
}

/** The dates of a rule, as far as the stand-in knows rules. */
function datesOf(first: string, { pattern, ends }: Repeat): string[] {
  const start = parseDate(first);
  const matches = (date: CalendarDate): boolean => {
    const { weekday } = parseDay(date.toString());
    if (pattern.kind === "weekdays") return weekday < 5;
    if (pattern.kind === "weekly") {
      const own = parseDay(first).weekday;
      const weeks = Math.floor((date.compare(start) + own) / 7);
      return weeks % Math.max(1, pattern.every) === 0 && (pattern.days.length > 0 ? pattern.days : [own + 1]).includes(weekday + 1);
    }
    return pattern.kind === "daily" || date.day === start.day;
  };
  const found: string[] = [];
  for (let ahead = 0; ahead < 700; ahead += 1) {
    const date = start.add({ days: ahead });
    if (ends.kind === "on" ? date.toString() > ends.date : found.length >= ends.count) break;
    if (matches(date)) found.push(date.toString());
  }
  return found;
}

/** What would come of a draft in the stand-in building. */
export function planOf(draft: Draft, people: Someone[], visits: Visit[], now: number): Plan {
  const { others = [], ...alone } = draft;
  const plan = planEach(alone, people, visits, now);
  const named = (id: number | null): string => {
    const person = people.find((someone) => someone.id === id);
    return person ? `${person.first} ${person.last}` : "";
  };
  const items = plan.items;
  if (others.length > 0) plan.items = items.map((item) => ({ ...item, who: named(draft.personId) }));
  for (const id of others) {
    const own = planEach({ ...alone, personId: id }, people, visits, now);
    plan.items.push(...own.items.map((item) => ({ ...item, who: named(id) })));
    plan.visitors.push({ personId: id, name: named(id), problems: own.problems.filter(({ field }) => field === "who"), notes: own.notes.filter(({ code }) => code === "overlaps") });
  }
  const amiss = plan.visitors.filter(({ problems }) => problems.length > 0).length;
  if (amiss > 0) plan.problems.push(problem("who", "othersAmiss", String(amiss)));
  return plan;
}

function planEach(draft: Draft, people: Someone[], visits: Visit[], now: number): Plan {
  const { repeat, ...one } = draft;
  if (!repeat) return planOnce(one, people, visits, now);
  if (!isDate(draft.date)) return planOnce(one, people, visits, now);
  const whole: Plan = { items: [], dates: [], visitors: [], problems: [], notes: [] };
  for (const date of datesOf(draft.date, repeat)) {
    const plan = planOnce({ ...one, date }, people, visits, now);
    const own = plan.problems.filter(({ code }) => code === "inThePast");
    whole.problems.push(...plan.problems.filter(({ code, field }) => code !== "inThePast" && !whole.problems.some((each) => each.code === code && each.field === field)));
    const [item] = plan.items;
    const leftOut = repeat.leftOut.includes(date);
    whole.dates.push({ date, start: item?.start ?? null, end: item?.end ?? null, leftOut, problems: own, notes: plan.notes.filter(({ code }) => code === "overlaps") });
    if (item && !leftOut) whole.items.push(item);
  }
  const amiss = whole.dates.filter((date) => !date.leftOut && date.problems.length > 0).length;
  if (amiss > 0) whole.problems.push(problem("repeat", "datesAmiss", String(amiss)));
  else if (whole.items.length === 0 && whole.problems.length === 0) whole.problems.push(problem("repeat", "noDates"));
  return whole;
}

function planOnce(draft: Draft, people: Someone[], visits: Visit[], now: number): Plan {
  const person = people.find((someone) => someone.id === draft.personId);
  const lastDate = draft.lastDate === "" ? draft.date : draft.lastDate;
  const [from, to] = [readTime(draft.from), readTime(draft.to)];
  const problems: Problem[] = [];
  if (draft.personId === null) problems.push(problem("who", "noPerson"));
  else if (!person) problems.push(problem("who", "unknownPerson"));
  else if (person.bar) problems.push(problem("who", BARS[person.bar], `${person.first} ${person.last}`));
  problems.push(...whenProblems(draft, lastDate, from, to, now), ...placeProblems(draft));
  if (problems.length > 0 || from === null || to === null) return { items: [], dates: [], visitors: [], problems, notes: [] };

  const end = to === "00:00" ? "24:00" : to;
  const items: PlanItem[] = [];
  if (draft.place.kind === "groups") {
    const chosen = draft.place.groupIds;
    const places = GROUPS.filter((group) => chosen.includes(group.id)).map((group) => group.name);
    items.push({ kind: "groupReservation", start: moment(instant(draft.date, from)), end: moment(instant(lastDate, end)), places });
  } else {
    const chosen = draft.place.channelIds;
    const places = DOORS.filter((door) => chosen.includes(door.id)).map((door) => door.name);
    for (let day = draft.date; day <= lastDate; day = later(day, 1)) {
      items.push({ kind: "reservation", start: moment(instant(day, from)), end: moment(instant(day, end)), places });
    }
  }
  return { items, dates: [], visitors: [], problems, notes: notes(draft, items, visits, now) };
}

function notes(draft: Draft, items: PlanItem[], visits: Visit[], now: number): Note[] {
  const found: Note[] = [];
  for (const item of items) {
    const clash = visits.find(
      (visit) =>
        visit.personId === draft.personId &&
        visit.state !== "notBooked" &&
        instantOf(visit.start) < instantOf(item.end) &&
        instantOf(item.start) < instantOf(visit.end),
    );
    if (clash) found.push({ code: "overlaps", subject: `${clash.start.time}–${clash.end.time}` });
  }
  if (draft.place.kind === "doors") {
    const chosen = draft.place.channelIds;
    for (const door of DOORS.filter(({ id }) => chosen.includes(id))) {
      if (!door.online) found.push({ code: "doorOffline", subject: door.name });
      if (door.lockdown) found.push({ code: "doorLockdown", subject: door.name });
    }
  }
  if (items[0] && instantOf(items[0].start) < now) found.push({ code: "alreadyBegun", subject: items[0].start.time });
  return found;
}
