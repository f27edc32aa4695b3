import { parseDate } from "../days";
import type { Pattern, QuickKind, Repeat } from "../ipc/bindings";
import { fieldDate, together } from "./booking";
import { say, sayRange } from "./clock";
import { patternText, repeat as repeatWords } from "./series";

/** The words of a booking that was typed in one line. */
export const quick = {
  group: "Book as typed",
  book: (who: string) => `Book ${who}`,
  bookNobody: "Book a visit",
  newVisitor: (name: string) => `New visitor ${name}`,
  fill: "fill in",
  read: "Understood as",
  notUnderstood: (words: readonly string[]) => `Not understood: ${together(words.map((word) => `“${word}”`))}.`,
  cut: "It ends at midnight: a visit by doors stays within its day.",
  pinOfKnown: "A PIN is asked for with new visitors only: give one from the visit.",
  /** Said as the list changes. */
  count: (count: number) => `${count === 1 ? "1 booking" : `${String(count)} bookings`} as typed. Enter fills in the form; nothing is sent before Book.`,
} as const;

/** What a part of the text is. */
export const kinds: Record<QuickKind, string> = {
  who: "who",
  besides: "also",
  when: "when",
  repeat: "repeat",
  where: "where",
  pin: "PIN",
  filler: "",
  unclear: "which?",
  unknown: "not understood",
};

const AHEAD: readonly [number, string][] = [
  [0, "Today"],
  [1, "Tomorrow"],
];

/** `Tomorrow, Fri 4 Dec`: always with weekday and month by name, so that no two numbers can be mistaken for each other. */
export function sayDate(date: string, today: string): string {
  const written = fieldDate(date, today);
  const near = AHEAD.find(([days]) => parseDate(today).add({ days }).toString() === date);
  return near ? `${near[1]}, ${written}` : written;
}

/** When: one day, several with the same hours each, or one stretch of several days. */
export function sayWhen(when: { date: string; lastDate: string; from: string; to: string }, today: string, stretch: boolean): string {
  const { date, lastDate, from, to } = when;
  if (lastDate === "" || lastDate === date) return `${sayDate(date, today)}, ${sayRange(from, to)}`;
  if (stretch) return `${sayDate(date, today)} ${say(from)} – ${fieldDate(lastDate, today)} ${say(to)}`;
  return `${sayDate(date, today)} – ${fieldDate(lastDate, today)}, ${sayRange(from, to)} each day`;
}

/** `every second week on Mon and Wed, 10 times`. */
export function sayRepeat({ pattern, ends }: Repeat, first: string, today: string): string {
  const until = ends.kind === "on" ? `until ${fieldDate(ends.date, today)}` : ends.count === 1 ? "once" : `${String(ends.count)} times`;
  return `${often(pattern, first)}, ${until}`;
}

function often(pattern: Pattern, first: string): string {
  if (pattern.kind !== "weekly") return patternText(pattern.kind, first).toLowerCase();
  const numbers = pattern.days.length > 0 ? pattern.days : [parseDate(first).weekday + 1];
  const days = together(numbers.map((day) => repeatWords.days[day - 1]?.short ?? ""));
  return pattern.every === 1 ? `every ${days}` : `every ${String(pattern.every)} weeks on ${days}`;
}
