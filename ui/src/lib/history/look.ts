import type { HistoryState } from "../ipc/bindings";
import type { Standing } from "../today/standing";
import { historyState } from "../words/history";

/** A state looks as the same looks elsewhere, and is said in History's words. */
export function lookOf(state: HistoryState): { look: Standing; text: string } {
  const look = state === "cancelled" ? "cancelling" : state === "moved" ? "over" : state;
  return { look, text: historyState[state] };
}
