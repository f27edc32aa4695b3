import { expect, test } from "vitest";
import { asDeskError, explain } from "./errors";

test("a desk error is told in words, never by its code or detail", () => {
  const words = explain({ code: "offline", detail: "connect: os error 111", problems: [] });
  expect(words).toContain("cannot be reached");
  expect(words).not.toContain("111");
});

test("what stands otherwise than it was shown is not called DoorFlow's wait", () => {
  const words = explain({ code: "changed", detail: "", problems: [] });
  expect(words).toContain("no longer as it was shown");
  expect(words).not.toContain("wait");
});

test("a demo beside an open desk is told of as that, and what to do", () => {
  expect(explain({ code: "alreadyOpen", detail: "taken", problems: [] })).toMatch(/already open on this computer.*[Cc]lose this window/);
});

test("anything else has words too", () => {
  for (const odd of [undefined, null, "text", new Error("x"), { code: "toString" }, { code: 7 }]) {
    expect(asDeskError(odd)).toBeNull();
    expect(explain(odd)).toContain("Lobby itself");
  }
});
