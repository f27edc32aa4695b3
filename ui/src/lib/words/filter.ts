import type { Standing } from "../today/standing";
import { visitState } from "./frame";

/** The states that can be asked for, as a day goes. */
export const states = (
  ["expected", "waiting", "here", "underWay", "left", "noShow", "over", "rejected", "pending", "unknown", "notBooked", "cancelling", "moving"] as const satisfies Standing[]
).map((state) => ({ state, name: visitState[state] }));

export const filterWords = {
  title: "Filter",
  state: "State",
  anyState: "Any state",
  where: "Site, door or group",
  anywhere: "Anywhere",
  sites: "Sites",
  doors: "Doors",
  groups: "Groups",
  person: "Visitor",
  done: "Done",
  clear: "Show all visits",
  ofGroups: "Without visits of groups: DoorFlow does not say which doors those open.",
  none: "No visit on these days is in the filter.",
};
