import { describe, expect, it } from "vitest";
import { keptLanes, layLanes, type Layout, type Stretch } from "./lanes";

const LIMITS = { lanes: 6, shortest: 30 };
const stretch = (key: string, from: number, to: number): Stretch => ({ key, from, to });
const seatOf = (layout: Layout<Stretch>, key: string) => layout.seats.find((seat) => seat.item.key === key);

/** A repeatable day of many visits, by a small congruential generator. */
function many(count: number, seed: number): Stretch[] {
  let state = seed;
  const draw = (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
  return Array.from({ length: count }, (_, index) => {
    const from = 420 + draw(40) * 15;
    return stretch(`r${String(index)}`, from, from + 15 + draw(12) * 15);
  });
}

function expectNoOverlap(layout: Layout<Stretch>): void {
  const boxes = [
    ...layout.seats.map((seat) => ({
      left: seat.lane / seat.lanes,
      right: (seat.lane + seat.width) / seat.lanes,
      from: seat.item.from,
      to: Math.max(seat.item.to, seat.item.from + LIMITS.shortest),
      key: seat.item.key,
    })),
    ...layout.clusters.map((cluster) => ({
      left: cluster.lane / cluster.lanes,
      right: (cluster.lane + 1) / cluster.lanes,
      from: cluster.from,
      to: cluster.to,
      key: cluster.key,
    })),
  ];
  for (const a of boxes) {
    for (const b of boxes) {
      if (a === b || a.to <= b.from || b.to <= a.from) continue;
      expect(a.right <= b.left + 1e-9 || b.right <= a.left + 1e-9, `${a.key} lies on ${b.key}`).toBe(true);
    }
  }
}

describe("lanes", () => {
  it("gives a lone visit the whole width", () => {
    const layout = layLanes([stretch("r1", 540, 600)], LIMITS);
    expect(layout.seats).toEqual([{ item: stretch("r1", 540, 600), lane: 0, width: 1, lanes: 1 }]);
  });

  it("lets visits that only touch have the whole width each", () => {
    const layout = layLanes([stretch("r1", 540, 600), stretch("r2", 600, 660)], LIMITS);
    expect(layout.seats.map((seat) => seat.lanes)).toEqual([1, 1]);
  });

  it("puts two that overlap side by side, and a third into the place that is free again", () => {
    const layout = layLanes([stretch("r1", 540, 600), stretch("r2", 570, 720), stretch("r3", 600, 660)], LIMITS);
    expect(seatOf(layout, "r1")).toMatchObject({ lane: 0, lanes: 2 });
    expect(seatOf(layout, "r2")).toMatchObject({ lane: 1, lanes: 2 });
    expect(seatOf(layout, "r3")).toMatchObject({ lane: 0, lanes: 2 });
  });

  it("reckons with the height that a very short visit is drawn", () => {
    const layout = layLanes([stretch("r1", 540, 541), stretch("r2", 550, 600)], LIMITS);
    expect(seatOf(layout, "r2")).toMatchObject({ lane: 1, lanes: 2 });
  });

  it("widens a visit over lanes that are free beside it", () => {
    const layout = layLanes(
      [stretch("a", 540, 720), stretch("b", 540, 600), stretch("c", 540, 600), stretch("d", 630, 720)],
      LIMITS,
    );
    expect(seatOf(layout, "d")).toMatchObject({ lane: 1, width: 2, lanes: 3 });
  });

  it("does not depend on the order in which visits come", () => {
    const items = many(60, 3);
    const plain = keptLanes(layLanes(items, LIMITS));
    expect(keptLanes(layLanes([...items].reverse(), LIMITS))).toEqual(plain);
  });
});

describe("more than the lanes can hold", () => {
  const crowd = Array.from({ length: 18 }, (_, index) => stretch(`r${String(index).padStart(2, "0")}`, 540, 600));

  it("keeps the last lane for a node that counts the rest", () => {
    const layout = layLanes(crowd, LIMITS);
    expect(layout.seats).toHaveLength(5);
    expect(layout.clusters).toHaveLength(1);
    expect(layout.clusters[0]).toMatchObject({ from: 540, to: 600, lane: 5, lanes: 6 });
    expect(layout.clusters[0]?.items).toHaveLength(13);
  });

  it("counts hour by hour", () => {
    const layout = layLanes([...crowd, ...crowd.map((item) => ({ ...item, key: `s${item.key}`, from: 590, to: 720 }))], LIMITS);
    expect(layout.clusters.map((cluster) => cluster.from)).toEqual([540]);
    const later = layLanes([...crowd, stretch("long", 540, 720), ...crowd.map((c) => ({ ...c, key: `s${c.key}`, from: 615, to: 660 }))], LIMITS);
    expect(later.clusters.map((cluster) => cluster.from)).toEqual([540, 600]);
  });

  it("gathers all that overlaps where there is room for one lane only", () => {
    const layout = layLanes([stretch("r1", 540, 600), stretch("r2", 570, 660), stretch("r3", 700, 760)], { lanes: 1, shortest: 30 });
    expect(layout.seats.map((seat) => seat.item.key)).toEqual(["r3"]);
    expect(layout.clusters).toMatchObject([{ from: 540, to: 600, lane: 0, lanes: 1 }]);
    expect(layout.clusters[0]?.items).toHaveLength(2);
  });

  it("shows or counts every visit once, and nothing lies on anything else", () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const items = many(300, seed);
      const layout = layLanes(items, LIMITS);
      const keys = [
        ...layout.seats.map((seat) => seat.item.key),
        ...layout.clusters.flatMap((cluster) => cluster.items.map((item) => item.key)),
      ];
      expect(new Set(keys).size).toBe(300);
      expect(keys).toHaveLength(300);
      expect(Math.max(...layout.seats.map((seat) => seat.lanes))).toBeLessThanOrEqual(6);
      expectNoOverlap(layout);
    }
  });
});

