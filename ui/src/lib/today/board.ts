import type { Moment, Visit } from "../ipc/bindings";

/** What the counts on top tell apart. */
export type Count = "expected" | "underWay" | "over" | "needsYou";

/**
 * Which count a visit is in; none for one that is being cancelled or moved. One that Lobby looks for by itself is expected.
 * `needing` are the keys of those that only a person can settle.
 */
export function countOf(visit: Visit, needing: ReadonlySet<string>): Count | null {
  if (needing.has(visit.key)) return "needsYou";
  switch (visit.state) {
    case "pending":
    case "unknown":
    case "expected":
      return "expected";
    case "underWay":
      return "underWay";
    case "over":
      return "over";
    case "notBooked":
      return "needsYou";
    case "cancelling":
    case "moving":
      return null;
  }
}

export function counts(visits: readonly Visit[], needing: ReadonlySet<string>): Record<Count, number> {
  const found: Record<Count, number> = { expected: 0, underWay: 0, over: 0, needsYou: 0 };
  for (const visit of visits) {
    const count = countOf(visit, needing);
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
export function board(visits: readonly Visit[], now: Moment, only: Count | null, needing: ReadonlySet<string>): Board {
  const shown = visits.filter((visit) => only === null || countOf(visit, needing) === only);
  const urgent = shown.filter((visit) => countOf(visit, needing) === "needsYou");
  const others = shown.filter((visit) => countOf(visit, needing) !== "needsYou");
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
