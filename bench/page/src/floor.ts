import type { Visit } from "../../../ui/src/lib/ipc/bindings";
import "./floor.css";
import type { Subject } from "./subject";
import { dateAt, later } from "./visits";

/** CSS pixels. */
const HOUR = 48;

/** The least that a browser has to do: for each visit a button at its place, with time and title. */
export class Floor implements Subject {
  readonly #scroller = document.createElement("div");
  readonly #body = document.createElement("div");
  #visits: Visit[] = [];
  #week = 0;
  #inWeek = 0;

  constructor(place: HTMLElement, inWeek: number) {
    this.#inWeek = inWeek;
    this.#scroller.className = "floor";
    this.#body.className = "floor-week";
    this.#scroller.append(this.#body);
    place.append(this.#scroller);
    this.#scroller.scrollTop = 7.5 * HOUR;
  }

  async load(visits: Visit[]): Promise<void> {
    this.#visits = visits;
  }

  fill(): void {
    const nodes = document.createDocumentFragment();
    const first = dateAt(this.#week * 7);
    const ends: number[][] = Array.from({ length: 7 }, () => []);
    const shown = this.#visits.slice(this.#week * this.#inWeek, (this.#week + 1) * this.#inWeek);
    const placed = shown.sort((a, b) => a.start.offset - b.start.offset).map((visit) => {
      const day = Math.round((Date.parse(visit.start.date) - Date.parse(first)) / 86_400_000);
      const lanes = ends[day] as number[];
      const free = lanes.findIndex((end) => end <= visit.start.offset);
      const lane = free < 0 ? lanes.length : free;
      lanes[lane] = visit.end.offset;
      return { visit, day, lane };
    });
    for (const { visit, day, lane } of placed) nodes.append(this.#button(visit, day, lane, (ends[day] as number[]).length));
    this.#body.replaceChildren(nodes);
  }

  #button(visit: Visit, day: number, lane: number, lanes: number): HTMLButtonElement {
    const button = document.createElement("button");
    button.style.left = `${String(((day + lane / lanes) * 100) / 7)}%`;
    button.style.width = `${String(100 / lanes / 7)}%`;
    button.style.top = `${String((visit.start.offset * HOUR) / 60)}px`;
    button.style.height = `${String(((visit.end.offset - visit.start.offset) * HOUR) / 60)}px`;
    button.textContent = `${visit.start.time} ${visit.name}`;
    button.dataset.key = visit.key;
    return button;
  }

  next(): void {
    this.#week += 1;
    this.fill();
  }

  choose(round: number): () => void {
    const button = this.#body.children[round * 7] as HTMLButtonElement;
    const visit = this.#visits.find((one) => one.key === button.dataset.key) as Visit;
    const { start, name } = later(visit);
    return () => {
      button.style.top = `${String((start.offset * HOUR) / 60)}px`;
      button.textContent = `${start.time} ${name}`;
    };
  }

  scroller(): HTMLElement {
    return this.#scroller;
  }

  drop(): void {
    this.#scroller.remove();
  }
}
