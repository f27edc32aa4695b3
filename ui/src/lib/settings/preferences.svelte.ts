import type { DateOrder } from "../ipc/bindings";
import { countsToTwelve } from "./computerClock";

export type Appearance = "system" | "light" | "dark";

/** The page that a desk opens with. */
export type FirstPage = "today" | "calendar";

/** By which clock times are shown: as the computer says, or by 24 or 12 hours whatever it says. */
export type ClockChoice = "system" | "24h" | "12h";

const KEY = "lobby.preferences";
const APPEARANCES: readonly Appearance[] = ["system", "light", "dark"];
const CLOCKS: readonly ClockChoice[] = ["system", "24h", "12h"];
const FIRST_PAGES: readonly FirstPage[] = ["today", "calendar"];
const SWITCHES = ["singleKeys", "tellArrivals", "tellDoors", "tellBookings"] as const;

/** What can be switched on and off. */
export type Switch = (typeof SWITCHES)[number];

type Kept = { appearance: Appearance; clock: ClockChoice; firstPage: FirstPage; visitorGroup?: number | undefined } & Record<Switch, boolean>;

/** How this desk likes its page. Kept in the webview's own storage: it holds nothing about people. */
class Preferences {
  appearance = $state<Appearance>("system");
  clock = $state<ClockChoice>("system");
  /** What the computer says of its clock; until it has, it is one of 24 hours. */
  #computer = $state("24h");
  readonly #computerTwelve = $derived(countsToTwelve(this.#computer));
  /** Which of two numbers is the day, as the computer writes dates. */
  dateOrder = $state<DateOrder>("dayFirst");
  /** Whether a bare letter, digit or sign does something. */
  singleKeys = $state(true);
  firstPage = $state<FirstPage>("today");
  /** Which of what happens is told by a notification of the computer's own. */
  tellArrivals = $state(true);
  tellDoors = $state(true);
  tellBookings = $state(true);

  /** The group of new visitors, where an earlier Lobby has kept it here: the office has it now. */
  visitorGroup: number | undefined;

  /** What holds again once the demo is left; `null` outside it. */
  #beforeDemo: Kept | null = null;

  constructor() {
    const kept = readKept();
    if (kept === null) return;
    const { appearance, clock, firstPage, visitorGroup } = kept;
    this.appearance = APPEARANCES.find((known) => known === appearance) ?? "system";
    this.clock = CLOCKS.find((known) => known === clock) ?? "system";
    for (const name of SWITCHES) {
      const on = kept[name];
      if (typeof on === "boolean") this[name] = on;
    }
    this.firstPage = FIRST_PAGES.find((known) => known === firstPage) ?? "today";
    if (typeof visitorGroup === "number") this.visitorGroup = visitorGroup;
  }

  set(change: Partial<Kept>): void {
    Object.assign(this, change);
    this.apply();
    // Nothing of a demo is kept.
    if (this.#beforeDemo !== null) return;
    try {
      localStorage.setItem(KEY, JSON.stringify(this.#now()));
    } catch {
      // A full or forbidden storage costs only that the choice is asked for again next time.
    }
  }

  /** Says whether this is the demo: what is chosen there goes with it. */
  inDemo(demo: boolean): void {
    if (demo) {
      this.#beforeDemo ??= this.#now();
    } else if (this.#beforeDemo !== null) {
      Object.assign(this, this.#beforeDemo);
      this.#beforeDemo = null;
      this.apply();
    }
  }

  #now(): Kept {
    const { appearance, clock, singleKeys, firstPage, tellArrivals, tellDoors, tellBookings, visitorGroup } = this;
    return { appearance, clock, singleKeys, firstPage, tellArrivals, tellDoors, tellBookings, visitorGroup };
  }

  /** Takes what the computer says of its clock, and how it writes dates. */
  computerSays(clock: string, order: DateOrder = "dayFirst"): void {
    this.#computer = clock;
    this.dateOrder = order;
    this.apply();
  }

  /** Times are shown by a clock of 12 hours. */
  get twelve(): boolean {
    return this.clock === "system" ? this.#computerTwelve : this.clock === "12h";
  }

  /** Puts on the document what its styles go by. */
  apply(): void {
    const root = document.documentElement;
    root.dataset["clock"] = this.twelve ? "12h" : "24h";
    if (this.appearance === "system") delete root.dataset["theme"];
    else root.dataset["theme"] = this.appearance;
  }
}

function readKept(): Record<string, unknown> | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "null");
    return typeof kept === "object" ? (kept as Record<string, unknown> | null) : null;
  } catch {
    return null;
  }
}

export const preferences = new Preferences();
