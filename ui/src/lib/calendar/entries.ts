import type { DayFrame, Visit } from "../ipc/bindings";
import { dayByDay } from "./geometry";

/** The name of a day, over its visits. */
export type DayHead = { key: string; frame: DayFrame; visit: null; count: number };
/** A visit on one of its days. */
export type DayLine = {
  key: string;
  frame: DayFrame;
  visit: Visit;
  /** Which of the list its day's head is. */
  head: number;
};
/** What stands in the list from top to bottom. */
export type Entry = DayHead | DayLine;

/** When a visit is on a day, in minutes since it began: one that goes on from before is there from its first. */
function startOn({ start }: Visit, { date }: DayFrame): number {
  return start.date < date ? -1 : start.offset;
}

/** Each day that has visits, and its visits as they come. Those of several days are on each of them: whoever looks at a day sees who is there. */
export function entriesOf(days: readonly DayFrame[], visits: readonly Visit[]): Entry[] {
  const entries: Entry[] = [];
  const each = dayByDay(days, visits);
  for (const [index, frame] of days.entries()) {
    const those = each[index] ?? [];
    if (those.length === 0) continue;
    const head = entries.push({ key: frame.date, frame, visit: null, count: those.length }) - 1;
    those.sort((a, b) => startOn(a, frame) - startOn(b, frame));
    for (const visit of those) entries.push({ key: `${frame.date} ${visit.key}`, frame, visit, head });
  }
  return entries;
}

/** Which entries are visits. */
export function linesIn(entries: readonly Entry[]): number[] {
  return entries.flatMap(({ visit }, index) => (visit === null ? [] : [index]));
}

/** The entry to begin at: the first visit that is not over. */
export function beginAt(entries: readonly Entry[]): number {
  const first = entries.findIndex(({ visit }) => visit !== null && visit.state !== "over");
  return first === -1 ? Math.min(1, entries.length - 1) : first;
}

/** The first visit of the next day or of the one before; of the same one where there is none. */
export function dayFrom(entries: readonly Entry[], at: number, by: 1 | -1): number {
  const heads = entries.flatMap(({ visit }, index) => (visit === null ? [index] : []));
  const here = heads.findLastIndex((head) => head <= at);
  return (heads[Math.min(Math.max(here + by, 0), heads.length - 1)] ?? 0) + 1;
}
