import type { Draft, ForAll, Import, ImportChange, ImportField, ImportRow, Visit } from "../bindings";
import { DOORS, type Someone } from "./building";
import { planOf } from "./plan";

const FIELDS: Partial<Record<string, ImportField>> = {
  name: "name", email: "email", mobile: "mobile", company: "organisation", date: "date", from: "from", to: "to", doors: "places",
};
const FOR_ALL: ForAll = { date: "", from: "", to: "", places: "", pin: false };

type Cells = Partial<Record<ImportField, string>>;
interface Line { cells: Cells; person: number | null | undefined; out: boolean; done: boolean }

/** A table in the stand-in building: commas or tabs, a header in English, and days as the desk writes them. */
export class FakeTable {
  #lines: Line[] = [];
  #columns: { title: string; field: ImportField | null }[] = [];
  #forAll = FOR_ALL;
  running = false;

  read(text: string): void {
    const rows = text.split(/\r?\n/).filter((row) => row.trim() !== "").map((row) => row.split(/[\t,]/).map((cell) => cell.trim()));
    const [head = [], ...rest] = rows;
    this.#columns = head.map((title) => ({ title, field: FIELDS[title.toLowerCase().replace(/[^a-z]/g, "")] ?? null }));
    this.#lines = rest.map((row) => ({
      cells: Object.fromEntries(this.#columns.flatMap(({ field }, at) => (field === null ? [] : [[field, row[at] ?? ""]]))) as Cells,
      person: undefined,
      out: false,
      done: false,
    }));
    this.#forAll = FOR_ALL;
  }

  change(change: ImportChange): void {
    if (change.kind === "forAll") this.#forAll = change.forAll;
    const line = "at" in change ? this.#lines[change.at] : undefined;
    if (!line) return;
    if (change.kind === "cell") line.cells[change.field] = change.text;
    else if (change.kind === "leftOut") line.out = change.out;
    else if (change.kind === "who") line.person = change.who.kind === "person" ? change.who.id : null;
  }

  /** The rows that can be booked, which are from now on. */
  book(people: Someone[], visits: Visit[], now: number): number[] {
    return this.now(people, visits, now).rows.flatMap(({ at, state }) => (state === "ready" ? [at] : []));
  }

  done(at: number): void {
    const line = this.#lines[at];
    if (line) line.done = true;
  }

  now(people: Someone[], visits: Visit[], now: number): Import {
    const rows = this.#lines.map((line, at) => this.#row(line, at, people, visits, now));
    return { columns: this.#columns, order: null, either: null, forAll: this.#forAll, rows, running: this.running };
  }

  #row({ cells, person: chosen, out, done }: Line, at: number, people: Someone[], visits: Visit[], now: number): ImportRow {
    const cell = (field: ImportField): string => cells[field] ?? "";
    const alike = people.filter(({ first, last }) => `${first} ${last}` === cell("name"));
    const shown = alike.map(({ id, first, last, email }) => ({ id, name: `${first} ${last}`, line: email }));
    const sure = chosen !== undefined || alike.length < 2;
    const person = chosen === undefined ? shown[0] : shown.find(({ id }) => id === chosen);
    const places = cell("places") || this.#forAll.places;
    const doors = places === "" ? [14] : DOORS.filter(({ name }) => places.includes(name)).map(({ id }) => id);
    const draft: Draft = {
      personId: sure ? (person?.id ?? people[0]?.id ?? null) : null,
      date: cell("date") || this.#forAll.date,
      lastDate: "",
      from: cell("from") || this.#forAll.from,
      to: cell("to") || this.#forAll.to,
      place: { kind: "doors", channelIds: doors },
    };
    const plan = planOf(draft, people, visits, now);
    const problems = plan.problems.map((problem) => (problem.code === "noPerson" ? { ...problem, code: "severalPeople" as const } : problem));
    const state = done ? "booked" : out ? "leftOut" : problems.length === 0 ? "ready" : sure ? "mend" : "choose";
    return {
      at,
      number: at + 2,
      name: cell("name"),
      email: cell("email"),
      mobile: cell("mobile"),
      organisation: cell("organisation"),
      date: draft.date,
      lastDate: "",
      from: draft.from,
      to: draft.to,
      places: plan.items[0]?.places.join(", ") ?? places,
      state,
      person: sure ? (person ?? null) : null,
      people: alike.length > 1 ? shown : [],
      sameAs: null,
      problems: done ? [] : problems,
      notes: plan.notes,
      detail: "",
    };
  }
}
