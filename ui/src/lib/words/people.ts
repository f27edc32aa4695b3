import type { Bar } from "../ipc/bindings";
import { figure } from "./frame";

/** Why a person cannot be booked today. */
export const bar: Record<Bar, string> = {
  disabled: "Disabled in DoorFlow: cannot be booked",
  expired: "No longer valid in DoorFlow: cannot be booked",
  notYet: "Not valid yet in DoorFlow: cannot be booked for today",
};

export const actions = {
  book: "Book a visit",
  bookBy: (template: string) => `Book: ${template}…`,
  today: "Go to today",
  day: "Calendar, day",
  week: "Calendar, week",
  month: "Calendar, month",
  doors: "Calendar, doors",
  list: "Calendar, list",
  people: "People",
  import: "Import from a spreadsheet",
  history: "History",
  outbox: "Outbox",
  refresh: "Refresh from DoorFlow now",
  lock: "Lock now",
  keys: "All keys",
  settings: "Settings",
  signOut: "Sign out",
  goTo: (day: string) => `Go to ${day}`,
};

function persons(count: number): string {
  return count === 1 ? "1 person" : `${figure(count)} people`;
}

export const palette = {
  results: "People and actions",
  people: "People",
  do: "Do",
  book: "book",
  details: "details",
  visit: "today’s visit",
  noVisit: "No visit today: this is the person.",
  hint: "Type a name, with or without accents, or a booking: lin tomorrow 9-5 front door.",
  nobody: (text: string) => `Nobody here is called “${text}”. Try fewer letters, or the e-mail.`,
  /** Said to a screen reader as the list changes. */
  count: (people: number, actions: number) =>
    actions === 0 ? persons(people) : `${persons(people)}, ${actions === 1 ? "1 action" : `${figure(actions)} actions`}`,
  more: (count: number) => `${figure(count)} more: type another letter, or look in People`,
};

export const peoplePage = {
  label: "Find people",
  placeholder: "Name, e-mail, department or system id",
  list: "People",
  count: (total: number, all: number, text: string) =>
    text.trim() === "" ? persons(total) : `${figure(total)} of ${persons(all)}`,
  hint: "↑ ↓ move · Enter open",
  none: "No people yet. They appear here as they are read from DoorFlow.",
  nobody: (text: string) => `Nobody matches “${text}”. Try fewer letters.`,
  mayNot: "This sign-in may not read people. Ask whoever looks after DoorFlow to allow it, then sign in again.",
  reading: "Reading…",
};
