import type { OutboxEntry } from "../ipc/bindings";

/** Whether an entry stays as it is until a person decides. */
export function needsPerson(entry: OutboxEntry): boolean {
  return entry.state === "needsYou" || entry.state === "rejected" || entry.state === "notBooked";
}
