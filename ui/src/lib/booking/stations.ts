import type { EntryKind, StepState } from "../ipc/bindings";

/** A place on a step's way, and whether it has been reached. */
export interface Station {
  name: "saved" | "accepted" | "ready" | "deleted" | "checked" | "added" | "given" | "takenBack" | "revoked" | "described";
  state: "done" | "doing" | "notYet";
}

/** How many stations are behind a step, and whether it moves towards the next. What is refused or not known moves nowhere. */
const REACHED: Record<StepState, [done: number, moving: boolean]> = {
  queued: [1, false],
  inFlight: [1, true],
  accepted: [2, true],
  syncing: [2, true],
  ready: [3, false],
  rejected: [1, false],
  unknown: [1, false],
  notBooked: [1, false],
  needsYou: [1, false],
};

const NAMES: Record<EntryKind, readonly Station["name"][]> = {
  book: ["saved", "accepted", "ready"],
  cancel: ["saved", "deleted"],
  replace: ["saved", "deleted"],
  verify: ["saved", "checked"],
  person: ["saved", "added"],
  pin: ["saved", "given"],
  leave: ["saved", "takenBack"],
  revoke: ["saved", "revoked"],
  describe: ["saved", "described"],
};

/** The way of one step, never ahead of what is known. */
export function stations(what: EntryKind, state: StepState): Station[] {
  const [done, moving] = REACHED[state];
  return NAMES[what].map((name, at) => ({ name, state: at < done ? "done" : at === done && moving ? "doing" : "notYet" }));
}
