/** Something that takes a stretch of a day, in minutes since the day began. */
export type Stretch = { key: string; from: number; to: number };

/** Where a stretch is drawn: in which of its group's lanes, and how many it may take to the right. */
export type Seat<T extends Stretch> = { item: T; lane: number; width: number; lanes: number };

/** What found no lane of its own within one hour: drawn as one node in the last lane. */
export type Cluster<T extends Stretch> = { key: string; from: number; to: number; items: T[]; lane: number; lanes: number };

export type Layout<T extends Stretch> = { seats: Seat<T>[]; clusters: Cluster<T>[] };

export type Limits = {
  /** Lanes at most, one at least: then whatever overlaps is gathered. */
  lanes: number;
  /** The shortest that a stretch is drawn, in minutes, so that it can be hit. */
  shortest: number;
};

/** How long each cluster is, in minutes. */
const CLUSTER = 60;

function compare(a: Stretch, b: Stretch): number {
  return a.from - b.from || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
}

/** Stretches of one lane that do not overlap, in order. */
class Lane {
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  get used(): boolean {
    return this.#starts.length > 0;
  }

  /** How many begin before `time`. */
  #before(time: number): number {
    let low = 0;
    let high = this.#starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle] ?? 0) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  isFree(from: number, to: number): boolean {
    const at = this.#before(to);
    return at === 0 || (this.#ends[at - 1] ?? 0) <= from;
  }

  take(from: number, to: number): void {
    const at = this.#before(from);
    this.#starts.splice(at, 0, from);
    this.#ends.splice(at, 0, to);
  }
}

class Seating<T extends Stretch> {
  readonly lanes: Lane[];
  readonly laneOf = new Map<T, number>();
  readonly left: T[] = [];

  constructor(items: T[], count: number, end: (item: T) => number, before: ReadonlyMap<string, number>) {
    this.lanes = Array.from({ length: count }, () => new Lane());
    const fresh: T[] = [];
    // Those that were on the screen keep their lane; only then are the others seated around them.
    for (const item of items) {
      const lane = before.get(item.key);
      if (lane === undefined || !this.#seat(item, lane, end(item))) fresh.push(item);
    }
    for (const item of fresh) {
      const lane = this.lanes.findIndex((candidate) => candidate.isFree(item.from, end(item)));
      if (lane < 0 || !this.#seat(item, lane, end(item))) this.left.push(item);
    }
  }

  #seat(item: T, at: number, to: number): boolean {
    const lane = this.lanes[at];
    if (!lane?.isFree(item.from, to)) return false;
    lane.take(item.from, to);
    this.laneOf.set(item, at);
    return true;
  }
}

/** Groups of stretches that touch one another through others, each in order. */
function groupsOf<T extends Stretch>(ordered: T[], end: (item: T) => number): { items: T[]; from: number; to: number }[] {
  const groups: { items: T[]; from: number; to: number }[] = [];
  for (const item of ordered) {
    const open = groups.at(-1);
    if (open && item.from < open.to) {
      open.items.push(item);
      open.to = Math.max(open.to, end(item));
    } else {
      groups.push({ items: [item], from: item.from, to: end(item) });
    }
  }
  return groups;
}

/**
 * Puts the stretches of one day side by side where they overlap. Each keeps the lane that `before` gives it if it can, so that one
 * more or one fewer does not move its neighbours from lane to lane. What exceeds the limit is gathered hour by hour.
 */
export function layLanes<T extends Stretch>(
  items: readonly T[],
  limits: Limits,
  before: ReadonlyMap<string, number> = new Map(),
): Layout<T> {
  const end = (item: T): number => Math.max(item.to, item.from + limits.shortest);
  const seats: Seat<T>[] = [];
  const clusters: Cluster<T>[] = [];

  for (const group of groupsOf([...items].sort(compare), end)) {
    let seating = new Seating(group.items, limits.lanes, end, before);
    const crowded = seating.left.length > 0;
    if (crowded) seating = new Seating(group.items, limits.lanes - 1, end, before);

    // Lanes that nobody sits in any more are not left as gaps.
    const drawnAs = new Map<number, number>();
    seating.lanes.forEach((lane, index) => {
      if (lane.used) drawnAs.set(index, drawnAs.size);
    });
    const lanes = drawnAs.size + (crowded ? 1 : 0);
    const inUse = seating.lanes.filter((lane) => lane.used);

    for (const item of group.items) {
      const lane = drawnAs.get(seating.laneOf.get(item) ?? -1);
      if (lane === undefined) continue;
      let width = 1;
      while (inUse[lane + width]?.isFree(item.from, end(item))) width += 1;
      seats.push({ item, lane, width, lanes });
    }

    const byHour = new Map<number, T[]>();
    for (const item of seating.left) {
      const hour = Math.floor((item.from - group.from) / CLUSTER);
      const those = byHour.get(hour);
      if (those) those.push(item);
      else byHour.set(hour, [item]);
    }
    for (const [hour, those] of byHour) {
      const from = group.from + hour * CLUSTER;
      const to = Math.min(from + CLUSTER, group.to);
      clusters.push({ key: `more-${String(from)}`, from, to, items: those, lane: lanes - 1, lanes });
    }
  }
  clusters.sort(compare);
  return { seats, clusters };
}

/** The lanes of a layout, to be handed to the next one. */
export function keptLanes<T extends Stretch>(layout: Layout<T>): Map<string, number> {
  return new Map(layout.seats.map((seat) => [seat.item.key, seat.lane]));
}
