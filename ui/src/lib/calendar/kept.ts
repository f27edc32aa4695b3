import type { DayFrame, Visit } from "../ipc/bindings";

/** Whether two values of an answer, made of objects, lists and plain values, say the same. */
export function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  const names = Object.keys(one);
  if (names.length !== Object.keys(other).length) return false;
  return names.every((name) => name in other && isSame(one[name as keyof typeof one], other[name as keyof typeof other]));
}

/** The new list with the very objects of the old one wherever they say the same: what did not change is not laid out or drawn again. */
function kept<T>(before: readonly T[], now: readonly T[], key: (one: T) => string): T[] {
  const known = new Map(before.map((one) => [key(one), one]));
  return now.map((one) => {
    const old = known.get(key(one));
    return old !== undefined && isSame(old, one) ? old : one;
  });
}

export function keptVisits(before: readonly Visit[], now: readonly Visit[]): Visit[] {
  return kept(before, now, (visit) => visit.key);
}

/** The visits with those in place of their former selves that are as these say; none is added. */
export function withTurned(visits: readonly Visit[], turned: readonly Visit[]): Visit[] {
  const byKey = new Map(turned.map((visit) => [visit.key, visit]));
  return keptVisits(
    visits,
    visits.map((visit) => byKey.get(visit.key) ?? visit),
  );
}

export function keptDays(before: readonly DayFrame[], now: readonly DayFrame[]): DayFrame[] {
  return kept(before, now, (day) => day.date);
}

/** Whether two lists hold the very same visits in the same order. */
export function holdSame(before: readonly { visit: Visit }[], now: readonly { visit: Visit }[]): boolean {
  return before.length === now.length && before.every(({ visit }, index) => visit === now[index]?.visit);
}
