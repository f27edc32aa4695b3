import { preferences } from "../settings/preferences.svelte";
import type { Alert } from "../ipc/bindings";

/** What of an alert this desk wants to be told. */
export function wanted(alert: Alert): Alert {
  const { tellArrivals, tellDoors, tellBookings } = preferences;
  return {
    arrivals: tellArrivals ? alert.arrivals : [],
    doors: tellDoors ? alert.doors : [],
    needing: tellBookings ? alert.needing : [],
  };
}
