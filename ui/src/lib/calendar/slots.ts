import type { DayFrame, HourMark } from "../ipc/bindings";

/** How long a half-hour slot of the grid is, in minutes. */
export const SLOT = 30;
/** What a drag snaps to, in minutes of the wall clock. */
export const SNAP = 15;

/** A reading of the wall clock: minutes past midnight, and which of them where the day has it twice (0, then 1). */
export type Wall = { minutes: number; turn: number };

/** The stretch of evenly running clock that an offset lies in, and where that stretch ends. */
function stretch(frame: DayFrame, offset: number): { mark: HourMark; end: number } {
  let at = 0;
  for (let next = 1; next < frame.marks.length; next += 1) {
    if ((frame.marks[next]?.offset ?? Infinity) > offset) break;
    at = next;
  }
  const mark = frame.marks[at] ?? { offset: 0, wall: 0, label: "00:00" };
  return { mark, end: frame.marks[at + 1]?.offset ?? frame.minutes };
}

/** `HH:MM`; 1,440 is `24:00`. */
export function clockText(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

/** Minutes past midnight of `HH:MM`, up to `24:00`; null for anything else. */
export function clockMinutes(time: string): number | null {
  const parts = /^(\d{1,2}):(\d{2})$/.exec(time);
  if (parts === null) return null;
  const minutes = Number(parts[1]) * 60 + Number(parts[2]);
  return Number(parts[2]) < 60 && minutes <= 1440 ? minutes : null;
}

/** What the clock shows `offset` minutes into the day; at its end, `24:00`. */
export function timeAt(frame: DayFrame, offset: number): string {
  return clockText(wallAt(frame, offset).minutes);
}

/** What the clock shows `offset` minutes into the day, told apart where it shows it twice. */
export function wallAt(frame: DayFrame, offset: number): Wall {
  if (offset >= frame.minutes) return { minutes: 1440, turn: 0 };
  const { mark } = stretch(frame, offset);
  const minutes = mark.wall + (offset - mark.offset);
  return { minutes, turn: Math.max(0, offsetsOf(frame, minutes).indexOf(offset)) };
}

/** Each offset at which the clock shows `wall`: none in a gap, two in a fold. */
function offsetsOf(frame: DayFrame, wall: number): number[] {
  const found: number[] = [];
  frame.marks.forEach((mark, index) => {
    const end = frame.marks[index + 1]?.offset ?? frame.minutes;
    const offset = mark.offset + (wall - mark.wall);
    if (offset >= mark.offset && offset < end) found.push(offset);
  });
  return found;
}

/** Where a reading of the clock lies in the day; one that the clock skips lies at the change. */
export function offsetOf(frame: DayFrame, wall: Wall): number {
  if (wall.minutes >= 1440) return frame.minutes;
  const found = offsetsOf(frame, wall.minutes);
  return found[wall.turn] ?? found[0] ?? frame.marks.find((mark) => mark.wall > wall.minutes)?.offset ?? frame.minutes;
}

/** The offset nearest to `offset` at which the clock shows a whole quarter of an hour. */
export function snap(frame: DayFrame, offset: number): number {
  const inside = Math.min(Math.max(offset, 0), frame.minutes);
  const { mark, end } = stretch(frame, inside);
  const wall = Math.round((mark.wall + (inside - mark.offset)) / SNAP) * SNAP;
  return Math.min(Math.max(mark.offset + (wall - mark.wall), mark.offset), end);
}

/** Where the day's slots begin: at each half-hour that the clock shows. */
export function slotsOf(frame: DayFrame): number[] {
  const slots: number[] = [];
  frame.marks.forEach((mark, index) => {
    const end = frame.marks[index + 1]?.offset ?? frame.minutes;
    const first = Math.ceil(mark.wall / SLOT) * SLOT;
    for (let offset = mark.offset + (first - mark.wall); offset < end; offset += SLOT) slots.push(offset);
  });
  return slots;
}

/** The beginning of the slot that `offset` lies in. */
export function slotAt(frame: DayFrame, offset: number): number {
  return slotsOf(frame).findLast((slot) => slot <= offset) ?? 0;
}

/** From where to where a drag from one offset to another books: snapped, in order, a quarter of an hour at least. */
export function dragged(frame: DayFrame, start: number, end: number): { from: number; to: number } {
  let from = snap(frame, Math.min(start, end));
  let to = snap(frame, Math.max(start, end));
  if (to - from < SNAP) {
    to = Math.min(from + SNAP, frame.minutes);
    from = Math.min(from, to - SNAP);
  }
  return { from, to };
}

/** Whether the clock runs through this day without a change, so that offsets are wall minutes. */
export function isEven(frame: DayFrame): boolean {
  return frame.minutes === 1440 && frame.marks.every((mark) => mark.offset === mark.wall);
}
