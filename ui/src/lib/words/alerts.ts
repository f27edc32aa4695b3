import type { Alert, DoorAway, Needing, Standing, Visit } from "../ipc/bindings";
import { say } from "./clock";

/** What a click on a notification does. */
export const openLobby = "Open Lobby";

/** So many lines of several are shown; a notification has no room for more. */
const LINES = 5;

interface Told {
  title: string;
  detail: string;
}

const NEEDS: Partial<Record<Standing, string>> = {
  rejected: "DoorFlow refused it. The outbox says why.",
  notBooked: "It did not reach DoorFlow. The outbox can send it again.",
};

function arrival({ name, attendance }: Visit): Told {
  const door = attendance?.door ?? "";
  if (attendance?.presence === "rejected") return { title: `${name} was turned away`, detail: `${door}: ${attendance.said}` };
  const time = say(attendance?.at?.time ?? "");
  return { title: `${name} is here`, detail: [door, time].filter((part) => part !== "").join(", ") };
}

/** `Marta Świątek is expected there at 09:30.`, or how many are. */
export function expectedThere(visits: readonly Visit[]): string {
  const [first] = visits;
  if (!first) return "";
  const who = `${first.name} is expected there at ${say(first.start.time)}`;
  return visits.length === 1 ? `${who}.` : `${who}, and ${String(visits.length - 1)} more.`;
}

export function doorAway(name: string): string {
  return `${name} is offline`;
}

export function moreAway(count: number): string {
  return `${String(count)} more ${count === 1 ? "door is" : "doors are"} offline that somebody is expected at.`;
}

const away = ({ name, visits }: DoorAway): Told => ({ title: doorAway(name), detail: expectedThere(visits) });

const needing = ({ who, state }: Needing): Told => ({
  title: `A booking for ${who} needs you`,
  detail: NEEDS[state] ?? "The outbox says why.",
});

function heading({ arrivals, doors, needing: bookings }: Alert): string {
  const several = (count: number, one: string, many: string) => (count === 0 ? "" : count === 1 ? one : `${String(count)} ${many}`);
  const rejected = arrivals.filter(({ attendance }) => attendance?.presence === "rejected").length;
  return [
    several(arrivals.length - rejected, "1 visitor is here", "visitors are here"),
    several(rejected, "1 was turned away", "were turned away"),
    several(doors.length, "1 door is offline", "doors are offline"),
    several(bookings.length, "1 booking needs you", "bookings need you"),
  ]
    .filter((part) => part !== "")
    .join(", ");
}

/** An alert as one notification; null where there is nothing to say. */
export function notification(alert: Alert): { title: string; body: string } | null {
  const all = [...alert.doors.map(away), ...alert.needing.map(needing), ...alert.arrivals.map(arrival)];
  const [first] = all;
  if (!first) return null;
  if (all.length === 1) return { title: first.title, body: first.detail };
  const lines = all.slice(0, LINES).map(({ title, detail }) => (detail === "" ? title : `${title}: ${detail}`));
  if (all.length > LINES) lines.push(`and ${String(all.length - LINES)} more`);
  return { title: heading(alert), body: lines.join("\n") };
}
