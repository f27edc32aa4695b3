import type { Visit } from "../ipc/bindings";
import { calendarWords as words, more, readinessNote, visitLine, visitName } from "../words/calendar";
import { untied } from "../words/clock";
import { top, USED } from "./geometry";
import { clusterStop, type LaidDay } from "./gridCursor.svelte";
import { doorsMatter, stateOf } from "./look";
import { timeAt } from "./slots";

/** Below this, in CSS pixels, a name is a sliver: initials are read instead. */
const NARROW = 40;
/** Below this, words get smaller letters and less air. */
const TIGHT = 76;
/** Below this height, in CSS pixels, there is one line. */
const SHORT = 36;

/** How wide and high the hours of a day are. */
export type Scale = {
  /** CSS pixels of an hour. */
  hourHeight: number;
  /** CSS pixels that visits may take across. */
  usable: number;
  /** CSS pixels that the hours take at the left, where the day has its own. */
  inset: number;
  /** The hours to draw; all of them without it. */
  sight?: Sight | null;
};

/** The hours that are in sight, in minutes since the day began. */
export type Sight = { from: number; to: number };

/** A visit or a cluster as it stands in the document. */
type Cell = {
  stop: string;
  visit: boolean;
  look: string;
  place: string;
  label: string;
  title: string;
  note: string;
  initials: string;
  name: string;
  rest: string;
};

/** How high a line is, in CSS pixels: whole lines fill a visit, for half a line at its bottom is noise. */
function lineHeight(height: number): number {
  const room = height - 3;
  return height < SHORT ? 18 : room / Math.max(Math.floor((room + 1) / 14.5), 1);
}

/** The place of a stretch, as one text that is set at once: of thousands each property by itself is felt. */
function placed(scale: Scale, seat: { lane: number; lanes: number }, width: number, from: number, height: number): string {
  const { inset } = scale;
  const left = seat.lane / seat.lanes;
  const right = (seat.lane + width) / seat.lanes;
  const across =
    inset === 0
      ? `left:${USED * left}%;right:${100 - USED * right}%`
      : `left:calc(${USED * left}% + ${inset * (1 - left)}px);right:calc(${100 - USED * right}% - ${inset * (1 - right)}px)`;
  return `${across};top:${top(from, scale.hourHeight) + 1}px;height:${height}px`;
}

/** What is said of a visit's doors beside its places. */
function noteOf(visit: Visit): string {
  return doorsMatter(visit) ? readinessNote[visit.readiness] : "";
}

/** The visits and clusters of a day. */
function cellsOf({ frame, layout }: LaidDay, scale: Scale): Cell[] {
  const { hourHeight } = scale;
  const sight = scale.sight ?? { from: -Infinity, to: Infinity };
  const seen = (one: { from: number; to: number }): boolean => one.to >= sight.from && one.from <= sight.to;
  const visits = layout.seats.filter(({ item }) => seen(item)).map((seat): Cell => {
    const { visit, from, to } = seat.item;
    const height = Math.max(top(to - from, hourHeight), 24) - 2;
    const wide = (scale.usable * seat.width) / seat.lanes;
    const narrow = wide < NARROW;
    const label = visitName(visit);
    return {
      stop: visit.key,
      visit: true,
      look: `timed ${stateOf(visit)}${height < SHORT ? " short" : ""}${narrow ? " narrow" : wide < TIGHT ? " tight" : ""}`,
      place: `${placed(scale, seat, seat.width, from, height)};line-height:${lineHeight(height)}px`,
      label,
      title: narrow ? label : "",
      note: narrow ? "" : noteOf(visit),
      initials: narrow ? visit.initials : "",
      name: narrow ? "" : visit.name,
      rest: narrow ? "" : `\n${wide < TIGHT ? untied(visitLine(visit)) : visitLine(visit)}`,
    };
  });
  const clusters = layout.clusters.filter(seen).map((one): Cell => ({
    stop: clusterStop(frame.date, one.key),
    visit: false,
    look: "cal-more",
    place: placed(scale, one, 1, one.from, top(one.to - one.from, hourHeight) - 2),
    label: more(one.items.length, timeAt(frame, one.from), timeAt(frame, one.to)),
    title: "",
    note: "",
    initials: "",
    name: "",
    rest: words.more(one.items.length),
  }));
  return [...visits, ...clusters];
}

