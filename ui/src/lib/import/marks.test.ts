import { expect, it } from "vitest";
import type { ImportPerson, ImportRow, ImportState, Problem } from "../ipc/bindings";
import { underName } from "../words/import";
import { marked } from "./marks";

const ANA: ImportPerson = { id: 7, name: "Ana Novak", line: "ana@kos.example" };

function row(change: Partial<ImportRow>): ImportRow {
  return {
    at: 0, number: 2, name: "Ana Novak", email: "", mobile: "", organisation: "Kos", date: "2026-10-23", lastDate: "", from: "09:00", to: "10:00",
    places: "Front Door", state: "ready", person: null, people: [], sameAs: null, problems: [], notes: [], detail: "", ...change,
  };
}

const COLUMNS = ["name", "email", "date", "from", "to", "places"] as const;

it.each([
  [{ field: "who", code: "severalPeople" }, "choose", ["name"]],
  [{ field: "who", code: "badEmail" }, "mend", ["email"]],
  [{ field: "place", code: "noSuchPlace" }, "mend", ["places"]],
  [{ field: "lastDate", code: "badDate" }, "mend", ["date"]],
  [{ field: "to", code: "refused" }, "refused", ["to"]],
  [{ field: "to", code: "badTime" }, "leftOut", []],
] as const)("marks %o of a row to %s at %o", (problem, state: ImportState, columns) => {
  expect([...marked(row({ state, problems: [{ ...problem, subject: "" } as Problem] }), COLUMNS)]).toEqual(columns);
});

it("marks a last day in its own column where there is one", () => {
  const problems: Problem[] = [{ field: "lastDate", code: "badDate", subject: "" }];
  expect([...marked(row({ state: "mend", problems }), [...COLUMNS, "lastDate"])]).toEqual(["lastDate"]);
});

it("says who was found where that is another name than was typed", () => {
  expect(underName(row({ name: "A. Novak", person: ANA }))).toBe("is Ana Novak · ana@kos.example");
  expect(underName(row({ name: "Novak Ana", person: { ...ANA, line: "" } }))).toBe("is Ana Novak");
  expect(underName(row({ name: "ana  novak", person: ANA }))).toBe("ana@kos.example");
  expect(underName(row({ person: { ...ANA, line: "" } }))).toBe("Kos");
  expect(underName(row({}))).toBe("Kos");
});
