import { matching } from "../booking/places";
import { layLanes, keptLanes, type Layout, type Stretch } from "../calendar/lanes";
import type { Door, Places, Visit } from "../ipc/bindings";
import { stretchOf, type Axis } from "./axis";

/** A visit on the axis, in minutes since the axis began. */
export type Placed = Stretch & { visit: Visit };
/** Where visits go: a door, or a group, whose doors nobody is told. */
export type PlaceRow = {
  kind: "door" | "group";
  key: string;
  id: number;
  name: string;
  /** What DoorFlow lists of the door; null for a group, and for a door that only visits name. */
  door: Door | null;
  items: Placed[];
};
/** What stands over the rows of one site, over those of groups, and over doors that have no site or are not listed. */
export type HeadRow = { kind: "site" | "groups" | "noSite" | "unlisted"; key: string; name: string; count: number };
export type Row = HeadRow | PlaceRow;

/** Whether visits are drawn in this row. */
export function isPlace(row: Row): row is PlaceRow {
  return row.kind === "door" || row.kind === "group";
}

/** Every visit under each of its doors or groups. */
function byPlace(axis: Axis, visits: readonly Visit[]): { doors: Map<number, Placed[]>; groups: Map<number, Placed[]>; names: Map<string, string> } {
  const doors = new Map<number, Placed[]>();
  const groups = new Map<number, Placed[]>();
  const names = new Map<string, string>();
  for (const visit of visits) {
    const stretch = stretchOf(axis, visit);
    if (stretch === null) continue;
    const placed = { key: visit.key, ...stretch, visit };
    const [rows, places, letter] = visit.kind === "reservation" ? [doors, visit.doors, "d"] : [groups, visit.groups, "g"];
    for (const place of places) {
      const items = rows.get(place.id);
      if (items) items.push(placed);
      else rows.set(place.id, [placed]);
      names.set(`${letter}${String(place.id)}`, place.name);
    }
  }
  return { doors, groups, names };
}

/**
 * The rows from top to bottom: groups that have visits, since no list says which doors those may open; then every door under its site, in
 * the desk's order; then doors that visits name and DoorFlow no longer lists. Only those whose name, or whose site's, holds each word of `text`,
 * and that are wanted.
 */
export function rowsOf(places: Places, axis: Axis, visits: readonly Visit[], text: string, wanted: (row: PlaceRow) => boolean = () => true): Row[] {
  const { doors, groups, names } = byPlace(axis, visits);
  const siteNames = new Map(places.sites.map((site) => [site.id, site.name]));
  const named = (kind: "door" | "group", at: Map<number, Placed[]>, listed: ReadonlySet<number>): PlaceRow[] =>
    [...at]
      .filter(([id]) => !listed.has(id))
      .map(([id, items]) => ({ kind, key: `${kind}-${String(id)}`, id, name: names.get(`${kind.slice(0, 1)}${String(id)}`) ?? "", door: null, items }))
      .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id - b.id));

  const rows: Row[] = [];
  const under = (kind: HeadRow["kind"], key: string, name: string, found: readonly PlaceRow[]): void => {
    const those = found.filter(wanted);
    if (those.length > 0) rows.push({ kind, key, name, count: those.length }, ...those);
  };
  under("groups", "groups", "", matching(named("group", groups, new Set()), text));

  const bySite = new Map<number | null, PlaceRow[]>();
  const siteOf = (door: Door): string => siteNames.get(door.siteId ?? 0) ?? "";
  for (const door of matching(places.doors, text, siteOf)) {
    const site = door.siteId !== null && siteNames.has(door.siteId) ? door.siteId : null;
    const row: PlaceRow = { kind: "door", key: `door-${String(door.id)}`, id: door.id, name: door.name, door, items: doors.get(door.id) ?? [] };
    const those = bySite.get(site);
    if (those) those.push(row);
    else bySite.set(site, [row]);
  }
  for (const [site, those] of bySite) {
    if (site !== null) under("site", `site-${String(site)}`, siteNames.get(site) ?? "", those);
  }
  under("noSite", "no-site", "", bySite.get(null) ?? []);
  under("unlisted", "unlisted", "", matching(named("door", doors, new Set(places.doors.map((door) => door.id))), text));
  return rows;
}

/** How high one lane is, the gap under it included, in CSS pixels: what is drawn in it can be hit. */
export const LANE = 26;
/** What a row has over and under its lanes, in CSS pixels. */
export const AIR = 3;
/** How high the name of a site is, in CSS pixels. */
export const HEAD_ROW = 30;
/** How many visits are drawn one under the other before the rest is counted. */
export const MOST_LANES = 4;

/** A row with its visits laid out. */
export type LaidRow = { row: Row; layout: Layout<Placed>; height: number };
/** The lanes that visits had, by row and visit. */
export type LanesBefore = ReadonlyMap<string, ReadonlyMap<string, number>>;

const EMPTY: Layout<Placed> = { seats: [], clusters: [] };

/** Lays out each row's visits; `shortest` is how many minutes a visit is drawn at least. Those that were there keep their lane if they can. */
export function layRows(rows: readonly Row[], shortest: number, before: LanesBefore): LaidRow[] {
  return rows.map((row) => {
    if (!isPlace(row)) return { row, layout: EMPTY, height: HEAD_ROW };
    const layout = row.items.length === 0 ? EMPTY : layLanes(row.items, { lanes: MOST_LANES, shortest }, before.get(row.key));
    const lanes = Math.max(1, ...layout.seats.map((seat) => seat.lanes), ...layout.clusters.map((cluster) => cluster.lanes));
    return { row, layout, height: lanes * LANE + 2 * AIR };
  });
}

/** The lanes of rows, to be handed to the next layout. */
export function lanesOf(laid: readonly LaidRow[]): LanesBefore {
  return new Map(laid.filter(({ layout }) => layout.seats.length > 0).map(({ row, layout }) => [row.key, keptLanes(layout)]));
}
