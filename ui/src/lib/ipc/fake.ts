import type { Backend } from "./backend";
import type { Attendance, FirstSpan, FirstView, LastHere, Message, Moment, Office, OutboxEntry, SignOutReason } from "./bindings";
import { DOORS, GROUPS, SITES } from "./fake/building";
import { doorLogOf } from "./fake/doorLog";
import { historyOf } from "./fake/history";
import { quickAdd } from "./fake/quick";
import { doublesOf, find, initials } from "./fake/search";
import { rollCallOf } from "./fake/attendance";
import { FakeLock } from "./fake/lock";
import { FakeTable } from "./fake/table";
import { daysOf } from "../calendar/calendar.svelte";
import { clock, dayFrame, instant, instantOf, later, moment } from "./fake/wall";
import { Bookings } from "./fake/bookings";
import { refuse, type FakeOptions } from "./fake/ground";

/** The stand-in as the page's own address asks for it: `?start=signedOut&reason=ended&people=100000&pulling&outbox&clock=12h`. */
export function fakeFromAddress(search: string): Backend {
  const asked = new URLSearchParams(search);
  const options: FakeOptions = { people: Number(asked.get("people") ?? "420"), pulling: asked.has("pulling"), everyEntry: asked.has("outbox") };
  const clock = asked.get("clock");
  if (clock !== null) options.clock = clock;
  const start = asked.get("start");
  if (start === "signedOut" || start === "firstRun") options.start = start;
  const reason = asked.get("reason");
  if (reason !== null) options.reason = reason as SignOutReason;
  const session: FakeOptions["session"] = {};
  if (asked.has("thisRun")) session.keeping = "thisRun";
  if (asked.has("missing")) session.missing = ["bookDoors", "bookGroups", "sync"];
  return new Fake({ ...options, session });
}

/** A building in memory, for looking at the page in a plain browser and for tests of components. Nothing leaves the page. */
export class Fake extends Bookings implements Backend {
  #clientId: string;
  readonly #retentionDays: number;
  /** How visits stood before they were marked by hand. */
  readonly #unmarked = new Map<string, Attendance | null>();
  readonly #table = new FakeTable();
  #office: Office = { guestsAtOnce: 0, visitorGroup: null, missingGroup: null, groupSettled: false, hostField: null, purposeField: null, noteField: null, templates: [] };

  /** For tests: time stands still in it. */
  readonly lock: FakeLock;

  constructor(options: FakeOptions = {}) {
    super(options);
    this.lock = new FakeLock(options.lock ?? {}, (lock) => { this.say({ kind: "lock", lock }); });
    this.#retentionDays = options.retentionDays ?? 90;
    this.#clientId = options.start === "firstRun" ? "" : "stand-in";
  }

