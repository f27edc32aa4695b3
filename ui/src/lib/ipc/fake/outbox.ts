import type { Moment, OutboxEntry, Visit } from "../bindings";

/** What is particular to an entry. */
type Case = Pick<OutboxEntry, "state" | "reason"> & Partial<OutboxEntry>;

/** What the stand-in's outbox holds at first: the one visit of its calendar that was not booked. */
export const NOT_BOOKED: Case = { key: "b1", state: "notBooked", reason: "notThere", canSendAgain: true, canGiveUp: true };

/** One entry for each way in which something can stand in the outbox. */
export const EVERY: readonly Case[] = [
  { state: "queued", reason: "none", canGiveUp: true },
  { state: "queued", reason: "offline", canGiveUp: true },
  { state: "queued", reason: "busy", canGiveUp: true },
  { state: "queued", reason: "signedOut", canGiveUp: true },
  { state: "queued", reason: "waitsForBooking", what: "cancel", visitKey: "r110" },
  { state: "inFlight", reason: "none" },
  { state: "inFlight", reason: "none", what: "cancel", visitKey: "r111" },
  { state: "unknown", reason: "answerLost" },
  { state: "unknown", reason: "closed" },
  { state: "unknown", reason: "answerLost", what: "cancel", visitKey: "r112" },
  { state: "unknown", reason: "answerLost", what: "replace", visitKey: "r113", steps: [{ what: "book", done: true }, { what: "replace", done: false }] },
  { state: "rejected", reason: "refused", canGiveUp: true, problems: [{ field: "place", code: "refused", subject: "channel_ids is invalid" }] },
  { state: "rejected", reason: "refused", what: "cancel", visitKey: "r115", canGiveUp: true },
  { state: "notBooked", reason: "tooLate", canGiveUp: true },
  { state: "needsYou", reason: "startPassed", canSendAgain: true, canGiveUp: true },
  { state: "needsYou", reason: "several", canGiveUp: true, surplus: 2, visitKey: "r109" },
  { state: "needsYou", reason: "differs", canGiveUp: true, visitKey: "r108" },
  { state: "needsYou", reason: "old", canSendAgain: true, canGiveUp: true },
  { state: "needsYou", reason: "restored", canSendAgain: true, canGiveUp: true },
  { state: "queued", reason: "offline", what: "revoke", label: "PIN", places: [], canGiveUp: true },
];

/** A whole entry about a visit, which stands so since `since`. */
export function entryOf(given: Case, at: number, { personId, name, start, end, doors, groups }: Visit, since: Moment): OutboxEntry {
  return {
    key: `b${String(50 + at)}`,
    booking: 50 + at,
    what: "book",
    personId,
    who: name,
    label: null,
    start,
    end,
    places: [...doors, ...groups].map((place) => place.name),
    problems: [],
    detail: given.state === "unknown" ? "timeout after 20 s" : "",
    since,
    nextLook: given.state === "unknown" ? end : null,
    visitKey: null,
    surplus: 0,
    steps: [],
    canSendAgain: false,
    canGiveUp: false,
    ...given,
  };
}
