import type { Backend } from "../backend";
import type { Code, DeskError, Moment, News, OutboxEntry, SessionState, SignOutReason, Step, StepState, Topic, Visit } from "../bindings";
import { DOORS, GROUPS, people as peopleOf, WEEK, type Entry, type Someone } from "./building";
import { doorsOf, worst } from "./doors";
import type { FakeLockOptions } from "./lock";
import { entryOf, EVERY, NOT_BOOKED } from "./outbox";
import { initials } from "./search";
import { attendanceOf } from "./attendance";
import { instant, instantOf, later, moment, ZONE } from "./wall";

export interface FakeOptions {
  /** Where the session stands at the start. */
  start?: "signedIn" | "signedOut" | "firstRun";
  reason?: SignOutReason | null;
  people?: number;
  /** For how many days visits are kept. */
  retentionDays?: number;
  /** The building's day and hour at the start; a Thursday whose week ends with a day of 25 hours. */
  day?: string;
  time?: string;
  /** What the computer says of its clock. */
  clock?: string;
  /** Milliseconds between the steps of a booking and the like. */
  pace?: number;
  /** Milliseconds that have passed since the start. */
  elapsed?: () => number;
  /** Shows a first pull, counting up. */
  pulling?: boolean;
  /** As where the file of people and visits could not be opened. */
  inMemory?: boolean;
  /** As where that file was damaged, and begun anew at this time. */
  begunAnew?: Moment;
  /** Shows one entry for each way in which something can stand in the outbox. */
  everyEntry?: boolean;
  session?: Partial<Extract<SessionState, { phase: "signedIn" }>>;
  lock?: FakeLockOptions;
}

/** What a session and a building in memory are made of, and how they change: the rest of the stand-in is built on it. */
export class Ground {
  readonly computerClock: string;
  readonly #listeners = new Set<(news: News) => void>();
  protected readonly people: Someone[];
  protected readonly byName: Someone[];
  readonly #options: FakeOptions;
  readonly #elapsed: () => number;
  protected readonly base: number;
  protected session: SessionState;
  protected visits: Visit[];
  protected entries: OutboxEntry[];
  protected next = 900;

