import { expect, test } from "vitest";
import type { Places, Template } from "../ipc/bindings";
import { summary, templates } from "./templates";

const PLACES: Places = {
  doors: [{ id: 1, name: "Front Door", siteId: null, online: true, lockdown: false, failing: false }],
  groups: [{ id: 7, name: "Contractors", notes: "" }],
  sites: [],
  usualDoors: [],
};
const EMPTY: Template = { name: "Tea", minutes: null, place: null, missing: [], pin: false, purpose: "", note: "", own: true };

test("a template says what it fills in, and nothing else", () => {
  expect(summary(EMPTY, PLACES)).toBe("");
  expect(summary({ ...EMPTY, minutes: 480, place: { kind: "groups", groupIds: [7] }, pin: true, purpose: "Repairs", note: "n" }, PLACES)).toBe(
    "8 h · Contractors · PIN for a new visitor · Repairs · a note",
  );
  expect(summary({ ...EMPTY, minutes: 45, place: { kind: "doors", channelIds: [1, 9] } }, PLACES)).toBe("45 min · Front Door");
  expect(templates.missing({ ...EMPTY, missing: ["Lift", "#9"] })).toContain("“Lift” and “#9”");
});
