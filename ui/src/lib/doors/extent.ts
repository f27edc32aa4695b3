import type { Drawn } from "../people/window";

/** A stretch of an axis, in whatever unit: `to` lies beyond it. */
export type Range = { from: number; to: number };

/** A stretch with what is written in it. */
export type NamedRange = Range & { name: string };

/** Where rows of these heights begin, one under the other; the last number is where they end. */
export function topsOf(heights: readonly number[]): number[] {
  const tops = [0];
  for (const height of heights) tops.push((tops.at(-1) ?? 0) + height);
  return tops;
}

/** How many of the ascending numbers are at most `value`. */
function upTo(ascending: readonly number[], value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The rows that have any part in the range. */
export function rowsIn(tops: readonly number[], { from, to }: Range): Drawn {
  const rows = tops.length - 1;
  const first = Math.min(Math.max(upTo(tops, from) - 1, 0), rows);
  return { first, end: Math.min(Math.max(upTo(tops, to - 1), first), rows) };
}

/** The range made wider to whole steps on both sides, so that what is drawn changes once a step and not with each pixel scrolled. */
export function inSteps({ from, to }: Range, step: number): Range {
  return { from: (Math.floor(from / step) - 1) * step, to: (Math.ceil(to / step) + 1) * step };
}

/** Where to scroll so that the wanted range lies in a window of this size, moving as little as can be; its beginning where it is longer. */
export function scrolledInto(wanted: Range, at: number, size: number): number {
  if (wanted.from < at || wanted.to - wanted.from > size) return wanted.from;
  return wanted.to > at + size ? wanted.to - size : at;
}
