import { expect, test } from "vitest";
import type { Alert, Presence, Visit } from "../ipc/bindings";
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
  expect(notification({ ...NOTHING, needing: [{ who: "Ayo Oni", state: "rejected" }] })).toEqual({
    title: "A booking for Ayo Oni needs you",
    body: "DoorFlow refused it. The outbox says why.",
  });
});

test("a burst is one notification that counts, and lists what it has room for", () => {
  const arrivals = ["A", "B", "C", "D", "E"].map((name) => visit(name, name === "E" ? "rejected" : "here"));
  const told = notification({ ...NOTHING, arrivals, needing: [{ who: "F", state: "needsYou" }] });
  expect(told?.title).toBe("4 visitors are here, 1 was turned away, 1 booking needs you");
  expect(told?.body.split("\n")).toEqual([
    "A booking for F needs you: The outbox says why.",
    ...["A", "B", "C", "D"].map((name) => `${name} is here: Front Door, 09:58`),
    "and 1 more",
  ]);
});
