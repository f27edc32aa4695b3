/** Minutes in a day of the wall clock. */
export const DAY_MINUTES = 24 * 60;
/** The midnight that a day ends with. */
export const DAY_END = "24:00";

/**
 * Reads a time of day as people write it: `9`, `930`, `9:30`, `9.30`, `14h`, `9am`, `9:30 p.m.`, `2p`, `noon`, `midnight`.
 * Answers `HH:MM`, `24:00` for the end of a day, or null for what is no time.
 */
export function readTime(text: string): string | null {
  const plain = text.trim().toLowerCase().replace(/\s+/g, "");
  if (plain === "noon" || plain === "midday") return "12:00";
  if (plain === "midnight") return "00:00";
  const parts = /^(\d{1,2})(?:[:.h]?(\d{2})|h)?(am|pm|a\.m\.|p\.m\.|a|p)?$/.exec(plain);
  if (parts === null) return null;
  const hour = Number(parts[1]);
  const minute = Number(parts[2] ?? "0");
  const half = parts[3]?.[0];
  if (minute > 59) return null;
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return null;
    return wallTime((hour % 12) * 60 + (half === "p" ? 12 * 60 : 0) + minute);
  }
  return hour * 60 + minute <= DAY_MINUTES ? wallTime(hour * 60 + minute) : null;
}

/** Reads a time at which something ends, as `readTime` does: midnight is the one that ends the day. */
export function readEnd(text: string): string | null {
  const time = readTime(text);
  return time === "00:00" ? DAY_END : time;
}

/** Minutes past midnight of `HH:MM`. */
export function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

/** `HH:MM` of minutes past midnight, no earlier than 00:00 and no later than 24:00. */
export function wallTime(minutes: number): string {
  const within = Math.min(Math.max(minutes, 0), DAY_MINUTES);
  return `${String(Math.floor(within / 60)).padStart(2, "0")}:${String(within % 60).padStart(2, "0")}`;
}

/** `to` as minutes, where midnight ends the day. */
export function endMinutes(to: string): number {
  return minutesOf(to) || DAY_MINUTES;
}

/** The time so many minutes later, no later than the end of the day. */
export function later(time: string, minutes: number): string {
  return wallTime(minutesOf(time) + minutes);
}
