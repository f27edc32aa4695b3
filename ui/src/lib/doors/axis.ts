import type { DayFrame, Moment, Visit } from "../ipc/bindings";

/** A day on the axis, and how many minutes after the axis began it begins. */
export type AxisDay = { frame: DayFrame; start: number };
/** The days in a row, from left to right, each as long as it really is. */
export type Axis = { days: readonly AxisDay[]; minutes: number };
/** A line across the rows: its place in minutes, the hour it stands for, and whether a day begins there. */
export type AxisLine = { key: string; at: number; label: string; midnight: boolean };

/** Lays days one after the other. */
export function axisOf(frames: readonly DayFrame[]): Axis {
  let minutes = 0;
  const days = frames.map((frame) => {
    const start = minutes;
    minutes += frame.minutes;
    return { frame, start };
  });
  return { days, minutes };
}

/** The day that a minute of the axis lies in; the last one at its end. Null on an axis without days. */
export function dayAt(axis: Axis, minute: number): AxisDay | null {
  return axis.days.findLast((day) => day.start <= minute) ?? axis.days[0] ?? null;
}

/** A day of the axis by its date. */
export function dayOf(axis: Axis, date: string | null): AxisDay | null {
  return axis.days.find((day) => day.frame.date === date) ?? null;
}

/** Where a moment lies, in minutes since the axis began: at its beginning or end where it lies beyond. */
export function minuteOf(axis: Axis, moment: Moment): number {
  const day = dayOf(axis, moment.date);
  if (day !== null) return day.start + moment.offset;
  return moment.date < (axis.days[0]?.frame.date ?? "") ? 0 : axis.minutes;
}

/** From where to where a visit reaches on the axis; null where it has no part in it. */
export function stretchOf(axis: Axis, visit: Visit): { from: number; to: number } | null {
  const from = minuteOf(axis, visit.start);
  const to = minuteOf(axis, visit.end);
  return to > from ? { from, to } : null;
}

/** The lines between two minutes: where days begin, and each `hours`-th hour of the clock. A change of the clock has its line too. */
export function linesOf(axis: Axis, between: { from: number; to: number }, hours: number): AxisLine[] {
  const lines: AxisLine[] = [];
  for (const { frame, start } of axis.days) {
    if (start > between.to || start + frame.minutes < between.from) continue;
    frame.marks.forEach((mark, index) => {
      const at = start + mark.offset;
      const before = frame.marks[index - 1];
      const changed = before !== undefined && mark.wall - before.wall !== mark.offset - before.offset;
      if (at < between.from || at > between.to || !(changed || mark.wall % (hours * 60) === 0)) return;
      lines.push({ key: `${frame.date} ${String(mark.offset)}`, at, label: mark.label, midnight: mark.offset === 0 });
    });
  }
  return lines;
}
