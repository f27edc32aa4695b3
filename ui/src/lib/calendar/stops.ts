import type { DayFrame } from "../ipc/bindings";
import type { Stretch } from "./lanes";
import { SLOT, offsetOf, slotAt, slotsOf, wallAt, type Wall } from "./slots";

/** Where the keyboard is within a day: on a visit or cluster by its key, or on free time. */
export type Place = {
  /** The visit or cluster; null on free time. */
  key: string | null;
  /** The slot, by the clock so that it is the same time on any day; null before anybody has moved. */
  wall: Wall | null;
  /** How many minutes the choice reaches beyond its first slot, downwards or (negative) upwards. */
  extra: number;
};

/** A day as the keyboard walks it: its slots and what is drawn in it. */
export type Column = { frame: DayFrame; items: readonly Stretch[] };

type Stop = { from: number; key: string | null };

/** Slots and visits in one order: by time, the slot before what begins in it. */
function stopsOf(column: Column): Stop[] {
  const slots: Stop[] = slotsOf(column.frame).map((from) => ({ from, key: null }));
  const items: Stop[] = column.items.map(({ from, key }) => ({ from, key }));
  return [...slots, ...items].sort(
    (a, b) => a.from - b.from || (a.key ?? "").localeCompare(b.key ?? "", "en", { numeric: true }),
  );
}

function at(column: Column, stop: Stop): Place {
  return { key: stop.key, wall: wallAt(column.frame, slotAt(column.frame, stop.from)), extra: 0 };
}

/** Where the place's slot begins in this day. */
export function slotOf(column: Column, place: Place, otherwise: number): number {
  return slotAt(column.frame, place.wall === null ? otherwise : offsetOf(column.frame, place.wall));
}

/** One stop down or up; null beyond the first or the last. `otherwise` is where the cursor is before anybody has moved it. */
export function vertical(column: Column, place: Place, by: 1 | -1, otherwise: number): Place | null {
  const stops = stopsOf(column);
  const item = place.key === null ? -1 : stops.findIndex((stop) => stop.key === place.key);
  const slot = slotOf(column, place, otherwise);
  const current = item >= 0 ? item : stops.findIndex((stop) => stop.key === null && stop.from === slot);
  const next = stops[current + by];
  return next === undefined ? null : at(column, next);
}

/** The first or the last stop of the day. */
export function edge(column: Column, last: boolean): Place {
  const stops = stopsOf(column);
  return at(column, (last ? stops.at(-1) : stops[0]) ?? { from: 0, key: null });
}

/**
 * The same time on another day: from a visit to the one that overlaps its time and begins nearest to it, else to the free time there;
 * from free time to free time. `to` is absent where that day has not been read yet.
 */
export function sideways(from: Column, to: Column | null, place: Place, otherwise: number): Place {
  const item = from.items.find((one) => one.key === place.key);
  const slot: Place = {
    key: null,
    wall: wallAt(from.frame, item ? slotAt(from.frame, item.from) : slotOf(from, place, otherwise)),
    extra: 0,
  };
  if (item === undefined || to === null) return slot;
  let best: Stretch | null = null;
  for (const one of to.items) {
    if (one.from >= item.to || one.to <= item.from) continue;
    if (best === null || Math.abs(one.from - item.from) < Math.abs(best.from - item.from)) best = one;
  }
  return best === null ? slot : at(to, best);
}

/** The choice longer or shorter by one slot, at its moving end; it stays within the day. */
export function extended(column: Column, place: Place, by: 1 | -1, otherwise: number): Place {
  const item = column.items.find((one) => one.key === place.key);
  const from = item ? slotAt(column.frame, item.from) : slotOf(column, place, otherwise);
  const moved = (item ? 0 : place.extra) + by * SLOT;
  const extra = Math.min(Math.max(moved, -from), Math.max(column.frame.minutes - from - SLOT, 0));
  return { key: null, wall: wallAt(column.frame, from), extra };
}

/** From where to where the choice reaches, in minutes since the day began. */
export function choice(column: Column, place: Place, otherwise: number): { from: number; to: number } {
  const slot = slotOf(column, place, otherwise);
  const from = Math.max(Math.min(slot, slot + place.extra), 0);
  return { from, to: Math.min(Math.max(slot, slot + place.extra) + SLOT, column.frame.minutes) };
}

/** How long a visit is when only its beginning was chosen, in minutes. */
const USUAL = 60;

/** What is booked from the place: the choice, or the usual length from a single slot. */
export function booked(column: Column, place: Place, otherwise: number): { from: number; to: number } {
  const chosen = choice(column, place, otherwise);
  return place.extra === 0 ? { from: chosen.from, to: Math.min(chosen.from + USUAL, column.frame.minutes) } : chosen;
}