  firstView = async (span: FirstSpan): Promise<FirstView> => {
    const lock = this.lock.now();
    if (this.session.phase !== "signedIn" || lock.locked) return { session: this.session, lock, building: null };
    const [clock, status, places] = await Promise.all([this.clock(), this.status(), this.places()]);
    const { first, last } = daysOf(span, clock.now.date);
    return { session: this.session, lock, building: { clock, status, places, agenda: await this.agenda(first, last) } };
  };
  setup = () =>
    Promise.resolve({
      clientId: this.#clientId,
      hasSecret: false,
      redirectUri: "http://127.0.0.1:47100/callback",
      scopes: ["account.person", "account.reservation", "account.sync"],
      apiHost: "api.doorflow.com",
      managed: false,
      version: "0.1.0",
      trouble: "",
    });
  saveSetup: Backend["saveSetup"] = (input) => {
    this.#clientId = input.clientId;
    return this.setup();
  };
  signIn = (): Promise<void> => {
    this.become({ phase: "waitingForBrowser", address: "https://admin.doorflow.com/oauth/authorize?response_type=code", back: "byItself" });
    return Promise.resolve();
  };
  pasteAddress: Backend["pasteAddress"] = (address) => {
    if (!address.includes("code=")) return Promise.resolve("otherAddress");
    this.#finish(false);
    return Promise.resolve(null);
  };
  cancelSignIn = (): Promise<void> => {
    this.become({ phase: "signedOut", reason: "cancelled" });
    return Promise.resolve();
  };
  signOut = (): Promise<void> => {
    this.lock.forget();
    this.become({ phase: "signedOut", reason: "signedOutHere" });
    return Promise.resolve();
  };
  startDemo = (): Promise<void> => {
    this.#finish(true);
    return Promise.resolve();
  };
  clock = () => Promise.resolve(clock(this.now()));
  /** How often somebody was said to be there. */
  touched = 0;
  touch = (): Promise<void> => {
    this.touched += 1;
    return Promise.resolve();
  };
  lockNow = (): Promise<void> => {
    this.lock.lock();
    return Promise.resolve();
  };
  lockScreen: Backend["lockScreen"] = async () => {
    const { outbox, checking, needsYou } = await this.status();
    return { clock: await this.clock(), wait: this.lock.wait, unsent: outbox + checking + needsYou, somebodyNew: this.entries.some(({ what }) => what === "person") };
  };
  unlock: Backend["unlock"] = async (pin) => {
    const answer = this.lock.unlock(pin);
    if (answer.kind === "right") {
      this.say({ kind: "clock", clock: await this.clock() });
      this.say({ kind: "status", status: await this.status() });
      await this.changed(["people", "places", "visits", "outbox"]);
    }
    return answer;
  };
  setLock: Backend["setLock"] = (minutes, old, pin) => Promise.resolve(this.lock.set(minutes, old, pin));
  painted = (): Promise<void> => Promise.resolve();
  /** What was to be shown as notifications. */
  readonly notified: { title: string; body: string }[] = [];
  notify: Backend["notify"] = (title, body) => {
    this.notified.push({ title, body });
    return Promise.resolve();
  };
  refresh = (): Promise<void> => this.changed(["people", "places", "visits"]);
  /** How often the page was printed. */
  printed = 0;
  print = (): Promise<void> => {
    this.printed += 1;
    return Promise.resolve();
  };
  rollCall: Backend["rollCall"] = () => Promise.resolve(rollCallOf(this.visits, this.now(), this.session.phase === "signedIn"));
  findPeople: Backend["findPeople"] = (text, offset, limit) => Promise.resolve(find(this.byName, text, offset, limit));
  quickAdd: Backend["quickAdd"] = (text) => Promise.resolve(quickAdd(text, moment(this.now()).date, (name) => find(this.byName, name, 0, 5)));
  doubles: Backend["doubles"] = (who) => Promise.resolve(doublesOf(this.people, who));
  /** The messages that were to be written. */
  readonly written: Message[] = [];
  writeTo: Backend["writeTo"] = (message) => {
    this.written.push(message);
    return Promise.resolve();
  };
  person: Backend["person"] = (id) => {
    const person = this.people.find((someone) => someone.id === id);
    if (!person) return refuse("notFound");
    return Promise.resolve({
      id,
      name: `${person.first} ${person.last}`,
      initials: initials(person),
      bar: person.bar,
      hasPhoto: false,
      fields: [
        { key: "email", value: person.email },
        { key: "department", value: person.department },
        { key: "system_id", value: person.systemId },
        { key: "custom_1", value: "Blue badge" },
      ],
      groups: ["Visitors"],
      roles: ["Guest"],
      credentials: this.credentials.of(id),
      credentialsRead: true,
      hasPin: this.credentials.of(id).some(({ isPin }) => isPin),
      visits: this.visits.filter((visit) => visit.personId === id && visit.state !== "over"),
      lastHere: this.#lastHere(id),
      read: moment(this.now()),
    });
  };
  #lastHere(id: number): LastHere | null {
    const came = this.visits.map(({ personId, attendance }) => (personId === id && attendance?.presence === "here" ? attendance : null));
    const last = came.find((attendance) => attendance !== null);
    return last?.at ? { at: last.at, door: last.door, byHand: last.byHand } : null;
  }
  photo = (): Promise<ArrayBuffer | null> => Promise.resolve(null);
  places = () => Promise.resolve({ doors: DOORS, groups: GROUPS, sites: SITES, usualDoors: [14, 12] });
  agenda: Backend["agenda"] = (first, last) => {
    const days = [];
    for (let day = first; day <= last; day = later(day, 1)) days.push(dayFrame(day));
    const [from, to] = [instant(first, "00:00"), instant(last, "24:00")];
    const visits = this.visits
      .filter((visit) => instantOf(visit.start) < to && instantOf(visit.end) > from)
      .sort((a, b) => instantOf(a.start) - instantOf(b.start) || a.key.localeCompare(b.key, "en"));
    return Promise.resolve({ days, visits });
  };
  doorLog: Backend["doorLog"] = (ask, offset, limit) => Promise.resolve(doorLogOf(this.visits, ask, offset, limit, moment(this.now())));
  #keptFrom = (): Moment => moment(this.now() - this.#retentionDays * 86_400_000);
  history: Backend["history"] = (ask, offset, limit) => Promise.resolve(historyOf(this.visits, ask, offset, limit, this.#keptFrom()));
  exportHistory: Backend["exportHistory"] = (ask, form) =>
    Promise.resolve({ visits: historyOf(this.visits, ask, 0, 0, this.#keptFrom()).total, leftOut: 0, keptFrom: this.#keptFrom(), file: form === "csv" ? "Visits.csv" : "Visits.ics" });
  office: Backend["office"] = () => Promise.resolve(this.#office);
  limitGuests: Backend["limitGuests"] = (guestsAtOnce) => {
    this.#office = { ...this.#office, guestsAtOnce };
    return Promise.resolve(this.#office);
  };
  chooseVisitorGroup: Backend["chooseVisitorGroup"] = (group) => {
    const listed = GROUPS.some(({ id }) => id === group);
    this.#office = { ...this.#office, visitorGroup: listed ? group : null, missingGroup: listed || group === null ? null : `#${String(group)}`, groupSettled: true };
    return Promise.resolve(this.#office);
  };
  #templates(templates: Office["templates"]): Promise<Office> {
    this.#office = { ...this.#office, templates };
    return Promise.resolve(this.#office);
  }
  saveTemplate: Backend["saveTemplate"] = (template) => this.#templates([...this.#office.templates.filter(({ name }) => name !== template.name), template]);
  renameTemplate: Backend["renameTemplate"] = (old, to) => this.#templates(this.#office.templates.map((each) => (each.name === old ? { ...each, name: to } : each)));
  removeTemplate: Backend["removeTemplate"] = (old) => this.#templates(this.#office.templates.filter(({ name }) => name !== old));
  mark: Backend["mark"] = async (keys, here) => {
    const visits = this.visits.filter((visit) => keys.includes(visit.key));
    if (visits.length < keys.length) return refuse("notFound");
    const at = moment(this.now());
    const before = visits.map(({ key }) => ({ key, came: null, left: null }));
    for (const visit of visits) {
      this.#unmarked.set(visit.key, visit.attendance);
      this.change(visit.key, { attendance: { presence: here ? "here" : "left", at, byHand: true, late: null, door: "", said: "" } });
    }
    await this.changed(["visits"]);
    return before;
  };
  unmark: Backend["unmark"] = (before) => {
    for (const { key } of before) this.change(key, { attendance: this.#unmarked.get(key) ?? null });
    return this.changed(["visits"]);
  };
  letIn: Backend["letIn"] = (key, door) => {
    const visit = this.visits.find((known) => known.key === key);
    if (!visit) return refuse("notFound");
    const outcome = DOORS.find(({ id }) => id === door)?.online === false ? "offline" : "admitted";
    return new Promise((resolve) => {
      this.after(() => {
        const at = moment(this.now());
        const attendance: Attendance = { presence: "here", at, byHand: false, late: null, door: DOORS.find(({ id }) => id === door)?.name ?? "", said: "" };
        if (outcome === "admitted" && !visit.attendance) {
          this.change(key, { attendance });
          this.say({ kind: "arrivals", visits: [{ ...visit, attendance }] });
        }
        void this.changed(["visits"]);
        resolve({ outcome, at });
      });
    });
  };
  dismissBooking: Backend["dismissBooking"] = (key) => this.giveUp(key);
  outbox: Backend["outbox"] = () => Promise.resolve(this.entries);
  sendAgain: Backend["sendAgain"] = (key) => {
    const again: Partial<OutboxEntry> = { state: "inFlight", reason: "none", canSendAgain: false, canGiveUp: false };
    this.entries = this.entries.map((entry) => (entry.key === key ? { ...entry, ...again } : entry));
    this.change(key, { state: "pending" });
    this.after(() => {
      this.entries = this.entries.filter((entry) => entry.key !== key);
      this.visits = this.visits.map((visit) => (visit.key === key ? { ...visit, key: `r${String((this.next += 1))}`, state: this.stateAt(visit) } : visit));
      void this.changed(["visits", "outbox"]);
    });
    return this.changed(["visits", "outbox"]);
  };
  giveUp: Backend["giveUp"] = (key) => {
    this.entries = this.entries.filter((entry) => entry.key !== key);
    this.visits = this.visits.filter((known) => known.key !== key);
    return this.changed(["visits", "outbox"]);
  };
  deleteSurplus: Backend["deleteSurplus"] = (key) => {
    this.entries = this.entries.filter((entry) => entry.key !== key);
    return this.changed(["visits", "outbox"]);
  };
  readImport: Backend["readImport"] = async (bytes) => {
    const text = new TextDecoder().decode(bytes);
    if (text.trim() === "") return { kind: "not", why: "empty" };
    this.#table.read(text);
    return { kind: "read", import: await this.importNow() };
  };
  importNow: Backend["importNow"] = () => Promise.resolve(this.#table.now(this.people, this.visits, this.now()));
  changeImport: Backend["changeImport"] = (change) => {
    this.#table.change(change);
    return this.importNow();
  };
  bookImport: Backend["bookImport"] = async () => {
    const waiting = this.#table.book(this.people, this.visits, this.now());
    this.#table.running = waiting.length > 0;
    this.#bookRows(waiting);
    const now = await this.importNow();
    return { ...now, rows: now.rows.map((row) => (row.state === "ready" ? { ...row, state: "waiting" } : row)) };
  };
  #bookRows([at, ...rest]: number[]): void {
    this.after(() => {
      if (at !== undefined && this.#table.running) this.#table.done(at);
      this.#table.running &&= rest.length > 0;
      void this.importNow().then(({ rows, running }) => {
        this.say({ kind: "import", rows: rows.filter((row) => row.at === at || (!running && row.state === "ready")), running });
        if (running) this.#bookRows(rest);
      });
    });
  }
  stopImport: Backend["stopImport"] = () => {
    this.#table.running = false;
    return Promise.resolve();
  };
  leaveImport: Backend["leaveImport"] = () => {
    this.#table.read("");
    return Promise.resolve();
  };
  #finish(demo: boolean): void {
    this.become({ phase: "finishing", trouble: null });
    this.after(() => {
      this.become(this.signedIn(demo));
      this.pull();
    });
  }
}
