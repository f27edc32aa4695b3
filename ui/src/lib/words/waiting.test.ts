import { describe, expect, it } from "vitest";
import type { Reason } from "../ipc/bindings";
import { revokingText } from "./person";
import { cancelKept } from "./visit";

const WAITS: readonly Reason[] = ["none", "offline", "busy", "unwritable", "signedOut"];

describe.each([
  ["a revoking", (reason: Reason) => revokingText({ state: "queued", reason, problems: [] })],
  ["a cancelling", cancelKept],
])("what %s waits for", (_, said) => {
  it("has its own sentence for each reason", () => {
    expect(new Set(WAITS.map(said)).size).toBe(WAITS.length);
  });

  it("blames this computer, not DoorFlow, where its files cannot be written, and says what stands until then", () => {
    const text = said("unwritable");
    expect(text).toMatch(/^This computer cannot write its files\./);
    expect(text).toMatch(/[Uu]ntil then doors open for (it|the visit)/);
    expect(text).toContain("Tell whoever looks after this computer.");
    expect(text).not.toContain("DoorFlow");
  });
});
