import { mount, unmount } from "svelte";
import CalendarPage from "../../../ui/src/lib/calendar/CalendarPage.svelte";
import { calendar } from "../../../ui/src/lib/calendar/calendar.svelte";
import type { Agenda, Visit } from "../../../ui/src/lib/ipc/bindings";
import { answerWith, tell } from "./desk";
import type { Subject } from "./subject";
import { agenda, dateAt, later } from "./visits";

/** The app's own calendar page. */
export class Lobby implements Subject {
  readonly #page: Record<string, unknown>;
  readonly #place: HTMLElement;
  #visits: Visit[] = [];
  /** What the desk answers, at hand by the week's Monday: how it came there is measured elsewhere. */
  readonly #ready = new Map<string, Agenda>();

  constructor(place: HTMLElement, view: "week" | "doors" = "week") {
    this.#place = place;
    answerWith(async (first, last) => agenda([], first, last));
    // The doors are shown for a week where one was shown before.
    calendar.show("week", dateAt(0));
    calendar.show(view);
    this.#page = mount(CalendarPage, { target: place, props: {} });
  }

  async load(visits: Visit[]): Promise<void> {
    this.#visits = visits;
    for (const monday of [0, 7]) this.#prepare(dateAt(monday), dateAt(monday + 6));
  }

  #prepare(monday: string, sunday: string): void {
    // What comes from a desk is new each time, also where it says what it said before.
    this.#ready.set(monday, structuredClone(agenda(this.#visits, monday, sunday)));
  }

  fill(): void {
    answerWith(async (first) => this.#ready.get(first) as Agenda);
    tell();
  }

  next(): void {
    calendar.next();
  }

  choose(round: number): () => void {
    const nodes = this.#place.querySelectorAll<HTMLElement>("[data-test='day-column'] [data-visit]");
    const key = nodes[(round * 7) % nodes.length]?.dataset.visit;
    const at = this.#visits.findIndex((visit) => visit.key === key);
    this.#visits[at] = later(this.#visits[at] as Visit);
    this.#prepare(calendar.first as string, calendar.last as string);
    return tell;
  }

  scroller(): HTMLElement {
    return this.#place.querySelector<HTMLElement>("[data-test='calendar-scroller']") as HTMLElement;
  }

  drop(): void {
    void unmount(this.#page);
  }
}