describe("stability", () => {
  it("leaves every neighbour in its lane when a visit is added", () => {
    const items = many(25, 9);
    const first = layLanes(items, { lanes: 24, shortest: 30 });
    const before = keptLanes(first);
    const added = layLanes([...items, stretch("a-new", 400, 1100)], { lanes: 24, shortest: 30 }, before);
    for (const seat of added.seats) {
      if (seat.item.key !== "a-new") expect(seat.lane, seat.item.key).toBe(before.get(seat.item.key));
    }
  });

  it("moves no neighbour for one more visit, except out of the lane that counts the rest from now on", () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const items = many(6 + seed * 2, seed);
      const before = keptLanes(layLanes(items, LIMITS));
      const extra = stretch("new", 400 + ((seed * 37) % 600), 460 + ((seed * 53) % 700) + 400);
      const after = layLanes([...items, extra], LIMITS, before);
      for (const seat of after.seats) {
        const lane = before.get(seat.item.key);
        if (lane === undefined || lane === LIMITS.lanes - 1) continue;
        expect(seat.lane, `${seat.item.key} of seed ${String(seed)}`).toBe(lane);
      }
      const kept = after.seats.filter((seat) => before.has(seat.item.key)).length;
      const evicted = [...before.values()].filter((lane) => lane === LIMITS.lanes - 1).length;
      expect(kept, `seed ${String(seed)}`).toBeGreaterThanOrEqual(before.size - evicted);
    }
  });

  it("closes the gap that the last visit of a lane leaves", () => {
    const before = new Map([
      ["a", 0],
      ["b", 1],
    ]);
    const layout = layLanes([stretch("b", 540, 600)], LIMITS, before);
    expect(layout.seats[0]).toMatchObject({ lane: 0, lanes: 1 });
  });

  it("finds a new place for a visit whose lane was given away by a change of its time", () => {
    const before = new Map([
      ["a", 0],
      ["b", 0],
    ]);
    const layout = layLanes([stretch("a", 540, 620), stretch("b", 600, 660)], LIMITS, before);
    expectNoOverlap(layout);
    expect(seatOf(layout, "b")).toMatchObject({ lane: 1, lanes: 2 });
  });
});

describe("speed", () => {
  it("lays 20,000 visits without falling into the square of their number", () => {
    const took = (count: number): number => {
      const visits = many(count, 7);
      const runs = [1, 2, 3].map(() => {
        const started = performance.now();
        layLanes(visits, { lanes: 24, shortest: 30 });
        return performance.now() - started;
      });
      return Math.min(...runs);
    };
    took(5_000);
    // The square of four times as many would be sixteen times as long, on whatever computer.
    expect(took(20_000) / took(5_000)).toBeLessThan(10);
  });
});
