import { expect, test } from "vitest";
import { countsToTwelve } from "./computerClock";

test.each([
  ["12h", true],
  ["24h", false],
  ["en-US", true],
  ["en-AU", true],
  ["hi-IN", true],
  ["en-GB", false],
  ["de-DE", false],
  ["fr-CA", false],
])("a computer that says %s counts to twelve: %s", (said, twelve) => {
  expect(countsToTwelve(said)).toBe(twelve);
});

test.each(["not a locale", "x", "qq-QQ", "en_US"])("a locale that nobody knows, as %j, counts to 24", (said) => {
  expect(countsToTwelve(said)).toBe(false);
});
