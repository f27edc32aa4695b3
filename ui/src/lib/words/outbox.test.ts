import { describe, expect, it } from "vitest";
import type { EntryKind, OutboxEntry, Reason, Standing } from "../ipc/bindings";
import { needsPerson } from "../outbox/needing";
import { entryText, giveUpQuestion, needsText, outboxWords } from "./outbox";

const KINDS: Record<EntryKind, true> = { book: true, cancel: true, replace: true, verify: true, person: true, pin: true, leave: true, revoke: true, describe: true };
const STATES: Record<Standing, true> = { queued: true, inFlight: true, unknown: true, rejected: true, notBooked: true, needsYou: true };
const REASONS: Record<Reason, true> = {
  none: true, offline: true, busy: true, unwritable: true, signedOut: true, answerLost: true, closed: true, notThere: true, startPassed: true,
  several: true, differs: true, old: true, restored: true, detailsGone: true, refused: true, tooLate: true, waitsForBooking: true, other: true,
};

function entry(change: Partial<OutboxEntry>): OutboxEntry {
  const at = { utc: "2026-11-19T09:00:00Z", date: "2026-11-19", offset: 540, time: "09:00" };
  return {
    key: "b6", booking: 6, what: "book", personId: 1001, label: null, who: "Ayo Oni", start: at, end: at, places: ["Front Door"], state: "queued", reason: "none", problems: [],
    detail: "", since: at, nextLook: null, visitKey: null, surplus: 1, steps: [], canSendAgain: false, canGiveUp: false, ...change,
  };
}

const keys = <T extends string>(record: Record<T, true>): T[] => Object.keys(record) as T[];

describe("what is said of an entry", () => {
  it.each(keys(KINDS).flatMap((what) => keys(STATES).map((state) => [what, state] as const)))("has its own sentence for each reason: %s, %s", (what, state) => {
    const said = keys(REASONS).map((reason) => entryText(entry({ what, state, reason })));
    expect(new Set(said).size).toBe(said.length);
    for (const sentence of said) expect(sentence).toMatch(/^[A-Z].*[.…]$/);
  });

  it("differs by how far it is, whatever the reason", () => {
    for (const reason of keys(REASONS)) {
      const said = keys(STATES).map((state) => entryText(entry({ state, reason })));
      expect(new Set(said).size).toBe(said.length);
    }
  });

  it("calls it safe to send again only what is known not to be there", () => {
    for (const state of keys(STATES)) {
      for (const reason of keys(REASONS)) {
        const safe = entryText(entry({ state, reason })).includes("safe");
        expect(safe).toBe(state === "notBooked" && reason === "notThere");
      }
    }
  });

  it("never claims that nothing is there while it is not known", () => {
    expect(entryText(entry({ state: "unknown", reason: "answerLost" }))).toBe("Checking with DoorFlow… It was sent, but no answer came.");
    for (const state of ["unknown", "needsYou", "inFlight"] as const) expect(giveUpQuestion(entry({ state }))).toContain("DoorFlow may have it");
    expect(giveUpQuestion(entry({ state: "notBooked" }))).toContain("It is not booked");
    expect(giveUpQuestion(entry({ what: "cancel" }))).toContain("The visit stands");
  });

  it("says of each kind of a restored write what is to be looked at before it is sent again", () => {
    const said = (what: EntryKind): string => entryText(entry({ what, state: "needsYou", reason: "restored" }));
    for (const what of keys(KINDS)) expect(said(what)).toContain("put back from a backup");
    expect(said("replace")).toContain("whether both visits stand");
    expect(said("pin")).toContain("credentials");
    expect(said("leave")).toContain("not expected any more");
    for (const what of ["leave", "verify", "pin"] as const) expect(said(what)).not.toContain("calendar");
  });

  it("counts the surplus", () => {
    expect(entryText(entry({ state: "needsYou", reason: "several", surplus: 1 }))).toContain("one is too many");
    expect(entryText(entry({ state: "needsYou", reason: "several", surplus: 2 }))).toContain("2 are too many");
  });

  it("tells no time of what has none", () => {
    for (const what of ["revoke", "describe"] as const) {
      expect(outboxWords.when(entry({ what }))).toBe("");
      expect(needsText(entry({ what }))).not.toMatch(/\d\d:\d\d/);
    }
    expect(outboxWords.when(entry({}))).toMatch(/\d\d:\d\d/);
    expect(needsText(entry({}))).toMatch(/\d\d:\d\d/);
  });

  it("asks a person for exactly what does not go on by itself", () => {
    expect(keys(STATES).filter((state) => needsPerson(entry({ state })))).toEqual(["rejected", "notBooked", "needsYou"]);
  });
});
