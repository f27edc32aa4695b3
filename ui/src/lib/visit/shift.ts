import { later, minutesOf, wallTime, DAY_MINUTES } from "../booking/timeText";
import { dayAfter } from "../booking/start";
import type { NewTimes } from "../ipc/bindings";

/** What moves of a visit: all of it, or its end alone. */
export type Grip = "all" | "end";

/** How far an arrow moves a visit or its end, in minutes. */
export const STEP = 15;

/** The same visit so many days later or earlier. */
export function onDay(times: NewTimes, days: number): NewTimes {
  return { ...times, date: dayAfter(times.date, days), lastDate: times.lastDate === "" ? "" : dayAfter(times.lastDate, days) };
}

/** The times with all of the visit, or its end, so many minutes later (earlier, below 0): within its day, and no shorter than a step. */
export function byMinutes(times: NewTimes, grip: Grip, minutes: number): NewTimes {
  const from = minutesOf(times.from);
  const to = minutesOf(times.to) || DAY_MINUTES;
  if (grip === "end") {
    const shortest = times.lastDate === "" ? from + STEP : STEP;
    return { ...times, to: wallTime(Math.max(to + minutes, Math.min(shortest, DAY_MINUTES))) };
  }
  if (times.lastDate !== "") return { ...times, from: later(times.from, minutes), to: later(wallTime(to), minutes) };
  const by = Math.min(Math.max(minutes, -from), DAY_MINUTES - to);
  return { ...times, from: wallTime(from + by), to: wallTime(to + by) };
}

/** What an arrow held with Alt asks of a visit's times; null for any other key. */
export function shifted(event: KeyboardEvent, times: NewTimes): NewTimes | null {
  if (!event.altKey || event.ctrlKey || event.metaKey) return null;
  const grip = event.shiftKey ? "end" : "all";
  switch (event.key) {
    case "ArrowUp":
      return byMinutes(times, grip, -STEP);
    case "ArrowDown":
      return byMinutes(times, grip, STEP);
    case "ArrowLeft":
      return grip === "all" ? onDay(times, -1) : null;
    case "ArrowRight":
      return grip === "all" ? onDay(times, 1) : null;
    default:
      return null;
  }
}
