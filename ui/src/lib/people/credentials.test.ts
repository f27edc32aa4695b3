import { describe, expect, it } from "vitest";
import type { CredentialLine, Revoking } from "../ipc/bindings";
import { isRevocable, pinStanding, toldOf, type Credentials } from "./credentials";

const pin: CredentialLine = { id: "p1", label: "PIN", isPin: true, status: "", wallet: "", revoking: null };
const card: CredentialLine = { ...pin, id: "c1", label: "Card Number", isPin: false };
const held = (credentials: CredentialLine[], rest: Partial<Credentials> = {}): Credentials => ({
  credentials, credentialsRead: true, hasPin: credentials.some(({ isPin }) => isPin), ...rest,
});
const being = (line: CredentialLine, state: Revoking["state"], reason: Revoking["reason"] = "none"): CredentialLine => ({ ...line, revoking: { state, reason, problems: [] } });

describe("a credential", () => {
  it.each([
    [pin, true],
    [being(pin, "queued", "offline"), false],
    [being(pin, "inFlight"), false],
    [being(pin, "unknown"), false],
    [being(pin, "rejected", "refused"), true],
    [being(pin, "needsYou", "restored"), true],
    [{ ...card, status: "active" }, true],
    [{ ...card, status: "revoking" }, false],
    [{ ...card, status: "revoked" }, false],
  ])("can be revoked unless that is under way or done: %o", (line, wanted) => {
    expect(isRevocable(line)).toBe(wanted);
  });
});

describe("how the PIN stands", () => {
  it("follows what is being revoked, also where the kinds cannot be read", () => {
    expect(pinStanding(held([card, pin]), null)).toBe("held");
    expect(pinStanding(held([card]), "p1")).toBe("none");
    expect(pinStanding(held([card, being(pin, "inFlight")]), "p1")).toBe("revoking");
    expect(pinStanding(held([{ ...being(pin, "queued", "offline"), isPin: false }], { credentialsRead: false, hasPin: null }), "p1")).toBe("revoking");
    expect(pinStanding(held([being(pin, "rejected", "refused")]), "p1")).toBe("held");
    expect(pinStanding(held([], { credentialsRead: false, hasPin: null }), null)).toBe("notKnown");
  });
});

describe("what is said as the credentials change", () => {
  it("tells that one is revoked only when DoorFlow lists it no longer", () => {
    const before = held([card, being(pin, "inFlight")]);
    expect(toldOf(before, held([card]), [], true)).toEqual(["PIN revoked. The doors are being told."]);
    expect(toldOf(before, held([], { credentialsRead: false, hasPin: null }), [], true)).toEqual([]);
    expect(toldOf(held([card, pin]), held([card]), ["p1"], true)).toEqual(["PIN revoked. The doors are being told."]);
    expect(toldOf(held([card, pin]), held([card]), [], true), "somebody else did").toEqual([]);
    expect(toldOf(before, held([card]), [], false)).toEqual([expect.stringContaining("somebody must start a sync")]);
    const phone = { ...card, label: "Phone", status: "active" };
    expect(toldOf(held([being(phone, "inFlight")]), held([{ ...phone, status: "revoking" }]), [], true)).toEqual(["Phone revoked. The doors are being told."]);
  });

  it("tells why one waits or was refused, once", () => {
    const waits = held([being(pin, "queued", "offline")]);
    expect(toldOf(held([being(pin, "inFlight")]), waits, ["p1"], true)).toEqual([expect.stringContaining("Will be revoked when DoorFlow can be reached")]);
    expect(toldOf(waits, waits, ["p1"], true)).toEqual([]);
    const unwritable = held([being(pin, "queued", "unwritable")]);
    expect(toldOf(held([being(pin, "queued")]), unwritable, ["p1"], true)).toEqual([expect.stringContaining("This computer cannot write its files")]);
    expect(toldOf(held([being(pin, "inFlight")]), held([being(pin, "rejected", "refused")]), [], true)).toEqual(["PIN: Not revoked: doors still open for it."]);
    expect(toldOf(held([pin]), held([being(pin, "queued")]), ["p1"], true), "on its way").toEqual([]);
  });
});
