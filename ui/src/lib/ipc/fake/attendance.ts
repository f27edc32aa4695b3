import type { Attendance, RollCall, Visit } from "../bindings";
import { instantOf, moment } from "./wall";

/** Everybody came four minutes after the start by the first door, and leaves at the end. */
export function attendanceOf(visit: Omit<Visit, "attendance">, now: number): Attendance | null {
  const [start, end] = [instantOf(visit.start), instantOf(visit.end)];
  const came = start + 240_000;
  if (came > now || visit.kind === "groupReservation") return null;
  const over = end <= now;
  const door = visit.doors[0]?.name ?? "";
  return { presence: over ? "left" : "here", at: moment(over ? end : came), byHand: false, late: 4, door, said: "" };
}

/** Everybody who is here, as far as the stand-in knows. */
export function rollCallOf(visits: readonly Visit[], now: number, live: boolean): RollCall {
  const here = visits.filter(({ attendance }) => attendance?.presence === "here");
  const people = here.map(({ name, line, attendance, end }) => ({ name, line, since: attendance?.at ?? null, until: end, places: attendance?.door ? [attendance.door] : [] }));
  return { account: "Harbour House", taken: moment(now), live, watched: true, unreadSince: null, silentDoors: [], begunAnew: null, unkept: null, people };
}
