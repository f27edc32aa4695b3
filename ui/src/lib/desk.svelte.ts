import { untrack } from "svelte";
import { wanted, wantedOf } from "./frame/alerts";
import { announce, announcer } from "./frame/announce.svelte";
import type { Backend } from "./ipc/backend";
import type { Agenda, Alert, Clock, FirstSpan, Lock, News, Places, Receipt, SessionState, Status, Topic, Visit } from "./ipc/bindings";
import { parts } from "./frame/parts.svelte";
import { preferences } from "./settings/preferences.svelte";
import { notification, openLobby, unnamed } from "./words/alerts";
import { arrived } from "./words/today";

const NO_PLACES: Places = { doors: [], groups: [], sites: [], usualDoors: [] };

const NO_LOCK: Lock = { locked: false, hasPin: false, afterMinutes: null, officeMinutes: null };

/** What the page knows of the desk behind it: kept up by news, read by every view. */
class Desk {
  #backend: Backend | null = null;
  #painted = false;
  /** The days that came with the first answer, until they are asked for. */
  #ahead: Agenda | null = null;
  session = $state.raw<SessionState>({ phase: "starting" });
  /** Whether the desk is locked: the desk says so, and tells nothing of visits while it is. */
  lock = $state.raw<Lock>(NO_LOCK);
  status = $state.raw<Status | null>(null);
  clock = $state.raw<Clock | null>(null);
  /** The visits that the last minute turned, as they stand since; no change is told of them besides. */
  turned = $state.raw<readonly Visit[]>([]);
  places = $state.raw<Places>(NO_PLACES);
  /** Grows whenever people, places or visits changed: a view that reads it asks again. */
  changes = $state.raw<Record<Topic, number>>({ people: 0, places: 0, visits: 0, outbox: 0 });
  /** The bookings made since the app was opened, newest state of each, by number. */
  receipts = $state.raw<ReadonlyMap<number, Receipt>>(new Map());

  /** The backend; only after `start`. */
  get backend(): Backend {
    if (this.#backend === null) throw new Error("the desk has not been started");
    return this.#backend;
  }

  /** Asks for all that the first view shows, of these days. */
  async start(backend: Backend, span: FirstSpan = "day"): Promise<void> {
    this.#backend = backend;
    this.#painted = false;
    // Before anything is drawn: it is never painted by one clock first and then by another.
    if (backend.computerClock !== undefined) preferences.computerSays(backend.computerClock, backend.computerDates);
    const listening = backend.onNews((news) => {
      // One that another has taken the place of has nothing to say.
      if (this.#backend === backend) this.#take(news);
    });
    const { session, lock, building } = await backend.firstView(span);
    await listening;
    this.#setLock(lock);
    if (building !== null) {
      this.clock = building.clock;
      this.status = building.status;
      this.places = building.places;
      this.#ahead = building.agenda;
    }
    this.#setSession(session, building !== null);
  }

  /** The days from `first` to `last` as the first answer had them: once, and only while nothing has changed since. */
  ahead(first: string, last: string): Agenda | null {
    const agenda = this.#ahead;
    this.#ahead = null;
    return agenda !== null && agenda.days[0]?.date === first && agenda.days.at(-1)?.date === last ? agenda : null;
  }

  /** Says, the first time that a view of the building is in the document, when it stands on the screen. */
  drawn(): void {
    if (this.#painted) return;
    this.#painted = true;
    const { backend } = this;
    // What follows the frame's callbacks comes after it is drawn. A second frame may not come before something else happens.
    requestAnimationFrame(() =>
      setTimeout(() => {
        // What is read next is not to be in the way of that.
        void backend.painted().finally(() => parts.read());
      }),
    );
  }

  #take(news: News): void {
    switch (news.kind) {
      case "session":
        this.#setSession(news.session);
        break;
      case "status":
        this.status = news.status;
        break;
      case "clock":
        this.clock = news.clock;
        break;
      case "booking":
        // Replaced whole, as `$state.raw` wants it: a map that is watched entry by entry would gain nothing.
        // eslint-disable-next-line svelte/prefer-svelte-reactivity
        this.receipts = new Map(this.receipts).set(news.receipt.booking, news.receipt);
        break;
      case "turned":
        this.#ahead = null;
        this.turned = news.visits;
        break;
      case "arrivals":
        announce(news.visits.map(arrived).join(" "));
        break;
      case "lock":
        this.#setLock(news.lock);
        break;
      case "unnamed": {
        const told = unnamed(wantedOf(news));
        if (told !== "") void this.backend.notify(told, "", openLobby);
        break;
      }
      case "alert":
        this.#alert(news.alert);
        break;
      case "changed": {
        this.#ahead = null;
        const next = { ...this.changes };
        for (const topic of news.topics) next[topic] += 1;
        this.changes = next;
        if (news.topics.includes("places")) void this.#readPlaces();
        break;
      }
    }
  }

  /** Has the computer show what is worth it; what no other news has said is said for the ear, too. */
  #alert(alert: Alert): void {
    const heard = notification({ ...alert, arrivals: [], needing: [] });
    if (heard) announce(`${heard.title}. ${heard.body}`);
    const told = notification(wanted(alert));
    if (told) void this.backend.notify(told.title, told.body, openLobby);
  }

  /** What was said last may name somebody. Once unlocked, all that is shown is told to have changed. */
  #setLock(lock: Lock): void {
    if (lock.locked && !this.lock.locked) {
      announcer.text = "";
      this.#ahead = null;
    }
    this.lock = lock;
  }

  /** `known` is whether clock, status and places have come with it. */
  #setSession(session: SessionState, known = false): void {
    const before = this.session.phase;
    this.session = session;
    if (session.phase === "signedIn") preferences.inDemo(session.demo);
    if (session.phase === "signedIn" && before !== "signedIn" && !known && !this.lock.locked) void this.#readAll();
    if (session.phase === "signedOut") {
      preferences.inDemo(false);
      this.#ahead = null;
      this.places = NO_PLACES;
      this.receipts = new Map();
      this.status = null;
    }
  }

  async #readAll(): Promise<void> {
    const before = { clock: this.clock, status: this.status };
    const [clock, status] = await Promise.all([this.backend.clock(), this.backend.status()]);
    // what was told meanwhile is newer than what was asked for before
    if (this.clock === before.clock) this.clock = clock;
    if (this.status === before.status) this.status = status;
    await this.#readPlaces();
  }

  async #readPlaces(): Promise<void> {
    this.places = await this.backend.places();
  }
}

export const desk = new Desk();

/** Says which visits each minute turns from now on, to a component that is being made. */
export function onTurned(say: (visits: readonly Visit[]) => void): void {
  let { turned } = desk;
  $effect(() => {
    if (desk.turned === turned) return;
    turned = desk.turned;
    untrack(() => { say(turned); });
  });
}
