import { expect, test } from "vitest";
import { clientIdProblem, needsSetup, redirectProblem } from "./signing";

test("a client id is one word", () => {
  expect(clientIdProblem("  ")).toBe("noClientId");
  expect(clientIdProblem("abc def")).toBe("spaces");
  expect(clientIdProblem(" abc ")).toBeNull();
});

test("a redirect address is a web address without a fragment, or empty for the usual one", () => {
  expect(redirectProblem("")).toBeNull();
  expect(redirectProblem("http://127.0.0.1:47100/callback")).toBeNull();
  expect(redirectProblem("https://desk.example/cb")).toBeNull();
  expect(redirectProblem("https://desk.example/cb#x")).toBe("badRedirect");
  expect(redirectProblem("javascript:alert(1)")).toBe("badRedirect");
  expect(redirectProblem("desk.example")).toBe("badRedirect");
});

test("a machine that is configured for it asks nobody", () => {
  const setup = { clientId: "", hasSecret: false, redirectUri: "", scopes: [], apiHost: "", managed: false, version: "", trouble: "" };
  expect(needsSetup(setup)).toBe(true);
  expect(needsSetup({ ...setup, managed: true })).toBe(false);
  expect(needsSetup({ ...setup, clientId: "x" })).toBe(false);
});
