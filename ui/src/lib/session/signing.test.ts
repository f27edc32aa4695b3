import { expect, test } from "vitest";
import { clientIdProblem, needsSetup, redirectProblem } from "./signing";

test("a client id is one word", () => {
  expect(clientIdProblem("  ")).toBe("noClientId");
  expect(clientIdProblem("abc def")).toBe("spaces");
  expect(clientIdProblem(" abc ")).toBeNull();
});

test("a redirect address is https, or http on this machine, without ornament, or empty for the usual one", () => {
  expect(redirectProblem("")).toBeNull();
  expect(redirectProblem("http://127.0.0.1:47100/callback")).toBeNull();
  expect(redirectProblem("https://desk.example/cb")).toBeNull();
  expect(redirectProblem("http://localhost/callback")).toBeNull();
  expect(redirectProblem("https://desk.example/cb#x")).toBe("decoratedRedirect");
  expect(redirectProblem("https://desk.example/cb#")).toBe("decoratedRedirect");
  expect(redirectProblem("http://me:pw@127.0.0.1/cb")).toBe("decoratedRedirect");
  expect(redirectProblem("http://desk1.local:47100/callback")).toBe("unsafeRedirect");
  expect(redirectProblem("http://127.0.0.2/callback")).toBe("unsafeRedirect");
  expect(redirectProblem("http://[::1]/callback")).toBe("unsafeRedirect");
  expect(redirectProblem("javascript:alert(1)")).toBe("unsafeRedirect");
  expect(redirectProblem("desk.example")).toBe("badRedirect");
});

test("a machine that is configured for it asks nobody", () => {
  const setup = { clientId: "", hasSecret: false, redirectUri: "", scopes: [], apiHost: "", managed: false, version: "", trouble: "" };
  expect(needsSetup(setup)).toBe(true);
  expect(needsSetup({ ...setup, managed: true })).toBe(false);
  expect(needsSetup({ ...setup, clientId: "x" })).toBe(false);
});
