import type { HistoryLine, HistoryState, Moment } from "../ipc/bindings";
import type { HistoryTold } from "../paper/paper.svelte";
import { say, spoken } from "./clock";
import { longDate, range, shortDate } from "./dates";
import { figure } from "./frame";
import { places } from "./today";

/** How a visit went, on its tag and on the count of its kind. */
export const historyState: Record<HistoryState, string> = {
  expected: "Expected",
  underWay: "Under way",
  here: "Here",
  left: "Came and left",
  noShow: "No-show",
  rejected: "Rejected",
  over: "Over, not known",
  cancelled: "Cancelled",
  moved: "Moved",
  pending: "Being booked",
  notBooked: "Not booked",
};

/** The days that are asked for. */
export const periodName = {
  today: "Today",
  yesterday: "Yesterday",
  days7: "Last 7 days",
  days30: "Last 30 days",
  days90: "Last 90 days",
  all: "All that is kept",
  days: "From – to",
} as const;

export const historyWords = {
  which: "What is listed",
  lists: { visits: "Visits", doors: "Door log" },
  allDoors: "All 90 days",
  filters: "Show",
  period: "When",
  first: "From",
  last: "To",
  notADay: "This is no day. Try 19 Nov, or 2026-11-19.",
  backwards: "The last day is before the first.",
  door: "Door",
  anyDoor: "All doors",
  person: "Visitor",
  anyone: "Person",
  counts: "Show only",
  list: "History",
  columns: { when: "Visit", visitor: "Visitor", where: "Doors", state: "State", arrived: "Arrived", left: "Left", rejected: "Turned away" },
  reading: "Reading…",
  count: (total: number) => (total === 1 ? "1 visit" : `${figure(total)} visits`),
  hint: "↑ ↓ Home End move · Enter open",
  none: "No visit in these days. What is booked and what happened stays here for as long as visits are kept on this computer.",
  noneLeft: "No visit fits all of these. Take one of them away.",
  showAll: "Show all",
  again: "Try again",
  byHand: "by hand",
  blind: "This sign-in may not read the door log, so of most visits it is not known whether anybody came.",
} as const;

/** History as a file. */
export const exportWords = {
  group: "Export or print what is shown",
  csv: "Export CSV",
  calendar: "Export calendar",
  done: (visits: number, file: string, leftOut: number, lacking: string) =>
    `${historyWords.count(visits)} exported to “${file}”.${lacking === "" ? "" : ` ${lacking}`}${leftOut === 0 ? "" : ` ${historyWords.count(leftOut)} that DoorFlow does not have ${leftOut === 1 ? "was" : "were"} left out of the calendar.`}`,
  otherAccount: "Nothing was exported: the account that was asked is not open any more.",
  failed: "The file could not be written there. What was there before is kept. Choose another folder, or see whether the disk is full.",
} as const;

/** History on paper. */
export const printWords = {
  print: "Print",
  changing: "What is kept changed while it was read for paper. Try again.",
  cut: (printed: number, total: number) =>
    `Only the latest ${figure(printed)} of ${figure(total)} visits are on this paper. Narrow the question, or export all of them as CSV.`,
  zone: (zone: string) => `times of ${zone}`,
} as const;

/** `Nothing before Tue 22 Sep 2026 is kept on this computer.`, where more was asked for; else empty. */
export function notKept(first: string | null, { date }: Moment): string {
  return first !== null && first >= date ? "" : `Nothing before ${shortDate(date)} ${date.slice(0, 4)} is kept on this computer.`;
}

/** What was asked, a part a line. */
export function historyQuestion({ ask, door, person }: Pick<HistoryTold, "ask" | "door" | "person">): string[] {
  const { first, last, states } = ask;
  const days =
    first === null ? (last === null ? periodName.all : `Up to ${longDate(last)}`) : last === null ? `From ${longDate(first)}` : first === last ? longDate(first) : `${longDate(first)} to ${longDate(last)}`;
  return [
    days,
    door === "" ? historyWords.anyDoor : `${historyWords.door}: ${door}`,
    person === "" ? "All visitors" : `${historyWords.person}: ${person}`,
    states.length === 0 ? "All states" : `State: ${states.map((state) => historyState[state]).join(", ")}`,
  ];
}

/** `12 visits: 3 here, 9 came and left`. */
export function historyCounts({ ask, total, counts }: Pick<HistoryTold, "ask" | "total" | "counts">): string {
  const shown = counts.filter(({ state }) => ask.states.length === 0 || ask.states.includes(state));
  const parts = shown.map(({ state, count }) => `${figure(count)} ${historyState[state].toLowerCase()}`);
  return parts.length === 0 ? historyWords.count(total) : `${historyWords.count(total)}: ${parts.join(" · ")}`;
}

/** Past visits in the person drawer. */
export const pastWords = {
  title: "Past visits",
  none: "No past visit is kept on this computer.",
  arrived: (time: string) => ` · arrived ${time}`,
  doors: "At the doors, 90 days",
  all: (past: number) => (past > 0 ? `All of them in History (${figure(past)} past)` : "Look in History"),
} as const;

/** `Thu 19 Nov 2026`. */
export function dayOf({ visit }: HistoryLine): string {
  return `${shortDate(visit.start.date)} ${visit.start.date.slice(0, 4)}`;
}

/** `09:00–10:00`; of a stay of days `09:00 – Fri 20 Nov 18:00`. */
export function hoursOf({ visit }: HistoryLine): string {
  const { start, end } = visit;
  const all = range(start, end);
  const day = `${shortDate(start.date)} `;
  return all.startsWith(day) ? all.slice(day.length) : all;
}

/** A moment beside a visit: its time, with the day where that is another. */
export function timeBeside(line: HistoryLine, at: { date: string; time: string } | null): string {
  if (at === null) return "";
  return at.date === line.visit.start.date ? say(at.time) : `${shortDate(at.date)} ${say(at.time)}`;
}

/** `2 × no access right`, in DoorFlow's words; empty for never. */
export function refusals({ rejected, said }: HistoryLine): string {
  return rejected === 0 ? "" : rejected === 1 ? said : `${figure(rejected)} × ${said}`;
}

/** A row as a screen reader says it. */
export function lineName(line: HistoryLine): string {
  const { visit, state, arrived, left } = line;
  const parts = [visit.name, visit.line, dayOf(line), spoken(hoursOf(line)), places(visit), historyState[state]];
  if (arrived) parts.push(`arrived ${timeBeside(line, arrived)}${line.byHand ? `, ${historyWords.byHand}` : ""}`);
  if (left) parts.push(`left ${timeBeside(line, left)}`);
  if (line.rejected > 0) parts.push(`turned away: ${refusals(line)}`);
  return parts.filter((part) => part !== "").join(", ");
}
