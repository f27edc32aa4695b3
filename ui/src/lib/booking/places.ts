import type { Door, Places, Site } from "../ipc/bindings";

/** Doors of one site, in the desk's order. */
export interface SiteDoors {
  /** Null for doors of no site. */
  site: Site | null;
  doors: Door[];
}

/** How many chips are shown at once before the rest is folded away. */
const AT_ONCE = 6;

/** The entries shown while the rest is folded: those wanted (usual or chosen), filled up from the top to a handful. */
export function shortList<T extends { id: number }>(all: readonly T[], wanted: readonly number[]): T[] {
  let spare = AT_ONCE - all.filter((each) => wanted.includes(each.id)).length;
  // One entry alone is not worth folding away.
  if (all.length <= AT_ONCE + 1) return [...all];
  return all.filter((each) => wanted.includes(each.id) || spare-- > 0);
}

/** Entries whose name, or whose site's, holds every word of `text`, whatever its accents and capitals. */
export function matching<T extends { name: string }>(all: readonly T[], text: string, alsoIn: (each: T) => string = () => ""): T[] {
  const words = folded(text).split(/\s+/).filter((word) => word !== "");
  return all.filter((each) => {
    const name = folded(`${each.name} ${alsoIn(each)}`);
    return words.every((word) => name.includes(word));
  });
}

function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** Doors under their sites, usual ones first within each; sites in the order of their first door. */
export function bySite(doors: readonly Door[], places: Places): SiteDoors[] {
  const usual = new Map(places.usualDoors.map((id, at) => [id, at]));
  const rank = (door: Door) => usual.get(door.id) ?? places.usualDoors.length;
  const sites = new Map<number | null, SiteDoors>();
  for (const door of doors) {
    const site = places.sites.find((each) => each.id === door.siteId) ?? null;
    const entry = sites.get(site?.id ?? null) ?? { site, doors: [] };
    entry.doors.push(door);
    sites.set(site?.id ?? null, entry);
  }
  for (const entry of sites.values()) entry.doors.sort((a, b) => rank(a) - rank(b));
  return [...sites.values()];
}
