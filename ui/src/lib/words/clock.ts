import { preferences } from "../settings/preferences.svelte";

/** A time as the desk sends it, `09:30` or `09:30:15` up to `24:00`, with what may come after it: the abbreviation of its zone. */
const WALL = /^([01]\d|2[0-4]):([0-5]\d)(:[0-5]\d)?(?= |$)/;
/** Such a time and nothing besides, as the fields of a day take it. */
const ALONE = /^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/;
/** The same where it stands in a reason: what is said of a zone's distance to UTC looks like one. */
const WITHIN = /(?<![\d:+−-])(?:[01]\d|2[0-4]):[0-5]\d(?::[0-5]\d)?(?![\d:])/g;
/** The time that ends a day. */
const CLOSING = "24:00";
const MIDNIGHT = "midnight";
/** Between a time and its half of the day: they stay on one line. */
const TIED = "\u00a0";

const half = (hour: number): string => `${TIED}${hour % 24 < 12 ? "am" : "pm"}`;
const twelfth = (hour: number): string => String(hour % 12 || 12);

/**
 * A time as people read it here. By a clock of 24 hours it is the desk's own `09:30`; by one of 12 it is `9:30 am`, noon is `12:00 pm`, the
 * midnight that a day begins with is `12:00 am`, and the one that it ends with is named. The zone's abbreviation stays.
 */
export function say(time: string, twelve = preferences.twelve): string {
  const parts = twelve ? WALL.exec(time) : null;
  if (parts === null) return time;
  const [whole, hour, minute = "", second = ""] = parts;
  const rest = time.slice(whole.length);
  if (whole === CLOSING) return `${MIDNIGHT}${rest}`;
  return `${twelfth(Number(hour))}:${minute}${second}${half(Number(hour))}${rest}`;
}

/** What somebody wrote where a time belongs: as people read it here if it is one, else as it was written. */
export function sayTyped(text: string, twelve = preferences.twelve): string {
  return ALONE.test(text) ? say(text, twelve) : text;
}

/** From when to when: `09:00–17:00`, `9:00 am – 5:00 pm`. Both halves of the day are said always: one form, whatever the times. */
export function sayRange(from: string, to: string, twelve = preferences.twelve): string {
  return twelve ? `${say(from, twelve)} – ${say(to, twelve)}` : `${from}–${to}`;
}

/** An hour at the edge of the calendar, where there is little room: `09:00`, `9 am`; `1:30 am` where the clock changes within an hour. */
export function sayHour(label: string, twelve = preferences.twelve): string {
  const [hour = "", minute] = label.split(":");
  return twelve && minute === "00" ? `${twelfth(Number(hour))}${half(Number(hour))}` : say(label, twelve);
}

/** What the clock shows, among the hours that tell its half of the day: `10:42`. */
export function sayBare(time: string, twelve = preferences.twelve): string {
  return twelve ? `${twelfth(Number(time.slice(0, 2)))}${time.slice(2, 5)}` : time.slice(0, 5);
}

/** A text of the desk's, with the times in it as people read them. */
export function sayWithin(text: string, twelve = preferences.twelve): string {
  return twelve ? text.replace(WITHIN, (time) => say(time, twelve)).replaceAll("–", " – ") : text;
}

/** The same text for where there is less room than a time takes: better broken before its half of the day than within a word. */
export function untied(text: string): string {
  return text.replaceAll(TIED, " ");
}

/** From when to when, for the ear: `09:00 to 17:00`. */
export function spoken(range: string): string {
  return range.replace(/ ?– ?/, " to ");
}