  constructor(options: FakeOptions = {}) {
    this.#options = options;
    this.computerClock = options.clock ?? "24h";
    this.people = peopleOf(options.people ?? 60);
    this.byName = [...this.people].sort((a, b) => `${a.first} ${a.last}`.localeCompare(`${b.first} ${b.last}`, "en"));
    this.#elapsed = options.elapsed ?? (() => performance.now());
    const day = options.day ?? "2026-10-22";
    this.base = instant(day, options.time ?? "10:42") - this.#elapsed();
    this.visits = WEEK.map((entry, index) => this.#visitOf(day, entry, index));
    this.visits.push({ ...this.#visitOf(day, [0, 8, "14:00", "18:00", [14, 11]], 0), key: "b1", state: "notBooked", readiness: "notKnown", attendance: null });
    const since = moment(this.base - 300_000);
    const lost = this.visits.at(-1);
    this.entries = [NOT_BOOKED, ...(options.everyEntry === true ? EVERY : [])].map((given, at) => {
      const visit = this.visits.find((known) => known.key === given.visitKey) ?? (at === 0 ? lost : this.visits[at % this.visits.length]);
      if (!visit) throw new Error("a stand-in building needs visits");
      return entryOf(given, at, visit, since);
    });
    const signedOut = options.start === "signedOut" || options.start === "firstRun";
    this.session = signedOut ? { phase: "signedOut", reason: options.reason ?? null } : this.signedIn(false);
    if (!signedOut && options.pulling === true) this.pull();
  }

  status: Backend["status"] = () =>
    Promise.resolve({
      freshness: { kind: "fresh", seconds: 12 },
      doorsOnline: DOORS.filter((door) => door.online).length,
      doorsOffline: DOORS.filter((door) => !door.online).length,
      doorsWaiting: 0,
      outbox: this.entries.filter(({ state }) => state === "queued" || state === "inFlight").length,
      checking: this.entries.filter(({ state }) => state === "unknown").length,
      needsYou: this.entries.filter(({ state }) => state === "needsYou" || state === "notBooked" || state === "rejected").length,
      inMemory: this.#options.inMemory ?? false,
      begunAnew: this.#begunAnewSeen ? null : (this.#options.begunAnew ?? null),
    });
  #begunAnewSeen = false;
  begunAnewSeen = async (): Promise<void> => {
    this.#begunAnewSeen = true;
    this.say({ kind: "status", status: await this.status() });
  };
  onNews: Backend["onNews"] = (handler) => {
    this.#listeners.add(handler);
    return Promise.resolve(() => this.#listeners.delete(handler));
  };

  /** Says a piece of news, as the desk would. */
  say(news: News): void {
    for (const listener of this.#listeners) listener(news);
  }

  protected now(): number {
    return this.base + this.#elapsed();
  }

  protected async changed(topics: Topic[]): Promise<void> {
    this.say({ kind: "changed", topics });
    this.say({ kind: "status", status: await this.status() });
  }

  protected after(act: () => void): void {
    setTimeout(act, this.#options.pace ?? 900);
  }

  protected become(session: SessionState): void {
    this.session = session;
    this.say({ kind: "session", session });
  }

  protected signedIn(demo: boolean): Extract<SessionState, { phase: "signedIn" }> {
    const account = { name: "Northgate House", user: "Robin Vale", zone: ZONE };
    return { phase: "signedIn", account, missing: [], keeping: "keychain", demo, ...this.#options.session };
  }

  protected pull(done = 0): void {
    const total = this.people.length;
    this.after(() => {
      void this.status().then((status) => {
        const now = Math.min(total, done + Math.ceil(total / 20));
        if (done < total) this.say({ kind: "status", status: { ...status, freshness: { kind: "pulling", what: "people", done: now, total } } });
        else this.say({ kind: "status", status: { ...status, freshness: { kind: "fresh", seconds: 0 } } });
        if (done < total) this.pull(now);
      });
    });
  }

  protected change(key: string, change: Partial<Visit>): void {
    this.visits = this.visits.map((visit) => (visit.key === key ? { ...visit, ...change } : visit));
  }

  /** Goes through the stages one after another: the state of each step, or of all of them. */
  protected moveOn(receipt: { booking: number; who: string; steps: Step[] }, [stage, ...rest]: readonly (readonly StepState[])[]): void {
    if (stage === undefined) return;
    this.after(() => {
      const next = { ...receipt, steps: receipt.steps.map((step, at) => ({ ...step, state: stage[at] ?? stage.at(-1) ?? step.state })) };
      for (const { what, visitKey, state } of next.steps) {
        const visit = this.visits.find((known) => known.key === visitKey);
        if (what === "replace" && state === "accepted") this.visits = this.visits.filter((known) => known !== visit);
        if (!visit || what === "replace" || state === "inFlight" || state === "queued") continue;
        const ready = state === "ready";
        const doors = ready ? doorsOf(visit.doors.map((door) => door.id), "ready") : visit.doors;
        this.change(visit.key, { state: this.stateAt(visit), doors, readiness: ready ? worst(doors) : "waiting" });
      }
      this.say({ kind: "booking", receipt: next });
      void this.changed(["visits"]);
      this.moveOn(next, rest);
    });
  }

  protected stateAt({ start, end }: Pick<Visit, "start" | "end">): Visit["state"] {
    if (instantOf(end) <= this.now()) return "over";
    return instantOf(start) <= this.now() ? "underWay" : "expected";
  }

  protected blank(person: Someone, start: Visit["start"], end: Visit["end"]) {
    return { personId: person.id, name: `${person.first} ${person.last}`, initials: initials(person), line: person.department, host: "", start, end };
  }

  #visitOf(day: string, [days, who, from, to, where]: Entry, index: number): Visit {
    const person = this.people[who % this.people.length];
    if (!person) throw new Error("a stand-in building needs people");
    const date = later(day, days);
    const ofGroup = "group" in where;
    const start = moment(instant(date, from));
    const end = moment(instant(ofGroup ? later(date, where.days) : date, to));
    const doors = ofGroup ? [] : doorsOf(where, "ready");
    const visit: Omit<Visit, "attendance"> = {
      ...this.blank(person, start, end),
      key: `${ofGroup ? "g" : "r"}${String(101 + index)}`,
      kind: ofGroup ? "groupReservation" : "reservation",
      doors,
      groups: ofGroup ? GROUPS.filter((group) => group.id === where.group).map(({ id, name }) => ({ id, name })) : [],
      state: this.stateAt({ start, end }),
      readiness: ofGroup ? "notKnown" : worst(doors),
    };
    return { ...visit, attendance: attendanceOf(visit, this.base + this.#elapsed()) };
  }
}

/** Answers as the desk does where it will not. */
export function refuse(code: Code, problems: DeskError["problems"] = []): Promise<never> {
  const error: DeskError = { code, detail: "", problems };
  return Promise.reject(error);
}