/**
 * The nodes of a day's visits and clusters, written by hand: of a week there are hundreds, and what a component does for each of them takes
 * as long as laying them out. Of a day that is drawn again only what differs is touched, and the nodes of what has gone are kept, to be
 * written anew for what comes: a web view lets go of nodes late, and of those of a morning's weeks by the hundred megabytes. Who has the tab
 * stop is the grid's affair.
 */
export class Cells {
  readonly #host: HTMLElement;
  #drawn = new Map<string, Drawn>();
  /** Those that are not in the document now; the next to be used last. */
  #spare: Drawn[] = [];

  constructor(host: HTMLElement) {
    this.#host = host;
  }

  draw(day: LaidDay, scale: Scale): void {
    const before = this.#drawn;
    const cells = cellsOf(day, scale);
    const stay = new Set(cells.map(({ stop }) => stop));
    const gone = [...before.values()].filter(({ cell }) => !stay.has(cell.stop));
    // One that has the focus is not used again: the focus would be on something else.
    const free = [...this.#spare, ...gone.filter(({ node }) => node !== document.activeElement).reverse()];
    this.#drawn = new Map(cells.map((cell) => {
      const known = before.get(cell.stop) ?? free.pop();
      const node = known?.node ?? document.createElement("div");
      write(node, known?.cell, cell);
      return [cell.stop, { cell, node }];
    }));
    this.#spare = free;
    const here = new Set([...this.#drawn.values()].map(({ node }) => node));
    for (const { node } of gone) if (!here.has(node)) node.remove();
    let next = this.#host.firstChild;
    for (const node of here) {
      // One that comes later than it did makes way for those after it: they stay where they are, and keep the focus.
      if (next !== null && next !== node && next.nextSibling === node) {
        this.#host.append(next);
        next = node;
      }
      if (next === node) next = node.nextSibling;
      else this.#host.insertBefore(node, next);
    }
  }
}

/** A cell and its node. */
type Drawn = { cell: Cell; node: HTMLElement };

function write(node: HTMLElement, old: Cell | undefined, cell: Cell): void {
  if (old === undefined) {
    node.setAttribute("role", "gridcell");
    node.tabIndex = -1;
  }
  if (old?.stop !== cell.stop) node.dataset.stop = cell.stop;
  if (old?.visit !== cell.visit) node.dataset.test = cell.visit ? "visit" : "cluster";
  put(node, "data-visit", cell.visit ? cell.stop : "", old?.visit ? old.stop : "");
  put(node, "aria-haspopup", cell.visit ? "" : "dialog", old === undefined || old.visit ? "" : "dialog");
  if (old?.look !== cell.look) node.className = cell.look;
  if (old?.place !== cell.place) node.style.cssText = cell.place;
  put(node, "aria-label", cell.label, old?.label);
  put(node, "title", cell.title, old?.title);
  put(node, "data-note", cell.note, old?.note);
  put(node, "data-initials", cell.initials, old?.initials);
  if (old?.name !== cell.name || old.rest !== cell.rest) writeText(node, cell);
}

function put(node: HTMLElement, name: string, value: string, old = ""): void {
  if (value === old) return;
  if (value === "") node.removeAttribute(name);
  else node.setAttribute(name, value);
}

/** A name and what follows it, or what follows alone. */
function writeText(node: HTMLElement, { name, rest }: Cell): void {
  const [before, after] = [node.firstElementChild?.firstChild, node.lastChild];
  if (name !== "" && before instanceof Text && after instanceof Text) {
    before.data = name;
    after.data = rest;
    return;
  }
  node.textContent = rest;
  if (name === "") return;
  const called = document.createElement("b");
  called.textContent = name;
  node.prepend(called);
}
