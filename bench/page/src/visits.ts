import type { Agenda, DayFrame, Moment, Visit } from "../../../ui/src/lib/ipc/bindings";

// Visits made up by a small generator: the same ones in every run.

/** How many are loaded, however many of them are in a week. */
export const LOADED = 10_000;
/** The Monday of the first week. */
const FIRST = Date.UTC(2026, 0, 5);
const DAY = 86_400_000;

const GIVEN = ["Ada", "Boris", "Chloé", "Dmitri", "Eleni", "Fatima", "Grzegorz", "Hana", "Ivo", "Jürgen", "Kwame", "Lucía", "Mei", "Nils", "Oluwaseun"];
const FAMILY = ["Abernathy", "Brandão", "Castellanos", "Dąbrowska", "Eriksen", "Fischer", "Gupta", "Hernández", "Ishikawa", "Jovanović", "Kowalski"];
const DOORS = ["Front Door", "Loading Bay", "Lab 3 North", "Car Park Barrier", "Second Floor West"];
/** How many in a hundred are in which state. */
const STATES = { expected: 50, over: 40, underWay: 6, pending: 2, unknown: 1, notBooked: 1 } as const;

const two = (number: number): string => String(number).padStart(2, "0");

/** The day so many days after the first, `YYYY-MM-DD`. */
export function dateAt(index: number): string {
  return new Date(FIRST + index * DAY).toISOString().slice(0, 10);
}

function moment(date: string, offset: number): Moment {
  const time = `${two(Math.floor(offset / 60))}:${two(offset % 60)}`;
  return { utc: `${date}T${time}:00Z`, date, offset, time };
}

function draws(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

/** All that are loaded, so many of them in each week: from 07:00 on, a quarter of an hour to three hours long, on each of its days. */
export function visits(inWeek: number): Visit[] {
  const draw = draws(11);
  const pick = <T>(from: readonly T[]): T => from[draw(from.length)] as T;
  const states = Object.entries(STATES).flatMap(([state, share]) => Array<keyof typeof STATES>(share).fill(state as keyof typeof STATES));
  return Array.from({ length: LOADED }, (_, index) => {
    const date = dateAt(Math.floor(index / inWeek) * 7 + (index % 7));
    const from = 420 + draw(44) * 15;
    const given = pick(GIVEN);
    const family = pick(FAMILY);
    const state = pick(states);
    return {
      key: `r${String(index)}`,
      kind: "reservation",
      personId: index,
      name: `${given} ${family}`,
      initials: given.charAt(0) + family.charAt(0),
      line: "",
      host: "",
      start: moment(date, from),
      end: moment(date, from + 15 + draw(12) * 15),
      doors: [{ id: 1, name: pick(DOORS), readiness: "ready" }],
      groups: [],
      state,
      readiness: "ready",
      attendance: null,
    } satisfies Visit;
  });
}

function frame(date: string): DayFrame {
  const day = new Date(`${date}T00:00:00Z`);
  const marks = Array.from({ length: 24 }, (_, hour) => ({ offset: hour * 60, wall: hour * 60, label: `${two(hour)}:00` }));
  const weekday = day.getUTCDay() || 7;
  return { date, weekday, day: day.getUTCDate(), month: day.getUTCMonth() + 1, year: day.getUTCFullYear(), minutes: 1440, marks, change: "" };
}

/** The days from the first to the last and what is in them: new objects each time, as whatever has come from another process. */
export function agenda(all: readonly Visit[], first: string, last: string): Agenda {
  const days = [];
  for (let at = Date.parse(first); at <= Date.parse(last); at += DAY) days.push(frame(new Date(at).toISOString().slice(0, 10)));
  return structuredClone({ days, visits: all.filter(({ start, end }) => start.date <= last && end.date >= first) });
}

/** The visit a quarter of an hour later. */
export function later(visit: Visit): Visit {
  const { start, end } = visit;
  return { ...visit, start: moment(start.date, start.offset + 15), end: moment(end.date, end.offset + 15) };
}
