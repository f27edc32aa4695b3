import { calendar, type CalendarView } from "../calendar/calendar.svelte";
import { parseDay } from "../calendar/goto";
import { desk } from "../desk.svelte";
import { lockNow } from "../lock/now";
import { announce } from "../frame/announce.svelte";
import { mayBook } from "../frame/capabilities";
import { land } from "../frame/land";
import { trouble } from "../frame/trouble.svelte";
import { view } from "../frame/view.svelte";
import { paper } from "../paper/paper.svelte";
import { longDate } from "../words/dates";
import { refreshing } from "../words/frame";
import { isOn } from "../today/standing";
import { office } from "../settings/office.svelte";
import { sheets } from "../words/today";
import { actions as words, palette } from "../words/people";

/** Something the palette can do besides finding people. */
export interface Action {
  id: string;
  title: string;
  /** The key that does the same; empty where there is none. */
  keys: string;
  run: () => void;
}

function show(shown: CalendarView): void {
  void land("calendar", () => { calendar.show(shown); });
}

/** Shows where something could not be done: the palette is closed by then. */
function tell(work: Promise<unknown>): void {
  trouble.forget();
  work.catch((error: unknown) => {
    trouble.explain(error);
  });
}

/** Opens a person's visit of today, the one that is under way or comes next; the person where there is none. */
export async function openToday(id: number): Promise<void> {
  trouble.forget();
  const date = desk.clock?.now.date ?? "";
  try {
    const { visits } = await desk.backend.agenda(date, date);
    const theirs = visits.filter(({ personId }) => personId === id);
    const visit = theirs.find(isOn) ?? theirs.at(-1);
    if (visit) view.open({ kind: "visit", key: visit.key });
    else {
      announce(palette.noVisit);
      view.open({ kind: "person", id });
    }
  } catch (error) {
    trouble.explain(error);
  }
}

/** What is kept goes with the sign-in: the settings ask first. */
async function askToSignOut(): Promise<void> {
  if (await land("settings")) view.signOutAsked = true;
}

function all(): Action[] {
  const list: Action[] = [
    { id: "today", title: words.today, keys: "T", run: () => { void land("today"); } },
    { id: "calendar-day", title: words.day, keys: "D", run: () => { show("day"); } },
    { id: "calendar-week", title: words.week, keys: "W", run: () => { show("week"); } },
    { id: "calendar-month", title: words.month, keys: "M", run: () => { show("month"); } },
    { id: "calendar-doors", title: words.doors, keys: "O", run: () => { show("doors"); } },
    { id: "calendar-list", title: words.list, keys: "A", run: () => { show("list"); } },
    { id: "people", title: words.people, keys: "3", run: () => { void land("people"); } },
    { id: "import", title: words.import, keys: "4", run: () => { void land("import"); } },
    { id: "history", title: words.history, keys: "5", run: () => { void land("history"); } },
    { id: "roll-call", title: sheets.rollCall, keys: "", run: () => { tell(paper.rollCall()); } },
    { id: "day-sheet", title: sheets.day, keys: "", run: () => { tell(paper.today()); } },
    { id: "outbox", title: words.outbox, keys: "U", run: () => { view.open({ kind: "outbox" }); } },
    {
      id: "refresh",
      title: words.refresh,
      keys: "",
      run: () => {
        announce(refreshing);
        tell(desk.backend.refresh());
      },
    },
    { id: "lock", title: words.lock, keys: "Ctrl L", run: () => { void lockNow(); } },
    { id: "keys", title: words.keys, keys: "?", run: () => { view.keysHelp = true; } },
    { id: "settings", title: words.settings, keys: "", run: () => { void land("settings"); } },
    { id: "sign-out", title: words.signOut, keys: "", run: () => { void askToSignOut(); } },
  ];
  if (mayBook(desk.session)) {
    const booked = office.now?.templates.map(({ name }, at): Action => ({ id: `template-${String(at)}`, title: words.bookBy(name), keys: "", run: () => { view.open({ kind: "book", draft: {}, template: name }); } }));
    list.unshift(...(booked ?? []));
  }
  if (mayBook(desk.session)) list.unshift({ id: "book", title: words.book, keys: "C", run: () => { view.book(); } });
  return list;
}

/** Whether each word of `text` begins a word of `title`. */
export function fits(title: string, text: string): boolean {
  const words = title.toLowerCase().split(/[\s,]+/);
  return text
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .every((want) => words.some((word) => word.startsWith(want)));
}

/** What can be done, narrowed by what was typed; a typed date can be gone to. */
export function actionsFor(text: string): Action[] {
  const fitting = all().filter((action) => fits(action.title, text));
  const today = desk.clock?.now.date;
  const day = today === undefined || text.trim() === "" ? null : parseDay(text, today);
  if (day === null) return fitting;
  const go = (): void => {
    void land("calendar", () => { calendar.go(day); });
  };
  return [{ id: "go-to", title: words.goTo(longDate(day)), keys: "", run: go }, ...fitting];
}
