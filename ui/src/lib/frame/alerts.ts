import { preferences } from "../settings/preferences.svelte";
import type { Alert, News } from "../ipc/bindings";

type Unnamed = Extract<News, { kind: "unnamed" }>;

/** What of an alert that names nobody this desk wants to be told. */
export function wantedOf(alert: Unnamed): Unnamed {
  const { tellArrivals, tellDoors, tellBookings } = preferences;
  return {
    kind: "unnamed",
    arrived: tellArrivals ? alert.arrived : 0,
    turnedAway: tellArrivals ? alert.turnedAway : 0,
    doors: tellDoors ? alert.doors : 0,
    needing: tellBookings ? alert.needing : 0,
  };
}

/** What of an alert this desk wants to be told. */
export function wanted(alert: Alert): Alert {
  const { tellArrivals, tellDoors, tellBookings } = preferences;
  return {
    arrivals: tellArrivals ? alert.arrivals : [],
    doors: tellDoors ? alert.doors : [],
    needing: tellBookings ? alert.needing : [],
  };
}
