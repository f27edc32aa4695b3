import type { Receipt, Visit } from "../ipc/bindings";

/** The key under which DoorFlow now has a visit that was pending here, when this desk's bookings tell it beyond doubt. */
export function adoptedKey(visit: Visit, receipts: Iterable<Receipt>): string | null {
  const keys = new Set<string>();
  for (const receipt of receipts) {
    if (receipt.who !== visit.name) continue;
    for (const { item, visitKey } of receipt.steps) {
      if (visitKey === null || visitKey === visit.key || visitKey.startsWith("b")) continue;
      if (item.kind === visit.kind && item.start.utc === visit.start.utc && item.end.utc === visit.end.utc) keys.add(visitKey);
    }
  }
  const [only] = keys;
  return keys.size === 1 && only !== undefined ? only : null;
}
