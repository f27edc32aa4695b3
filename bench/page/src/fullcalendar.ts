import { Calendar, type EventInput } from "fullcalendar";
import "fullcalendar/skeleton.css";
import theme from "fullcalendar/themes/classic";
import "fullcalendar/themes/classic/palette.css";
import "fullcalendar/themes/classic/theme.css";
import timeGrid from "fullcalendar/timegrid";
import type { Visit } from "../../../ui/src/lib/ipc/bindings";
import type { Subject } from "./subject";
import { agenda, dateAt } from "./visits";

/** FullCalendar's week, given what is in view as it asks for it. */
export class FullCalendar implements Subject {
  readonly #place = document.createElement("div");
  readonly #calendar: Calendar;
  readonly #ready = new Map<string, EventInput[]>();

  constructor(place: HTMLElement) {
    place.append(this.#place);
    this.#calendar = new Calendar(this.#place, {
      plugins: [timeGrid, theme],
      initialView: "timeGridWeek",
      initialDate: dateAt(0),
      firstDay: 1,
      timeZone: "UTC",
      height: "100%",
      scrollTime: "07:30",
      lazyFetching: false,
      headerToolbar: false,
      events: ({ start }: { start: Date }, give: (events: EventInput[]) => void) => {
        give(this.#ready.get(start.toISOString().slice(0, 10)) ?? []);
      },
    });
    this.#calendar.render();
  }

  async load(visits: Visit[]): Promise<void> {
    for (const monday of [0, 7]) {
      const week = agenda(visits, dateAt(monday), dateAt(monday + 6)).visits;
      const events = week.map(({ key, name, start, end }) => ({ id: key, title: name, start: start.utc, end: end.utc }));
      this.#ready.set(dateAt(monday), events);
    }
  }

  fill(): void {
    this.#calendar.refetchEvents();
  }

  next(): void {
    this.#calendar.next();
  }

  choose(round: number): () => void {
    const event = this.#calendar.getEvents()[round * 7];
    return () => event?.moveDates("00:15");
  }

  scroller(): HTMLElement {
    const found = [...this.#place.querySelectorAll<HTMLElement>("*")].find(
      (node) => node.scrollHeight > node.clientHeight + 200 && /auto|scroll/.test(getComputedStyle(node).overflowY),
    );
    if (!found) throw new Error("FullCalendar has nothing that scrolls");
    return found;
  }

  drop(): void {
    this.#calendar.destroy();
    this.#place.remove();
  }
}
