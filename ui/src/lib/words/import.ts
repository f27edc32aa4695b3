import type { ImportField, ImportRow, ImportState, NotRead } from "../ipc/bindings";
import { noteText, problemText } from "./booking";
import { sayTyped } from "./clock";
import { figure } from "./frame";

/** What a column can be about. */
export const fieldName: Record<ImportField, string> = {
  name: "Name",
  firstName: "First name",
  lastName: "Last name",
  email: "E-mail",
  mobile: "Mobile",
  systemId: "System id",
  organisation: "Company",
  date: "Date",
  lastDate: "Last day",
  from: "From",
  to: "To",
  duration: "Length",
  places: "Doors or groups",
  site: "Site",
};

/** What a row's state is called, in a list of counts and in the row. */
export const stateName: Record<ImportState, string> = {
  ready: "ready",
  mend: "to mend",
  choose: "to choose",
  same: "twice",
  already: "booked before",
  leftOut: "left out",
  waiting: "waiting",
  onItsWay: "on the way",
  booked: "booked",
  refused: "refused",
  checking: "checking",
  notBooked: "not booked",
  needsYou: "needs you",
};

const WHY: Partial<Record<ImportState, string>> = {
  choose: "Press Enter on the name and choose who it is.",
  already: "Nothing is booked twice.",
  refused: "Mend the row and book again.",
  checking: "No answer came: Lobby looks for it in DoorFlow.",
  notBooked: "The outbox can send it again.",
  needsYou: "The outbox says why.",
};

/** All that is said of a row besides its state. */
export function rowText(row: ImportRow): string {
  if (row.state === "same") return `Row ${String(row.sameAs ?? "")} asks for the same.`;
  const problems = row.state === "choose" ? [] : row.problems.map(problemText);
  if (problems.length > 0) return problems.join(" ");
  const who = row.state === "ready" ? [row.person === null ? "New visitor." : "In DoorFlow."] : [];
  return [...who, WHY[row.state] ?? "", ...row.notes.map(noteText)].filter(Boolean).join(" ");
}

/** Names that differ in no more than capitals and spaces. */
function alike(one: string, other: string): boolean {
  const plain = (name: string): string => name.trim().replace(/\s+/g, " ").toLowerCase();
  return plain(one) === plain(other);
}

/** What stands under the name: whom the directory has for it, by name where that is another than was typed; of somebody new, the company. */
export function underName({ name, person, organisation }: ImportRow): string {
  if (person === null) return organisation;
  if (alike(person.name, name)) return person.line || organisation;
  return person.line === "" ? `is ${person.name}` : `is ${person.name} · ${person.line}`;
}

/** All that stands in a row's cells, for those that have no room for it. */
export function wholeRow(row: ImportRow): string {
  const times = [row.from, row.to].filter(Boolean).map((time) => sayTyped(time)).join("–");
  return [row.name, underName(row), row.email, row.mobile, row.date, row.lastDate, times, row.places].filter(Boolean).join(" · ");
}

const NOT: Record<NotRead, string> = {
  empty: "There are no rows in it.",
  tooLarge: "It is larger than 4 MB. Divide it, then import the parts one after the other.",
  tooManyRows: "It has more than 5,000 rows. Divide it, then import the parts one after the other.",
  tooManyColumns: "It has more than 64 columns. Leave out what is not about the visits.",
  cellTooLong: "One of its cells has more than 1,000 characters. Shorten it, or look for a missing quotation mark.",
  workbook: "This is a workbook. Copy its cells and paste them here, or save it as CSV first.",
  notText: "This is no text that a spreadsheet wrote. Save the table as CSV, or copy its cells and paste them here.",
};

/** Why nothing was read. */
export function notRead(why: NotRead): string {
  return NOT[why];
}

export function rows(count: number): string {
  return `${figure(count)} ${count === 1 ? "row" : "rows"}`;
}

export const words = {
  paste: "Paste rows from a spreadsheet",
  pasteHint: "Names, e-mail, dates, times and doors, with a header or without. Nothing is sent to DoorFlow before you book.",
  read: "Read",
  file: "Or choose a CSV file",
  drop: "A file can be dropped here as well.",
  book: (count: number) => `Book ${rows(count)}`,
  bookKeys: "Ctrl ↵",
  stop: "Stop",
  leave: "Another table",
  isThere: "A table is there already. To read another one, choose “Another table” first.",
  columns: "Columns",
  notUsed: "Not used",
  forAll: "Where a row says nothing",
  usual: "Usual doors",
  pin: "Give new visitors a PIN",
  order: (text: string) => `${text} is`,
  choose: "choose…",
  dayFirst: "day / month",
  monthFirst: "month / day",
  table: "Rows",
  row: "Row",
  state: "State",
  newcomer: "New visitor",
  keys: "Arrows move · Enter edit · Delete leave out or take in",
  progress: (done: number, all: number) => `${figure(done)} of ${rows(all)} done`,
  lockedMeanwhile: "Lobby was locked before it came to that, so nothing is booked yet. Look at the rows, then book them.",
} as const;
