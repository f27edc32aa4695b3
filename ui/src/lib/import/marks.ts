import type { ImportField, ImportRow, ImportState, Problem } from "../ipc/bindings";

/** States in which what is wrong with a row waits to be mended. */
const TO_MEND: ImportState[] = ["mend", "choose", "refused"];

/** The column in which a problem is mended. */
function columnOf({ field, code }: Problem, columns: readonly ImportField[]): ImportField {
  if (code === "badEmail") return "email";
  if (field === "who") return "name";
  if (field === "place") return "places";
  // Without a column of its own, a last day came from the first one's.
  if (field === "repeat" || (field === "lastDate" && !columns.includes("lastDate"))) return "date";
  return field;
}

/** The columns in which something of a row is to be mended. */
export function marked({ state, problems }: ImportRow, columns: readonly ImportField[]): ReadonlySet<ImportField> {
  return new Set(TO_MEND.includes(state) ? problems.map((problem) => columnOf(problem, columns)) : []);
}
