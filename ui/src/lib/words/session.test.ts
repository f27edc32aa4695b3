import { expect, test } from "vitest";
import type { Code } from "../ipc/bindings";
import { notFinished } from "./session";

const CODES: Record<Code, true> = {
  signedOut: true,
  offline: true,
  forbidden: true,
  notFound: true,
  busy: true,
  changed: true,
  refused: true,
  doorFlow: true,
  machine: true,
  badInput: true,
  locked: true,
  alreadyOpen: true,
};

test("whatever keeps a sign-in from being finished is told of the sign-in, and what is done about it", () => {
  for (const code of Object.keys(CODES) as Code[]) {
    expect(notFinished(code)).toContain("account");
    expect(notFinished(code)).toMatch(/Lobby keeps trying\.$|sign in again\.$/);
    expect(notFinished(code)).not.toContain("nothing was changed");
  }
});
