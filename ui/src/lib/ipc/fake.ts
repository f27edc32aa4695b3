import type { Backend } from "./backend";
import type { About, Attendance, Code, DeskError, Draft, FirstSpan, FirstView, LastHere, Message, News, NewTimes, Office, OutboxEntry, Plan, Reach, Receipt, Series, SeriesMove, SessionState, SignOutReason, Step, StepState, Topic, Visit } from "./bindings";
import { DOORS, GROUPS, people as peopleOf, SITES, someoneNew, WEEK, type Entry, type Someone } from "./fake/building";
import { Credentials, pinOf } from "./fake/credentials";
import { doorsOf, placeOf, worst } from "./fake/doors";
import { doorLogOf } from "./fake/doorLog";
import { historyOf } from "./fake/history";
import { entryOf, EVERY, NOT_BOOKED } from "./fake/outbox";
import { planOf } from "./fake/plan";
import { quickAdd } from "./fake/quick";
import { doublesOf, find, initials } from "./fake/search";
import { attendanceOf, rollCallOf } from "./fake/attendance";
import { FakeTable } from "./fake/table";
import { daysOf } from "../calendar/calendar.svelte";
import { clock, dayFrame, instant, instantOf, later, moment, ZONE } from "./fake/wall";

export interface FakeOptions {
  /** Where the session stands at the start. */
  start?: "signedIn" | "signedOut" | "firstRun";
  reason?: SignOutReason | null;
  people?: number;
  /** The building's day and hour at the start; a Thursday whose week ends with a day of 25 hours. */
  day?: string;
  time?: string;
  /** Milliseconds between the steps of a booking and the like. */
  pace?: number;
  /** Milliseconds that have passed since the start. */
  elapsed?: () => number;
  /** Shows a first pull, counting up. */
  pulling?: boolean;
  /** As where the file of people and visits could not be opened. */
  inMemory?: boolean;
  /** Shows one entry for each way in which something can stand in the outbox. */
  everyEntry?: boolean;
  session?: Partial<Extract<SessionState, { phase: "signedIn" }>>;
}

/** What was asked for, and its dates. */
interface BookedSeries {
  draft: Draft;
  dates: string[];
}

/** How a move goes on: the new visit, and the old one. */
const MOVE: readonly (readonly StepState[])[] = [["inFlight", "queued"], ["accepted", "inFlight"], ["accepted", "accepted"], ["syncing", "accepted"], ["ready", "accepted"]];

