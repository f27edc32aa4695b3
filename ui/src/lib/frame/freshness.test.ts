import { expect, test } from "vitest";
import type { Source } from "../ipc/bindings";
import { ago, doors, freshness, notAllRead, outbox, pulling } from "../words/frame";
import { aged, staysFor } from "./freshness.svelte";

test("data grows old by itself between two statuses", () => {
  expect(freshness(aged({ kind: "fresh", seconds: 50 }, 12.9))).toBe("Up to date 1 min ago");
  expect(freshness(aged({ kind: "offline", seconds: 3500 }, 200))).toBe("Offline: as it was 1 h ago");
  expect(freshness(aged({ kind: "troubled", seconds: 0, lists: [], detail: "" }, 5))).toBe("DoorFlow has trouble: as it was under a minute ago");
  expect(freshness(aged({ kind: "fresh", seconds: 0 }, 59.9))).toBe("Up to date");
});

test("where some lists alone could not be read, they are named, and DoorFlow is not said to be away", () => {
  const lists = ["doors" as const, "reservations" as const, "groupReservations" as const];
  const troubled = { kind: "troubled" as const, detail: "roles: not allowed" };
  expect(freshness({ ...troubled, seconds: null, lists })).toBe("Not all could be read: doors, visits");
  expect(notAllRead(["roles"], "roles: not allowed")).toBe(
    "Not all could be read: roles. What is shown of that may be old or missing; the rest is up to date, and Lobby keeps trying. If it stays so, tell whoever looks after DoorFlow: roles: not allowed.",
  );
});

test("where doors or visits are among the lists that could not be read, it is said how old they are", () => {
  const without = (...lists: Source[]) => freshness({ kind: "troubled", seconds: 200, lists, detail: "" });
  expect(without("reservations")).toBe("Not all could be read: visits: as it was 3 min ago");
  expect(without("roles", "groupReservations")).toBe("Not all could be read: roles, visits: as it was 3 min ago");
  expect(without("doors")).toBe("Not all could be read: doors: as it was 3 min ago");
  expect(without("roles", "people", "doorLog")).toBe("Not all could be read: roles, people, door log");
});

test("what was never read has no age", () => {
  expect(aged({ kind: "never" }, 60)).toEqual({ kind: "never" });
  expect(freshness(aged({ kind: "offline", seconds: null }, 60))).toBe("DoorFlow cannot be reached");
});

test("an age reads the same until its minute is over", () => {
  for (const seconds of [0, 12.5, 59.9, 60, 3_599, 7_300]) {
    const told = { kind: "fresh" as const, seconds };
    const stays = staysFor(told) ?? 0;
    expect(stays).toBeGreaterThan(0);
    expect(freshness(aged(told, stays - 0.01))).toBe(freshness(told));
  }
  expect(freshness(aged({ kind: "fresh", seconds: 12.5 }, staysFor({ kind: "fresh", seconds: 12.5 }) ?? 0))).toBe("Up to date 1 min ago");
  expect(staysFor({ kind: "never" })).toBeNull();
  expect(staysFor({ kind: "offline", seconds: null })).toBeNull();
});

test("a first pull has a figure, also without a total", () => {
  expect(pulling("people", 12_400, 100_000)).toBe("People 12,400 of 100,000");
  expect(pulling("visits", 1_234_567, null)).toBe("Visits 1,234,567");
});

test("ages are rounded down and never say more than is known", () => {
  expect([0, 59.9, 60, 3599, 3600, 172_799, 172_800].map(ago)).toEqual([
    "under a minute ago",
    "under a minute ago",
    "1 min ago",
    "59 min ago",
    "1 h ago",
    "47 h ago",
    "2 days ago",
  ]);
});

test("the status line names what is out of order and only that", () => {
  const calm = { freshness: { kind: "never" as const }, doorsOnline: 14, doorsOffline: 0, doorsWaiting: 0, outbox: 0, checking: 0, needsYou: 0, inMemory: false, begunAnew: null };
  expect(doors(calm)).toBe("Doors: 14 online");
  expect(outbox(calm)).toBe("Outbox: empty");
  const busy = { ...calm, doorsOffline: 1, doorsWaiting: 2, outbox: 3, checking: 2, needsYou: 1 };
  expect(doors(busy)).toBe("Doors: 14 online, 1 offline, 2 waiting for changes");
  expect(outbox(busy)).toBe("Outbox: 3 on the way, checking 2, 1 needs you");
  expect(outbox({ ...calm, needsYou: 1 })).toBe("Outbox: 1 needs you");
  expect(outbox({ ...calm, checking: 1 })).toBe("Outbox: checking 1");
});
