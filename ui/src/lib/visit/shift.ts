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

/** The times with all of the visit, or its end, so many minutes later (earlier, below 0): within its day, and no shorter than a step, or than it is. */
export function byMinutes(times: NewTimes, grip: Grip, minutes: number): NewTimes {
  const from = minutesOf(times.from);
  const to = minutesOf(times.to) || DAY_MINUTES;
  if (grip === "end") {
    const shortest = times.lastDate === "" ? from + STEP : STEP;
    return { ...times, to: wallTime(Math.max(to + minutes, Math.min(shortest, to))) };
  }
  if (times.lastDate !== "") return { ...times, from: later(times.from, minutes), to: later(wallTime(to), minutes) };
  const by = Math.min(Math.max(minutes, -from), DAY_MINUTES - to);
  return { ...times, from: wallTime(from + by), to: wallTime(to + by) };
}

/** Which way time goes where a visit is shown: down its day with days side by side, along a row, or day by day with weeks one under the other. */
export type Way = "down" | "along" | "weeks";

/** How far an arrow goes. */
type Far = { minutes: number } | { days: number };

const ARROWS: Record<Way, Partial<Record<string, Far>>> = {
  down: { ArrowUp: { minutes: -STEP }, ArrowDown: { minutes: STEP }, ArrowLeft: { days: -1 }, ArrowRight: { days: 1 } },
  // Up and down lie other doors: those are not its times.
  along: { ArrowLeft: { minutes: -STEP }, ArrowRight: { minutes: STEP } },
  weeks: { ArrowUp: { days: -7 }, ArrowDown: { days: 7 }, ArrowLeft: { days: -1 }, ArrowRight: { days: 1 } },
};

/** What an arrow held with Alt asks of a visit's times, of its end alone with Shift; null for any other key. */
export function shifted(event: KeyboardEvent, times: NewTimes, way: Way = "down"): NewTimes | null {
  if (!event.altKey || event.ctrlKey || event.metaKey) return null;
  const far = ARROWS[way][event.key];
  if (far === undefined) return null;
  if ("minutes" in far) return byMinutes(times, event.shiftKey ? "end" : "all", far.minutes);
  return event.shiftKey ? null : onDay(times, far.days);
}
