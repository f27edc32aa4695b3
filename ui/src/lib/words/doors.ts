import type { Door } from "../ipc/bindings";
import type { HeadRow, PlaceRow } from "../doors/rows";
import { doorState } from "./booking";
import { slotName, visits } from "./calendar";
import { figure } from "./frame";

function doors(count: number): string {
  return count === 1 ? "1 door" : `${figure(count)} doors`;
}

/** What stands over a part of the rows. */
export function headName(row: HeadRow): string {
  switch (row.kind) {
    case "site":
      return row.name;
    case "groups":
      return "Groups";
    case "noSite":
      return "No site";
    case "unlisted":
      return "No longer in DoorFlow’s list";
  }
}

/** What is said beside it: how many there are, and of groups what they are not. */
export function headNote(row: HeadRow): string {
  return row.kind === "groups" ? "DoorFlow does not say which doors a group’s visits open" : doors(row.count);
}

/** What a door does: `online`, `offline`, `lockdown`, `sync failing`. */
export function doorStanding(door: Door): string {
  return doorState(door) || "online";
}

/** A row as a screen reader says it after its name: state and how many visits. */
export function rowNote(row: PlaceRow): string {
  const count = row.items.length === 0 ? "no visits" : visits(row.items.length);
  if (row.kind === "group") return `group, ${count}`;
  return `${row.door === null ? "not listed" : doorStanding(row.door)}, ${count}`;
}

/** Free time at a door or of a group. */
export function placeSlotName(row: PlaceRow, date: string, from: string, to: string): string {
  return `${row.name}, ${slotName(date, from, to)}`;
}

/** What is said when the rows were filtered. */
export function filtered(count: number, visitCount: number): string {
  return `${count === 0 ? "No door" : doors(count)}, ${visitCount === 0 ? "no visits" : visits(visitCount)}`;
}

export const doorsWords = {
  grid: (title: string) => `Doors, ${title}`,
  help: "Arrows up and down move between doors, left and right between visits and times. Page up and down move ten doors. Enter opens a visit or books a time at that door; with Shift, arrows choose a longer time. On a visit, Alt and left or right ask for another time.",
  filter: "Filter by site or door",
  spans: "Time shown",
  span: { day: "One day", week: "One week" } as const,
  noDoors: "DoorFlow lists no doors yet. They are here once they have been read.",
  noneMatch: "No door or site has that name.",
  clear: "Show all doors",
};
