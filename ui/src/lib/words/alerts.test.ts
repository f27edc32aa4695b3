import { expect, test } from "vitest";
import type { Alert, EntryKind, Presence, Visit } from "../ipc/bindings";
import { notification } from "./alerts";

const at = (time: string) => ({ utc: "", date: "2026-10-22", offset: 0, time });

function visit(name: string, presence: Presence | null = null): Visit {
  return {
    key: name, kind: "reservation", personId: 1, name, initials: "", line: "", host: "", start: at("10:00"), end: at("12:00"), doors: [], groups: [],
    state: "expected", readiness: "ready",
    attendance: presence && { presence, at: at("09:58"), byHand: false, late: null, door: "Front Door", said: presence === "rejected" ? "unknown PIN" : "" },
  };
}

const NOTHING: Alert = { arrivals: [], doors: [], needing: [] };

test("one thing is said in full", () => {
  expect(notification(NOTHING)).toBeNull();
  expect(notification({ ...NOTHING, arrivals: [visit("Ayo Oni", "here")] })).toEqual({ title: "Ayo Oni is here", body: "Front Door, 09:58" });
  expect(notification({ ...NOTHING, arrivals: [visit("Ayo Oni", "rejected")] })).toEqual({ title: "Ayo Oni was turned away", body: "Front Door: unknown PIN" });
  const doors = [{ name: "Front Door", visits: [visit("Ayo Oni"), visit("Bo Li")] }];
  expect(notification({ ...NOTHING, doors })).toEqual({ title: "Front Door is offline", body: "Ayo Oni is expected there at 10:00, and 1 more." });
  expect(notification({ ...NOTHING, needing: [{ who: "Ayo Oni", what: "book", state: "rejected" }] })).toEqual({
    title: "A booking for Ayo Oni needs you",
    body: "DoorFlow refused it. The outbox says why.",
  });
});

test.each([
  ["cancel", "rejected", "Cancelling a visit of Ayo Oni needs you", "DoorFlow refused it. The visit stands. The outbox says why."],
  ["cancel", "needsYou", "Cancelling a visit of Ayo Oni needs you", "The outbox says why."],
  ["replace", "rejected", "Moving a visit of Ayo Oni needs you", "DoorFlow refused it. The old visit stands beside the new one. The outbox says why."],
  ["person", "rejected", "Adding Ayo Oni as a visitor needs you", "DoorFlow refused it. Nothing was booked. The outbox says why."],
  ["pin", "rejected", "A PIN for Ayo Oni needs you", "DoorFlow refused it. The outbox says why."],
  ["leave", "rejected", "Taking back a PIN of Ayo Oni needs you", "DoorFlow refused it. The PIN was not taken back. The outbox says why."],
  ["revoke", "notBooked", "Revoking a credential of Ayo Oni needs you", "It did not reach DoorFlow. Doors still open for it. The outbox can send it again."],
  ["describe", "rejected", "Host or notes for Ayo Oni need you", "DoorFlow refused it. The visit stands. The outbox says why."],
  ["verify", "rejected", "The groups of Ayo Oni need you", "DoorFlow refused it. The outbox says why."],
] as const)("what waits for a person is called by what it asks: %s, %s", (what, state, title, body) => {
  expect(notification({ ...NOTHING, needing: [{ who: "Ayo Oni", what, state }] })).toEqual({ title, body });
});

test("of several that wait the kind is named where it is one", () => {
  const of = (...kinds: EntryKind[]) => notification({ ...NOTHING, needing: kinds.map((what) => ({ who: "Ayo Oni", what, state: "rejected" })) })?.title;
  expect(of("cancel", "cancel")).toBe("2 cancellings need you");
  expect(of("revoke", "revoke", "revoke")).toBe("3 revokings need you");
  expect(of("book", "cancel")).toBe("2 things in the outbox need you");
});

test("a burst is one notification that counts, and lists what it has room for", () => {
  const arrivals = ["A", "B", "C", "D", "E"].map((name) => visit(name, name === "E" ? "rejected" : "here"));
  const told = notification({ ...NOTHING, arrivals, needing: [{ who: "F", what: "book", state: "needsYou" }] });
  expect(told?.title).toBe("4 visitors are here, 1 was turned away, 1 booking needs you");
  expect(told?.body.split("\n")).toEqual([
    "A booking for F needs you: The outbox says why.",
    ...["A", "B", "C", "D"].map((name) => `${name} is here: Front Door, 09:58`),
    "and 1 more",
  ]);
});
