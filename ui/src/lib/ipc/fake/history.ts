import type { HistoryAsk, HistoryLine, HistoryPage, HistoryState, Moment, Visit } from "../bindings";
import { instantOf, moment } from "./wall";

function stateOf({ state, attendance }: Visit): HistoryState {
  if (attendance) return attendance.presence;
  if (state === "expected" || state === "underWay" || state === "over" || state === "notBooked") return state;
  return "pending";
}

function lineOf(visit: Visit): HistoryLine {
  const { attendance } = visit;
  const came = attendance?.presence === "here" || attendance?.presence === "left" ? moment(instantOf(visit.start) + (attendance.late ?? 0) * 60_000) : null;
  return { visit, state: stateOf(visit), arrived: came, byHand: attendance?.byHand ?? false, left: attendance?.presence === "left" ? attendance.at : null, rejected: 0, said: "" };
}

/** What of these visits answers a question. */
export function historyOf(visits: readonly Visit[], ask: HistoryAsk, offset: number, limit: number, keptFrom: Moment): HistoryPage {
  const touches = ({ start, end }: Visit): boolean =>
    (ask.last === null || start.date <= ask.last) && (ask.first === null || end.date > ask.first || (end.date === ask.first && end.offset > 0));
  const all = visits
    .filter(touches)
    .filter(({ personId }) => ask.person === null || personId === ask.person)
    .filter(({ doors }) => ask.doors.length === 0 || doors.some((door) => ask.doors.includes(door.id)))
    .map(lineOf)
    .sort((a, b) => instantOf(b.visit.start) - instantOf(a.visit.start) || b.visit.key.localeCompare(a.visit.key, "en"));
  const states = [...new Set(all.map(({ state }) => state))].sort();
  const shown = all.filter(({ state }) => ask.states.length === 0 || ask.states.includes(state));
  return {
    reading: 1,
    total: shown.length,
    counts: states.map((state) => ({ state, count: all.filter((line) => line.state === state).length })),
    keptFrom,
    lines: shown.slice(offset, offset + limit),
  };
}
