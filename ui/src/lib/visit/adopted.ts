import type { Receipt, Visit } from "../ipc/bindings";

/** The key under which DoorFlow now has a visit that was pending here, when this desk's bookings tell it beyond doubt. */
export function adoptedKey(visit: Visit, receipts: Iterable<Receipt>): string | null {
  const keys = new Set<string>();
  for (const receipt of receipts) {
    if (receipt.who !== visit.name) continue;
    for (const { what, item, visitKey } of receipt.steps) {
      if (what !== "book" || visitKey === null || visitKey === visit.key || visitKey.startsWith("b")) continue;
      if (item.kind === visit.kind && item.start.utc === visit.start.utc && item.end.utc === visit.end.utc) keys.add(visitKey);
    }
  }
  const [only] = keys;
  return keys.size === 1 && only !== undefined ? only : null;
}

/** The visit that DoorFlow has in the place of a moved one, and the booking that moved it, when this desk did. */
export function movedTo(key: string, receipts: Iterable<Receipt>): { key: string; movedBy: number } | null {
  let now = key;
  let movedBy = 0;
  for (const { booking, steps } of receipts) {
    for (const [at, { what, visitKey, state }] of steps.entries()) {
      const made = steps[at - 1];
      const done = state === "accepted" || state === "syncing" || state === "ready";
      if (what !== "replace" || visitKey !== now || !done || made?.visitKey == null) continue;
      now = made.visitKey;
      movedBy = booking;
    }
  }
  return now === key ? null : { key: now, movedBy };
}
