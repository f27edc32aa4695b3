import type { DoorOutcome, HistoryState } from "../ipc/bindings";
import type { Standing } from "../today/standing";
import { outcomeName } from "../words/doorLog";
import { historyState } from "../words/history";

/** A state looks as the same looks elsewhere, and is said in History's words. */
export function lookOf(state: HistoryState): { look: Standing; text: string } {
  const look = state === "cancelled" ? "cancelling" : state === "moved" ? "over" : state;
  return { look, text: historyState[state] };
}

/** The same of what a door did. */
export function lookOfDoor(outcome: DoorOutcome): { look: Standing; text: string } {
  const look = outcome === "letIn" ? "here" : outcome === "turnedAway" ? "rejected" : "over";
  return { look, text: outcomeName[outcome] };
}
