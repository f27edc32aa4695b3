import type { Alert, DoorAway, EntryKind, Needing, News, Standing, Visit } from "../ipc/bindings";
import { say } from "./clock";

/** What a click on a notification does. */
export const openLobby = "Open Lobby";

/** So many lines of several are shown; a notification has no room for more. */
const LINES = 5;

interface Told {
  title: string;
  detail: string;
}

/** What waits for a person: of one, and of several alike. */
const NEEDS: Record<EntryKind, { one: (who: string) => string; counted: (count: number) => string }> = {
  book: { one: (who) => `A booking for ${who} needs you`, counted: (count) => several(count, "1 booking needs you", "bookings need you") },
  cancel: { one: (who) => `Cancelling a visit of ${who} needs you`, counted: (count) => several(count, "1 cancelling needs you", "cancellings need you") },
  replace: { one: (who) => `Moving a visit of ${who} needs you`, counted: (count) => several(count, "1 moved visit needs you", "moved visits need you") },
  person: { one: (who) => `Adding ${who} as a visitor needs you`, counted: (count) => several(count, "1 new visitor needs you", "new visitors need you") },
  pin: { one: (who) => `A PIN for ${who} needs you`, counted: (count) => several(count, "1 PIN needs you", "PINs need you") },
  leave: { one: (who) => `Taking back a PIN of ${who} needs you`, counted: (count) => several(count, "1 PIN to take back needs you", "PINs to take back need you") },
  revoke: { one: (who) => `Revoking a credential of ${who} needs you`, counted: (count) => several(count, "1 revoking needs you", "revokings need you") },
  describe: { one: (who) => `Host or notes for ${who} need you`, counted: (count) => several(count, "Host or notes of 1 visitor need you", "visitors’ host or notes need you") },
  verify: { one: (who) => `The groups of ${who} need you`, counted: (count) => several(count, "1 visitor’s groups need you", "visitors’ groups need you") },
};

/** What is so while it waits, where it was refused or never got there. */
const STANDS: Partial<Record<EntryKind, string>> = {
  cancel: "The visit stands.",
  replace: "The old visit stands beside the new one.",
  person: "Nothing was booked.",
  leave: "The PIN was not taken back.",
  revoke: "Doors still open for it.",
  describe: "The visit stands.",
};

const WHY: Partial<Record<Standing, string>> = {
  rejected: "DoorFlow refused it.",
  notBooked: "It did not reach DoorFlow.",
};

function several(count: number, one: string, many: string): string {
  return count === 0 ? "" : count === 1 ? one : `${String(count)} ${many}`;
}

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

function needing({ who, what, state }: Needing): Told {
  const why = WHY[state];
  const outbox = state === "notBooked" ? "The outbox can send it again." : "The outbox says why.";
  const stands = why === undefined ? "" : (STANDS[what] ?? "");
  return { title: NEEDS[what].one(who), detail: [why ?? "", stands, outbox].filter((part) => part !== "").join(" ") };
}

/** How much waits for a person: by its name where it is all of one kind. */
function waiting(all: readonly Needing[]): string {
  const [first] = all;
  if (!first) return "";
  return all.every(({ what }) => what === first.what) ? NEEDS[first.what].counted(all.length) : `${String(all.length)} things in the outbox need you`;
}

function heading({ arrivals, doors, needing: all }: Alert): string {
  const rejected = arrivals.filter(({ attendance }) => attendance?.presence === "rejected").length;
  return [
    several(arrivals.length - rejected, "1 visitor is here", "visitors are here"),
    several(rejected, "1 was turned away", "were turned away"),
    several(doors.length, "1 door is offline", "doors are offline"),
    waiting(all),
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

/** An alert of a desk that is locked: nobody is named. Empty where there is nothing to say. */
export function unnamed({ arrived, turnedAway, doors, needing: bookings }: Extract<News, { kind: "unnamed" }>): string {
  const say = (count: number, one: string, many: string): string[] => (count === 0 ? [] : [count === 1 ? one : `${String(count)} ${many}`]);
  return [
    ...say(arrived, "A visitor has arrived", "visitors have arrived"),
    ...say(turnedAway, "A visitor was turned away", "visitors were turned away"),
    ...say(doors, "A door is offline", "doors are offline"),
    ...say(bookings, "A booking needs you", "bookings need you"),
  ].join(". ");
}
