import { describe, expect, it } from "vitest";
import type { Moment, Step, Visit, VisitDoor } from "../ipc/bindings";
import { fieldDate, itemWhen, noteText, problemText, stepText, together } from "./booking";
import { credentialStatus, fieldLabel } from "./person";
import { doorsText, visitDays, visitTimes } from "./visit";

function moment(date: string, time: string): Moment {
  return { utc: `${date}T${time.slice(0, 5)}:00Z`, date, offset: time.startsWith("00:00") ? 0 : 60, time };
}

describe("the drawers' words", () => {
  it("name the days of a reason as people read them", () => {
    expect(problemText({ field: "from", code: "timeSkipped", subject: "2027-03-28 01:30" })).toContain("over Sun 28 Mar 2027 01:30:");
    expect(noteText({ code: "overlaps", subject: "2026-11-19 09:00–10:00" })).toContain("Thu 19 Nov 2026 09:00–10:00");
  });

  it("say how many would be there, when, and how many there should be", () => {
    expect(noteText({ code: "crowded", subject: "31 30 2026-11-19 10:30" })).toBe(
      "With this, 31 guests are expected at once at Thu 19 Nov 2026 10:30; the limit in Settings is 30.",
    );
  });

  it("keep DoorFlow's own sentence as it is", () => {
    expect(problemText({ field: "to", code: "refused", subject: "end_time 2026-11-19 is odd" })).toBe("DoorFlow refused this: end_time 2026-11-19 is odd");
    expect(problemText({ field: "to", code: "refused", subject: "" })).toContain("no reason");
  });

  it("say in words what the sign-in may not do, and DoorFlow's name of it at the end", () => {
    const lacks = (subject: string) => problemText({ field: "place", code: "missingScope", subject });
    const ask = "Ask whoever looks after DoorFlow to allow it, then sign in again.";
    expect(lacks("account.reservation")).toBe(`This sign-in may not book doors. ${ask} For support: account.reservation.`);
    expect(lacks("account.person")).toBe(`This sign-in may not add or change people, or give and revoke PINs. ${ask} For support: account.person.`);
    expect(lacks("account.parking")).toBe(`This sign-in may not do that. ${ask} For support: account.parking.`);
    expect(lacks("")).toBe(`This sign-in may not do that. ${ask}`);
  });

  it("have nobody look for what Lobby looks for itself", () => {
    const item = { kind: "reservation", start: moment("2026-11-19", "09:00"), end: moment("2026-11-19", "10:00"), places: ["Front Door"] } as const;
    const step: Step = { what: "book", item: { ...item, places: [...item.places] }, state: "unknown", visitKey: null, problems: [], detail: "" };
    expect(stepText(step)).toBe("Sent, but no answer came. It may or may not be booked: Lobby looks in DoorFlow and says here what it finds. Do not book it again before.");
  });

  it("say the year only where it is another one", () => {
    expect(fieldDate("2026-11-19", "2026-01-01")).toBe("Thu 19 Nov");
    expect(fieldDate("2027-01-05", "2026-12-30")).toBe("Tue 5 Jan 2027");
  });

  it("join names", () => {
    expect([together([]), together(["A"]), together(["A", "B"]), together(["A", "B", "C"])]).toEqual(["", "A", "A and B", "A, B and C"]);
  });

  it("never claim that doors of a group are known", () => {
    const item = { kind: "groupReservation", start: moment("2026-11-19", "09:00"), end: moment("2026-11-20", "17:00"), places: ["Contractors"] } as const;
    const step: Step = { what: "book", item: { ...item, places: [...item.places] }, state: "syncing", visitKey: "g1", problems: [], detail: "" };
    expect(stepText(step)).not.toContain("Contractors");
    expect(itemWhen(step.item)).toBe("Thu 19 Nov 09:00 – Fri 20 Nov 17:00");
  });

  it("end a visit until midnight on its own day", () => {
    const visit = { start: moment("2026-11-19", "20:00"), end: moment("2026-11-20", "00:00") } as Parameters<typeof visitDays>[0];
    expect(visitDays(visit)).toBe("Thursday 19 November 2026");
    expect(visitTimes(visit)).toBe("20:00–24:00");
  });

  it("call doors ready only when every one of them is", () => {
    const of = (...all: VisitDoor["readiness"][]) => doorsText({ doors: all.map((readiness, id) => ({ id, name: `D${String(id)}`, readiness })) } as unknown as Visit, true);
    expect(of("ready", "ready")).toEqual(["Accepted by DoorFlow, and every door has it."]);
    expect(of("ready", "notKnown")).toEqual(["Accepted by DoorFlow."]);
    expect(of()).toEqual(["Accepted by DoorFlow."]);
    expect(of("waiting", "ready", "waiting")).toEqual(["Accepted by DoorFlow.", "Doors being updated: D0 and D2."]);
    expect(of("offline", "offline")[1]).toBe("D0 and D1 are offline and take it by themselves when they are back.");
  });

  it("make unknown fields and states readable", () => {
    expect([fieldLabel("valid_to"), fieldLabel("parking_bay"), fieldLabel("_")]).toEqual(["Valid until", "Parking bay", "_"]);
    expect([credentialStatus("invited"), credentialStatus("handed_over")]).toEqual(["invited, not yet taken up", "handed over"]);
  });
});
