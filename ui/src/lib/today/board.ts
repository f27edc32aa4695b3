import type { Moment, Visit } from "../ipc/bindings";
import { standingOf } from "./standing";

/** What the counts on top tell apart. */
export type Count = "expected" | "here" | "left" | "needsYou";

/** Which visits a person must settle, and whether the door log says who is here. */
export interface Known {
  /** The keys of those that only a person can settle. */
  needing: ReadonlySet<string>;
  watched: boolean;
}

/** Which count a visit is in; none for one that is being cancelled or moved. One that Lobby looks for by itself is expected. */
export function countOf(visit: Visit, { needing, watched }: Known): Count | null {
  if (needing.has(visit.key)) return "needsYou";
  switch (standingOf(visit, watched)) {
    case "here":
    case "underWay":
      return "here";
    case "left":
    case "over":
    case "noShow":
      return "left";
    case "notBooked":
    case "rejected":
      return "needsYou";
    case "cancelling":
    case "moving":
      return null;
    default:
      return "expected";
  }
}

export function counts(visits: readonly Visit[], known: Known): Record<Count, number> {
  const found: Record<Count, number> = { expected: 0, here: 0, left: 0, needsYou: 0 };
  for (const visit of visits) {
    const count = countOf(visit, known);
    if (count !== null) found[count] += 1;
  }
  return found;
}

/** Earlier (negative), the same or later, on the account's own calendar. */
function compare(a: Moment, b: Moment): number {
  if (a.date !== b.date) return a.date < b.date ? -1 : 1;
  return a.offset - b.offset;
}

/** The day's rows. */
export interface Board {
  rows: Visit[];
  /** How many of the rows, from the first, need a person. */
  urgent: number;
  /** The row before which the now line is drawn; `rows.length` after the last. */
  nowAt: number;
}

/** What needs a person first, then the day in the order in which it comes. */
export function board(visits: readonly Visit[], now: Moment, only: Count | null, known: Known): Board {
  const shown = visits.filter((visit) => only === null || countOf(visit, known) === only);
  const urgent = shown.filter((visit) => countOf(visit, known) === "needsYou");
  const others = shown.filter((visit) => countOf(visit, known) !== "needsYou");
  for (const part of [urgent, others]) part.sort((a, b) => compare(a.start, b.start));
  const rows = [...urgent, ...others];
  const next = others.findIndex((visit) => compare(visit.start, now) > 0);
  return { rows, urgent: urgent.length, nowAt: next === -1 ? rows.length : urgent.length + next };
}

/** The row to begin at: what needs a person, else the first visit that is not over. */
export function startAt({ rows, urgent }: Board): number {
  if (urgent > 0) return 0;
  const first = rows.findIndex((visit) => visit.state !== "over");
  return first === -1 ? 0 : first;
}

/**
 * The visit to go on from once the rows are others: the same one, or what has come to stand in its place, below the row that stood above it. That is
 * the next visit, or the very same with the number that DoorFlow has given it.
 */
export function goOn(key: string | null, before: readonly { key: string }[], now: readonly { key: string }[]): string | null {
  const was = before.findIndex((visit) => visit.key === key);
  if (was === -1 || now.some((visit) => visit.key === key)) return key;
  const place = new Map(now.map((visit, at) => [visit.key, at]));
  const above = before.slice(0, was).findLast((visit) => place.has(visit.key));
  const at = above === undefined ? 0 : (place.get(above.key) ?? 0) + 1;
  return now[Math.min(at, now.length - 1)]?.key ?? null;
}