/** The stand-in as the page's own address asks for it: `?start=signedOut&reason=ended&people=100000&pulling&outbox`. */
export function fakeFromAddress(search: string): Backend {
  const asked = new URLSearchParams(search);
  const options: FakeOptions = { people: Number(asked.get("people") ?? "420"), pulling: asked.has("pulling"), everyEntry: asked.has("outbox") };
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
export class Fake implements Backend {
  readonly #listeners = new Set<(news: News) => void>();
  readonly #people: Someone[];
  readonly #byName: Someone[];
  readonly #options: FakeOptions;
  readonly #elapsed: () => number;
  readonly #base: number;
  #session: SessionState;
  #clientId: string;
  #visits: Visit[];
  #entries: OutboxEntry[];
  /** How visits stood before they were marked by hand. */
  readonly #unmarked = new Map<string, Attendance | null>();
  /** What was cancelled, by its key. */
  readonly #cancelled = new Map<string, Visit>();
  /** What was booked together, by the key of each visit. */
  readonly #series = new Map<string, BookedSeries>();
  #next = 900;
  readonly #table = new FakeTable();
  /** What was noted, by the key of its visit. */
  readonly #noted = new Map<string, About>();
  #office: Office = { guestsAtOnce: 0, visitorGroup: null, missingGroup: null, hostField: null, purposeField: null, noteField: null, templates: [] };

  constructor(options: FakeOptions = {}) {
    this.#options = options;
    this.#people = peopleOf(options.people ?? 60);
    this.#byName = [...this.#people].sort((a, b) => `${a.first} ${a.last}`.localeCompare(`${b.first} ${b.last}`, "en"));
    this.#elapsed = options.elapsed ?? (() => performance.now());
    const day = options.day ?? "2026-10-22";
    this.#base = instant(day, options.time ?? "10:42") - this.#elapsed();
    this.#clientId = options.start === "firstRun" ? "" : "stand-in";
    this.#visits = WEEK.map((entry, index) => this.#visitOf(day, entry, index));
    this.#visits.push({ ...this.#visitOf(day, [0, 8, "14:00", "18:00", [14, 11]], 0), key: "b1", state: "notBooked", readiness: "notKnown", attendance: null });
    const since = moment(this.#base - 300_000);
    const lost = this.#visits.at(-1);
    this.#entries = [NOT_BOOKED, ...(options.everyEntry === true ? EVERY : [])].map((given, at) => {
      const visit = this.#visits.find((known) => known.key === given.visitKey) ?? (at === 0 ? lost : this.#visits[at % this.#visits.length]);
      if (!visit) throw new Error("a stand-in building needs visits");
      return entryOf(given, at, visit, since);
    });
    const signedOut = options.start === "signedOut" || options.start === "firstRun";
    this.#session = signedOut ? { phase: "signedOut", reason: options.reason ?? null } : this.#signedIn(false);
    if (!signedOut && options.pulling === true) this.#pull();
  }

  firstView = async (span: FirstSpan): Promise<FirstView> => {
    if (this.#session.phase !== "signedIn") return { session: this.#session, building: null };
    const [clock, status, places] = await Promise.all([this.clock(), this.status(), this.places()]);
    const { first, last } = daysOf(span, clock.now.date);
    return { session: this.#session, building: { clock, status, places, agenda: await this.agenda(first, last) } };
  };
  setup = () =>
    Promise.resolve({
      clientId: this.#clientId,
      hasSecret: false,
      redirectUri: "http://127.0.0.1:47100/callback",
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
    this.#become({ phase: "waitingForBrowser", address: "https://admin.doorflow.com/oauth/authorize?response_type=code", back: "byItself" });
    return Promise.resolve();
  };
  pasteAddress = (address: string): Promise<void> => {
    if (!address.includes("code=")) return refuse("badInput");
    this.#finish(false);
    return Promise.resolve();
  };
  cancelSignIn = (): Promise<void> => {
    this.#become({ phase: "signedOut", reason: "cancelled" });
    return Promise.resolve();
  };
  signOut = (): Promise<void> => {
    this.#become({ phase: "signedOut", reason: "signedOutHere" });
    return Promise.resolve();
  };
  startDemo = (): Promise<void> => {
    this.#finish(true);
    return Promise.resolve();
  };
  clock = () => Promise.resolve(clock(this.#now()));
  status: Backend["status"] = () =>
    Promise.resolve({
      freshness: { kind: "fresh", seconds: 12 },
      doorsOnline: DOORS.filter((door) => door.online).length,
      doorsOffline: DOORS.filter((door) => !door.online).length,
      doorsWaiting: 0,
      outbox: this.#entries.filter(({ state }) => state === "queued" || state === "inFlight").length,
      checking: this.#entries.filter(({ state }) => state === "unknown").length,
      needsYou: this.#entries.filter(({ state }) => state === "needsYou" || state === "notBooked" || state === "rejected").length,
      inMemory: this.#options.inMemory ?? false,
    });
  painted = (): Promise<void> => Promise.resolve();
  /** What was to be shown as notifications. */
  readonly notified: { title: string; body: string }[] = [];
  notify: Backend["notify"] = (title, body) => {
    this.notified.push({ title, body });
    return Promise.resolve();
  };
  refresh = (): Promise<void> => this.#changed(["people", "places", "visits"]);
  /** How often the page was printed. */
  printed = 0;
  print = (): Promise<void> => {
    this.printed += 1;
    return Promise.resolve();
  };
  rollCall: Backend["rollCall"] = () => Promise.resolve(rollCallOf(this.#visits, this.#now(), this.#session.phase === "signedIn"));
  findPeople: Backend["findPeople"] = (text, offset, limit) => Promise.resolve(find(this.#byName, text, offset, limit));
  quickAdd: Backend["quickAdd"] = (text) => Promise.resolve(quickAdd(text, moment(this.#now()).date, (name) => find(this.#byName, name, 0, 5)));
  doubles: Backend["doubles"] = (who) => Promise.resolve(doublesOf(this.#people, who));
  /** The messages that were to be written. */
  readonly written: Message[] = [];
  writeTo: Backend["writeTo"] = (message) => {
    this.written.push(message);
    return Promise.resolve();
  };
  person: Backend["person"] = (id) => {
    const person = this.#people.find((someone) => someone.id === id);
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
      credentials: this.#credentials.of(id),
      credentialsRead: true,
      hasPin: this.#credentials.of(id).some(({ isPin }) => isPin),
      visits: this.#visits.filter((visit) => visit.personId === id && visit.state !== "over"),
      lastHere: this.#lastHere(id),
      read: moment(this.#now()),
    });
  };
  #lastHere(id: number): LastHere | null {
    const came = this.#visits.map(({ personId, attendance }) => (personId === id && attendance?.presence === "here" ? attendance : null));
    const last = came.find((attendance) => attendance !== null);
    return last?.at ? { at: last.at, door: last.door, byHand: last.byHand } : null;
  }
  photo = (): Promise<ArrayBuffer | null> => Promise.resolve(null);
  places = () => Promise.resolve({ doors: DOORS, groups: GROUPS, sites: SITES, usualDoors: [14, 12] });
  agenda: Backend["agenda"] = (first, last) => {
    const days = [];
    for (let day = first; day <= last; day = later(day, 1)) days.push(dayFrame(day));
    const [from, to] = [instant(first, "00:00"), instant(last, "24:00")];
    const visits = this.#visits
      .filter((visit) => instantOf(visit.start) < to && instantOf(visit.end) > from)
      .sort((a, b) => instantOf(a.start) - instantOf(b.start) || a.key.localeCompare(b.key, "en"));
    return Promise.resolve({ days, visits });
  };
  doorLog: Backend["doorLog"] = (ask, offset, limit) => Promise.resolve(doorLogOf(this.#visits, ask, offset, limit));
  history: Backend["history"] = (ask, offset, limit) => Promise.resolve(historyOf(this.#visits, ask, offset, limit));
  exportHistory: Backend["exportHistory"] = (ask, form) =>
    Promise.resolve({ visits: historyOf(this.#visits, ask, 0, 0).total, leftOut: 0, file: form === "csv" ? "Visits.csv" : "Visits.ics" });
  visit: Backend["visit"] = (key) => {
    const visit = this.#visits.find((known) => known.key === key);
    if (!visit) return refuse("notFound");
    const booked = !key.startsWith("b");
    return Promise.resolve({
      visit,
      doorflowId: booked ? Number(key.slice(1)) : null,
      created: moment(this.#base - 86_400_000),
      read: booked ? moment(this.#now()) : null,
      arrivals: visit.attendance?.at ? [{ at: visit.attendance.at, door: visit.attendance.door, said: `${visit.name} admitted using PIN`, rejected: false }] : [],
      cancellable: booked ? visit.state !== "over" : visit.state === "pending" || visit.state === "unknown",
      series: this.#seriesOf(key),
      about: this.#noted.get(key) ?? { hostId: null, host: "", purpose: "", note: "" },
    });
  };
  plan: Backend["plan"] = (draft) => Promise.resolve(planOf(draft, this.#people, this.#visits, this.#now()));
  book: Backend["book"] = (draft) => this.#book(draft, []);
  #book(draft: Draft, before: readonly Step["what"][], series: BookedSeries | null = null): Promise<Receipt> {
    const plan = planOf(draft, this.#people, this.#visits, this.#now());
    const person = this.#people.find((someone) => someone.id === draft.personId);
    if (plan.problems.length > 0 || !person) return refuse("refused", plan.problems);
    const booking = (this.#next += 1);
    const together = series ?? (plan.items.length > 1 ? { draft, dates: plan.dates.map(({ date }) => date) } : null);
    const steps = plan.items.map((item, index): Step => {
      const key = `${item.kind === "reservation" ? "r" : "g"}${String((this.#next += 1))}`;
      if (together !== null) this.#series.set(key, together);
      if (draft.about) this.#noted.set(key, draft.about);
      const chosen = draft.place;
      this.#visits.push({
        ...this.#blank(this.#people.find((someone) => `${someone.first} ${someone.last}` === item.who) ?? person, item.start, item.end),
        host: draft.about?.host ?? "",
        key,
        kind: item.kind,
        doors: chosen.kind === "doors" ? doorsOf(chosen.channelIds, "waiting") : [],
        groups: chosen.kind === "groups" ? GROUPS.filter((group) => chosen.groupIds.includes(group.id)).map(({ id, name }) => ({ id, name })) : [],
        state: "pending",
        readiness: "waiting",
        attendance: null,
      });
      return { what: "book", item, state: index === 0 ? "inFlight" : "queued", visitKey: key, problems: [], detail: "" };
    });
    const [item] = plan.items;
    const first = item === undefined ? [] : before.map((what): Step => ({ what, item, state: "queued", visitKey: null, problems: [], detail: "" }));
    const receipt = { booking, who: `${person.first} ${person.last}`, steps: [...first, ...steps] };
    void this.#changed(["visits"]);
    const done = before.map((): StepState => "accepted");
    const one = done.map((_, at): StepState[] => [...done.slice(0, at + 1), "queued"]);
    this.#moveOn(receipt, [...one, [...done, "accepted"], [...done, "syncing"], [...done, "ready"]]);
    return Promise.resolve(receipt);
  }
  lastVisit: Backend["lastVisit"] = (person) => {
    const theirs = this.#visits.filter(({ personId, key }) => personId === person && !key.startsWith("b"));
    const begun = theirs.filter(({ start }) => instantOf(start) <= this.#now());
    const sorted = [...(begun.length > 0 ? begun : theirs)].sort((a, b) => instantOf(a.start) - instantOf(b.start));
    return Promise.resolve((begun.length > 0 ? sorted.at(-1) : sorted[0])?.key ?? null);
  };
  noteVisit: Backend["noteVisit"] = (key, about) => {
    this.#noted.set(key, about);
    this.#change(key, { host: about.host });
    return this.#changed(["visits"]);
  };
  office: Backend["office"] = () => Promise.resolve(this.#office);
  limitGuests: Backend["limitGuests"] = (guestsAtOnce) => {
    this.#office = { ...this.#office, guestsAtOnce };
    return Promise.resolve(this.#office);
  };
  chooseVisitorGroup: Backend["chooseVisitorGroup"] = (group) => {
    const listed = GROUPS.some(({ id }) => id === group);
    this.#office = { ...this.#office, visitorGroup: listed ? group : null, missingGroup: listed || group === null ? null : `#${String(group)}` };
    return Promise.resolve(this.#office);
  };
  #templates(templates: Office["templates"]): Promise<Office> {
    this.#office = { ...this.#office, templates };
    return Promise.resolve(this.#office);
  }
  saveTemplate: Backend["saveTemplate"] = (template) => this.#templates([...this.#office.templates.filter(({ name }) => name !== template.name), template]);
  renameTemplate: Backend["renameTemplate"] = (old, to) => this.#templates(this.#office.templates.map((each) => (each.name === old ? { ...each, name: to } : each)));
  removeTemplate: Backend["removeTemplate"] = (old) => this.#templates(this.#office.templates.filter(({ name }) => name !== old));
  planNewcomer: Backend["planNewcomer"] = (draft, who) => {
    const someone = someoneNew(this.#people, who);
    const plan = planOf({ ...draft, personId: someone.id }, [...this.#people, someone], this.#visits, this.#now());
    if (who.firstName.trim() === "" || who.lastName.trim() === "") plan.problems.unshift({ field: "who", code: "noName", subject: "" });
    return Promise.resolve(plan);
  };
  bookNewcomer: Backend["bookNewcomer"] = async (draft, who, { pin }) => {
    const plan = await this.planNewcomer(draft, who);
    if (plan.problems.length > 0) return refuse("refused", plan.problems);
    const someone = someoneNew(this.#people, who);
    this.#people.push(someone);
    return this.#book({ ...draft, personId: someone.id }, pin ? ["person", "pin"] : ["person"]);
  };
  givePin: Backend["givePin"] = async (id) => {
    const receipt = await this.#errand(id, "pin");
    const held = this.#credentials.of(id);
    if (!held.some(({ isPin }) => isPin)) this.#credentials.set(id, [...held, pinOf(id, receipt.booking)]);
    return receipt;
  };
  revokeCredential: Backend["revokeCredential"] = async (id, credential) => {
    const receipt = await this.#errand(id, "revoke");
    this.#credentials.revoking(id, credential, { state: "inFlight", reason: "none", problems: [] });
    this.#after(() => {
      this.#credentials.set(id, this.#credentials.of(id).filter((each) => each.id !== credential));
      void this.#changed(["visits", "outbox"]);
    });
    await this.#changed(["visits", "outbox"]);
    return receipt;
  };
  readonly #credentials = new Credentials();
  /** A write about a person that is no visit. */
  #errand(id: number, what: "pin" | "revoke"): Promise<Receipt> {
    const person = this.#people.find((someone) => someone.id === id);
    if (!person) return refuse("notFound");
    const now = moment(this.#now());
    const item: Step["item"] = { kind: "reservation", start: now, end: now, places: [] };
    const step: Step = { what, item, state: "inFlight", visitKey: null, problems: [], detail: "" };
    const receipt = { booking: (this.#next += 1), who: `${person.first} ${person.last}`, steps: [step] };
    this.#moveOn(receipt, [["accepted"]]);
    return Promise.resolve(receipt);
  }
  showPin: Backend["showPin"] = (id) => Promise.resolve({ digits: String(100000 + id) });
  planMove: Backend["planMove"] = (key, times) => {
    const visit = this.#visits.find((known) => known.key === key);
    if (!visit) return refuse("notFound");
    const others = this.#visits.filter((known) => known.key !== key);
    const plan = planOf({ ...times, personId: visit.personId, place: placeOf(visit) }, this.#people, others, this.#now());
    const [item] = plan.items;
    if (item && instantOf(item.start) === instantOf(visit.start) && instantOf(item.end) === instantOf(visit.end)) {
      plan.problems.push({ field: "to", code: "unchanged", subject: "" });
    }
    return Promise.resolve(plan);
  };
  moveVisit: Backend["moveVisit"] = async (key, times) => {
    const plan = await this.planMove(key, times);
    const visit = this.#visits.find((known) => known.key === key);
    const [item] = plan.items;
    if (plan.problems.length > 0 || !visit || !item) return refuse("refused", plan.problems);
    const made = `${key.slice(0, 1)}${String((this.#next += 1))}`;
    this.#visits.push({ ...visit, key: made, start: item.start, end: item.end, state: "pending", readiness: "waiting", attendance: null });
    const series = this.#series.get(key);
    if (series) this.#series.set(made, series);
    const noted = this.#noted.get(key);
    if (noted) this.#noted.set(made, noted);
    this.#change(key, { state: "moving" });
    const step = (what: Step["what"], visitKey: string, of: Step["item"]): Step => ({ what, item: of, state: "queued", visitKey, problems: [], detail: "" });
    const old = { ...item, start: visit.start, end: visit.end };
    const receipt = { booking: (this.#next += 1), who: visit.name, steps: [step("book", made, item), step("replace", key, old)] };
    void this.#changed(["visits"]);
    this.#moveOn(receipt, MOVE);
    return receipt;
  };
  cancelVisit: Backend["cancelVisit"] = (key) => {
    const visit = this.#visits.find((known) => known.key === key);
    if (!visit) return refuse("notFound");
    this.#cancelled.set(key, visit);
    this.#change(key, { state: "cancelling" });
    this.#after(() => {
      this.#visits = this.#visits.filter((known) => known.key !== key);
      void this.#changed(["visits"]);
    });
    return this.#changed(["visits"]).then(() => ({ kind: "kept", reason: "none" }));
  };
  undoCancel: Backend["undoCancel"] = (key) => {
    const visit = this.#cancelled.get(key);
    if (!visit) return refuse("notFound");
    this.#cancelled.delete(key);
    this.#visits.push({ ...visit, key: `r${String((this.#next += 1))}` });
    return this.#changed(["visits"]).then(() => ({ stand: 0, again: 1, booking: null, refused: 0, withoutPin: false }));
  };
  cancelSeries: Backend["cancelSeries"] = async (key, reach) => {
    const keys = this.#reached(key, reach);
    for (const each of keys) await this.cancelVisit(each);
    return { cancelled: keys.length, left: 0 };
  };
  planSeriesMove: Backend["planSeriesMove"] = async (key, to) => {
    const plans = await Promise.all(this.#reached(key, to.reach).map((each) => this.planMove(each, this.#shifted(key, each, to))));
    const whole = { items: plans.flatMap(({ items }) => items), problems: plans.flatMap(({ problems }) => problems).slice(0, 1), notes: [] };
    const visitors: Plan["visitors"] = [];
    const dates = whole.items.map(({ start, end }) => ({ date: start.date, start, end, leftOut: to.leftOut.includes(start.date), problems: [], notes: [] }));
    return { ...whole, dates, visitors };
  };
  moveSeries: Backend["moveSeries"] = async (key, to) => {
    let first: Receipt | null = null;
    for (const each of this.#reached(key, to.reach)) {
      const times = this.#shifted(key, each, to);
      if (to.leftOut.includes(times.date)) continue;
      const receipt = await this.moveVisit(each, times);
      first ??= receipt;
    }
    return first ?? refuse("refused");
  };
  addToSeries: Backend["addToSeries"] = (key, dates) => {
    const series = this.#series.get(key);
    const [date] = dates;
    if (!series || date === undefined) return refuse("notFound");
    const one = { ...series.draft, date };
    delete one.repeat;
    delete one.others;
    return this.#book(one, [], series);
  };
  addVisitor: Backend["addVisitor"] = (key, person) => {
    const series = this.#series.get(key);
    if (!series) return refuse("notFound");
    const one = { ...series.draft, personId: person };
    delete one.others;
    return this.#book(one, [], series);
  };
  mark: Backend["mark"] = async (keys, here) => {
    const visits = this.#visits.filter((visit) => keys.includes(visit.key));
    if (visits.length < keys.length) return refuse("notFound");
    const at = moment(this.#now());
    const before = visits.map(({ key }) => ({ key, came: null, left: null }));
    for (const visit of visits) {
      this.#unmarked.set(visit.key, visit.attendance);
      this.#change(visit.key, { attendance: { presence: here ? "here" : "left", at, byHand: true, late: null, door: "", said: "" } });
    }
    await this.#changed(["visits"]);
    return before;
  };
  unmark: Backend["unmark"] = (before) => {
    for (const { key } of before) this.#change(key, { attendance: this.#unmarked.get(key) ?? null });
    return this.#changed(["visits"]);
  };
  letIn: Backend["letIn"] = (key, door) => {
    const visit = this.#visits.find((known) => known.key === key);
    if (!visit) return refuse("notFound");
    const outcome = DOORS.find(({ id }) => id === door)?.online === false ? "offline" : "admitted";
    return new Promise((resolve) => {
      this.#after(() => {
        const at = moment(this.#now());
        const attendance: Attendance = { presence: "here", at, byHand: false, late: null, door: DOORS.find(({ id }) => id === door)?.name ?? "", said: "" };
        if (outcome === "admitted" && !visit.attendance) {
          this.#change(key, { attendance });
          this.#tell({ kind: "arrivals", visits: [{ ...visit, attendance }] });
        }
        void this.#changed(["visits"]);
        resolve({ outcome, at });
      });
    });
  };
  dismissBooking: Backend["dismissBooking"] = (key) => this.giveUp(key);
  outbox: Backend["outbox"] = () => Promise.resolve(this.#entries);
  sendAgain: Backend["sendAgain"] = (key) => {
    const again: Partial<OutboxEntry> = { state: "inFlight", reason: "none", canSendAgain: false, canGiveUp: false };
    this.#entries = this.#entries.map((entry) => (entry.key === key ? { ...entry, ...again } : entry));
    this.#change(key, { state: "pending" });
    this.#after(() => {
      this.#entries = this.#entries.filter((entry) => entry.key !== key);
      this.#visits = this.#visits.map((visit) => (visit.key === key ? { ...visit, key: `r${String((this.#next += 1))}`, state: this.#stateAt(visit) } : visit));
      void this.#changed(["visits", "outbox"]);
    });
    return this.#changed(["visits", "outbox"]);
  };
  giveUp: Backend["giveUp"] = (key) => {
    this.#entries = this.#entries.filter((entry) => entry.key !== key);
    this.#visits = this.#visits.filter((known) => known.key !== key);
    return this.#changed(["visits", "outbox"]);
  };
  deleteSurplus: Backend["deleteSurplus"] = (key) => {
    this.#entries = this.#entries.filter((entry) => entry.key !== key);
    return this.#changed(["visits", "outbox"]);
  };
  readImport: Backend["readImport"] = async (bytes) => {
    const text = new TextDecoder().decode(bytes);
    if (text.trim() === "") return { kind: "not", why: "empty" };
    this.#table.read(text);
    return { kind: "read", import: await this.importNow() };
  };
  importNow: Backend["importNow"] = () => Promise.resolve(this.#table.now(this.#people, this.#visits, this.#now()));
  changeImport: Backend["changeImport"] = (change) => {
    this.#table.change(change);
    return this.importNow();
  };
  bookImport: Backend["bookImport"] = async () => {
    const waiting = this.#table.book(this.#people, this.#visits, this.#now());
    this.#table.running = waiting.length > 0;
    this.#bookRows(waiting);
    const now = await this.importNow();
    return { ...now, rows: now.rows.map((row) => (row.state === "ready" ? { ...row, state: "waiting" } : row)) };
  };
  #bookRows([at, ...rest]: number[]): void {
    this.#after(() => {
      if (at !== undefined && this.#table.running) this.#table.done(at);
      this.#table.running &&= rest.length > 0;
      void this.importNow().then(({ rows, running }) => {
        this.#tell({ kind: "import", rows: rows.filter((row) => row.at === at || (!running && row.state === "ready")), running });
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
  onNews: Backend["onNews"] = (handler) => {
    this.#listeners.add(handler);
    return Promise.resolve(() => this.#listeners.delete(handler));
  };

  /** Says a piece of news, as the desk would. */
  say(news: News): void {
    this.#tell(news);
  }

  /** What a visit was booked together with. */
  #together(key: string): Visit[] {
    const series = this.#series.get(key);
    return this.#visits.filter((visit) => series !== undefined && this.#series.get(visit.key) === series).sort((a, b) => instantOf(a.start) - instantOf(b.start));
  }

  #seriesOf(key: string): Series | null {
    const visits = this.#together(key);
    if (visits.length === 0) return null;
    const { from = "", to = "" } = this.#series.get(key)?.draft ?? {};
    const missing = (this.#series.get(key)?.dates ?? []).filter((date) => !visits.some(({ start }) => start.date === date));
    return { visits: visits.map(({ key: own, personId, name, start, end, state }) => ({ key: own, personId, who: name, start, end, state })), missing, from, to };
  }

  #reached(key: string, reach: Reach): string[] {
    const visits = this.#together(key);
    const from = visits.findIndex((visit) => visit.key === key);
    return visits.slice(reach === "all" ? 0 : Math.max(0, from)).map((visit) => visit.key);
  }

  #shifted(key: string, other: string, { times }: SeriesMove): NewTimes {
    const day = (of: string): string => this.#visits.find((visit) => visit.key === of)?.start.date ?? times.date;
    const days = Math.round((instant(times.date, "12:00") - instant(day(key), "12:00")) / 86_400_000);
    return { ...times, date: later(day(other), days) };
  }

  #now(): number {
    return this.#base + this.#elapsed();
  }

  #tell(news: News): void {
    for (const listener of this.#listeners) listener(news);
  }

  async #changed(topics: Topic[]): Promise<void> {
    this.#tell({ kind: "changed", topics });
    this.#tell({ kind: "status", status: await this.status() });
  }

  #after(act: () => void): void {
    setTimeout(act, this.#options.pace ?? 900);
  }

  #become(session: SessionState): void {
    this.#session = session;
    this.#tell({ kind: "session", session });
  }

  #finish(demo: boolean): void {
    this.#become({ phase: "finishing", trouble: null });
    this.#after(() => {
      this.#become(this.#signedIn(demo));
      this.#pull();
    });
  }

  #signedIn(demo: boolean): Extract<SessionState, { phase: "signedIn" }> {
    const account = { name: "Northgate House", user: "Robin Vale", zone: ZONE };
    return { phase: "signedIn", account, missing: [], keeping: "keychain", demo, ...this.#options.session };
  }

  #pull(done = 0): void {
    const total = this.#people.length;
    this.#after(() => {
      void this.status().then((status) => {
        const now = Math.min(total, done + Math.ceil(total / 20));
        if (done < total) this.#tell({ kind: "status", status: { ...status, freshness: { kind: "pulling", what: "people", done: now, total } } });
        else this.#tell({ kind: "status", status: { ...status, freshness: { kind: "fresh", seconds: 0 } } });
        if (done < total) this.#pull(now);
      });
    });
  }

  #change(key: string, change: Partial<Visit>): void {
    this.#visits = this.#visits.map((visit) => (visit.key === key ? { ...visit, ...change } : visit));
  }

  /** Goes through the stages one after another: the state of each step, or of all of them. */
  #moveOn(receipt: { booking: number; who: string; steps: Step[] }, [stage, ...rest]: readonly (readonly StepState[])[]): void {
    if (stage === undefined) return;
    this.#after(() => {
      const next = { ...receipt, steps: receipt.steps.map((step, at) => ({ ...step, state: stage[at] ?? stage.at(-1) ?? step.state })) };
      for (const { what, visitKey, state } of next.steps) {
        const visit = this.#visits.find((known) => known.key === visitKey);
        if (what === "replace" && state === "accepted") this.#visits = this.#visits.filter((known) => known !== visit);
        if (!visit || what === "replace" || state === "inFlight" || state === "queued") continue;
        const ready = state === "ready";
        const doors = ready ? doorsOf(visit.doors.map((door) => door.id), "ready") : visit.doors;
        this.#change(visit.key, { state: this.#stateAt(visit), doors, readiness: ready ? worst(doors) : "waiting" });
      }
      this.#tell({ kind: "booking", receipt: next });
      void this.#changed(["visits"]);
      this.#moveOn(next, rest);
    });
  }

  #stateAt({ start, end }: Pick<Visit, "start" | "end">): Visit["state"] {
    if (instantOf(end) <= this.#now()) return "over";
    return instantOf(start) <= this.#now() ? "underWay" : "expected";
  }

  #blank(person: Someone, start: Visit["start"], end: Visit["end"]) {
    return { personId: person.id, name: `${person.first} ${person.last}`, initials: initials(person), line: person.department, host: "", start, end };
  }

  #visitOf(day: string, [days, who, from, to, where]: Entry, index: number): Visit {
    const person = this.#people[who % this.#people.length];
    if (!person) throw new Error("a stand-in building needs people");
    const date = later(day, days);
    const ofGroup = "group" in where;
    const start = moment(instant(date, from));
    const end = moment(instant(ofGroup ? later(date, where.days) : date, to));
    const doors = ofGroup ? [] : doorsOf(where, "ready");
    const visit: Omit<Visit, "attendance"> = {
      ...this.#blank(person, start, end),
      key: `${ofGroup ? "g" : "r"}${String(101 + index)}`,
      kind: ofGroup ? "groupReservation" : "reservation",
      doors,
      groups: ofGroup ? GROUPS.filter((group) => group.id === where.group).map(({ id, name }) => ({ id, name })) : [],
      state: this.#stateAt({ start, end }),
      readiness: ofGroup ? "notKnown" : worst(doors),
    };
    return { ...visit, attendance: attendanceOf(visit, this.#base + this.#elapsed()) };
  }
}

function refuse(code: Code, problems: DeskError["problems"] = []): Promise<never> {
  const error: DeskError = { code, detail: "", problems };
  return Promise.reject(error);
}
