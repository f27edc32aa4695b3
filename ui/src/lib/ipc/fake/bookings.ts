import type { Backend } from "../backend";
import type { About, Draft, NewTimes, Plan, Reach, Receipt, Series, SeriesMove, Step, StepState, Visit } from "../bindings";
import { GROUPS, someoneNew } from "./building";
import { Credentials, pinOf } from "./credentials";
import { doorsOf, placeOf } from "./doors";
import { planOf } from "./plan";
import { instant, instantOf, later, moment } from "./wall";
import { Ground, refuse } from "./ground";

/** What was asked for, and its dates. */
interface BookedSeries {
  draft: Draft;
  dates: string[];
}

/** How a move goes on: the new visit, and the old one. */
const MOVE: readonly (readonly StepState[])[] = [["inFlight", "queued"], ["accepted", "inFlight"], ["accepted", "accepted"], ["syncing", "accepted"], ["ready", "accepted"]];

/** Visits of the stand-in: booked, noted, moved, cancelled, alone or as a series, and the writes about people that go the same way. */
export class Bookings extends Ground {
  /** What was cancelled, by its key. */
  readonly #cancelled = new Map<string, Visit>();
  /** What was booked together, by the key of each visit. */
  readonly #series = new Map<string, BookedSeries>();
  /** What was noted, by the key of its visit. */
  readonly #noted = new Map<string, About>();

  visit: Backend["visit"] = (key) => {
    const visit = this.visits.find((known) => known.key === key);
    if (!visit) return refuse("notFound");
    const booked = !key.startsWith("b");
    return Promise.resolve({
      visit,
      doorflowId: booked ? Number(key.slice(1)) : null,
      created: moment(this.base - 86_400_000),
      read: booked ? moment(this.now()) : null,
      arrivals: visit.attendance?.at ? [{ at: visit.attendance.at, door: visit.attendance.door, said: `${visit.name} admitted using PIN`, rejected: false }] : [],
      cancellable: booked ? visit.state !== "over" : visit.state === "pending" || visit.state === "unknown",
      series: this.#seriesOf(key),
      about: this.#noted.get(key) ?? { hostId: null, host: "", purpose: "", note: "" },
    });
  };
  plan: Backend["plan"] = (draft) => Promise.resolve(planOf(draft, this.people, this.visits, this.now()));
  book: Backend["book"] = (draft) => this.#book(draft, []);
  #book(draft: Draft, before: readonly Step["what"][], series: BookedSeries | null = null): Promise<Receipt> {
    const plan = planOf(draft, this.people, this.visits, this.now());
    const person = this.people.find((someone) => someone.id === draft.personId);
    if (plan.problems.length > 0 || !person) return refuse("refused", plan.problems);
    const booking = (this.next += 1);
    const together = series ?? (plan.items.length > 1 ? { draft, dates: plan.dates.map(({ date }) => date) } : null);
    const steps = plan.items.map((item, index): Step => {
      const key = `${item.kind === "reservation" ? "r" : "g"}${String((this.next += 1))}`;
      if (together !== null) this.#series.set(key, together);
      if (draft.about) this.#noted.set(key, draft.about);
      const chosen = draft.place;
      this.visits.push({
        ...this.blank(this.people.find((someone) => `${someone.first} ${someone.last}` === item.who) ?? person, item.start, item.end),
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
    void this.changed(["visits"]);
    const done = before.map((): StepState => "accepted");
    const one = done.map((_, at): StepState[] => [...done.slice(0, at + 1), "queued"]);
    this.moveOn(receipt, [...one, [...done, "accepted"], [...done, "syncing"], [...done, "ready"]]);
    return Promise.resolve(receipt);
  }
  lastVisit: Backend["lastVisit"] = (person) => {
    const theirs = this.visits.filter(({ personId, key }) => personId === person && !key.startsWith("b"));
    const begun = theirs.filter(({ start }) => instantOf(start) <= this.now());
    const sorted = [...(begun.length > 0 ? begun : theirs)].sort((a, b) => instantOf(a.start) - instantOf(b.start));
    return Promise.resolve((begun.length > 0 ? sorted.at(-1) : sorted[0])?.key ?? null);
  };
  noteVisit: Backend["noteVisit"] = (key, about) => {
    this.#noted.set(key, about);
    this.change(key, { host: about.host });
    return this.changed(["visits"]);
  };
  planNewcomer: Backend["planNewcomer"] = (draft, who) => {
    const someone = someoneNew(this.people, who);
    const plan = planOf({ ...draft, personId: someone.id }, [...this.people, someone], this.visits, this.now());
    if (who.firstName.trim() === "" || who.lastName.trim() === "") plan.problems.unshift({ field: "who", code: "noName", subject: "" });
    return Promise.resolve(plan);
  };
  bookNewcomer: Backend["bookNewcomer"] = async (draft, who, { pin }) => {
    const plan = await this.planNewcomer(draft, who);
    if (plan.problems.length > 0) return refuse("refused", plan.problems);
    const someone = someoneNew(this.people, who);
    this.people.push(someone);
    return this.#book({ ...draft, personId: someone.id }, pin ? ["person", "pin"] : ["person"]);
  };
  givePin: Backend["givePin"] = async (id) => {
    const receipt = await this.#errand(id, "pin");
    const held = this.credentials.of(id);
    if (!held.some(({ isPin }) => isPin)) this.credentials.set(id, [...held, pinOf(id, receipt.booking)]);
    return receipt;
  };
  revokeCredential: Backend["revokeCredential"] = async (id, credential) => {
    const receipt = await this.#errand(id, "revoke");
    this.credentials.revoking(id, credential, { state: "inFlight", reason: "none", problems: [] });
    this.after(() => {
      this.credentials.set(id, this.credentials.of(id).filter((each) => each.id !== credential));
      void this.changed(["visits", "outbox"]);
    });
    await this.changed(["visits", "outbox"]);
    return receipt;
  };
  protected readonly credentials = new Credentials();
  /** A write about a person that is no visit. */
  #errand(id: number, what: "pin" | "revoke"): Promise<Receipt> {
    const person = this.people.find((someone) => someone.id === id);
    if (!person) return refuse("notFound");
    const now = moment(this.now());
    const item: Step["item"] = { kind: "reservation", start: now, end: now, places: [] };
    const step: Step = { what, item, state: "inFlight", visitKey: null, problems: [], detail: "" };
    const receipt = { booking: (this.next += 1), who: `${person.first} ${person.last}`, steps: [step] };
    this.moveOn(receipt, [["accepted"]]);
    return Promise.resolve(receipt);
  }
  showPin: Backend["showPin"] = (id) => Promise.resolve({ digits: String(100000 + id) });
  planMove: Backend["planMove"] = (key, times) => {
    const visit = this.visits.find((known) => known.key === key);
    if (!visit) return refuse("notFound");
    const others = this.visits.filter((known) => known.key !== key);
    const plan = planOf({ ...times, personId: visit.personId, place: placeOf(visit) }, this.people, others, this.now());
    const [item] = plan.items;
    if (item && instantOf(item.start) === instantOf(visit.start) && instantOf(item.end) === instantOf(visit.end)) {
      plan.problems.push({ field: "to", code: "unchanged", subject: "" });
    }
    return Promise.resolve(plan);
  };
  moveVisit: Backend["moveVisit"] = async (key, times) => {
    const plan = await this.planMove(key, times);
    const visit = this.visits.find((known) => known.key === key);
    const [item] = plan.items;
    if (plan.problems.length > 0 || !visit || !item) return refuse("refused", plan.problems);
    const made = `${key.slice(0, 1)}${String((this.next += 1))}`;
    this.visits.push({ ...visit, key: made, start: item.start, end: item.end, state: "pending", readiness: "waiting", attendance: null });
    const series = this.#series.get(key);
    if (series) this.#series.set(made, series);
    const noted = this.#noted.get(key);
    if (noted) this.#noted.set(made, noted);
    this.change(key, { state: "moving" });
    const step = (what: Step["what"], visitKey: string, of: Step["item"]): Step => ({ what, item: of, state: "queued", visitKey, problems: [], detail: "" });
    const old = { ...item, start: visit.start, end: visit.end };
    const receipt = { booking: (this.next += 1), who: visit.name, steps: [step("book", made, item), step("replace", key, old)] };
    void this.changed(["visits"]);
    this.moveOn(receipt, MOVE);
    return receipt;
  };
  cancelVisit: Backend["cancelVisit"] = (key) => {
    const visit = this.visits.find((known) => known.key === key);
    if (!visit) return refuse("notFound");
    this.#cancelled.set(key, visit);
    this.change(key, { state: "cancelling" });
    this.after(() => {
      this.visits = this.visits.filter((known) => known.key !== key);
      void this.changed(["visits"]);
    });
    return this.changed(["visits"]).then(() => ({ kind: "kept", reason: "none" }));
  };
  undoCancel: Backend["undoCancel"] = (key) => {
    const visit = this.#cancelled.get(key);
    if (!visit) return refuse("notFound");
    this.#cancelled.delete(key);
    this.visits.push({ ...visit, key: `r${String((this.next += 1))}` });
    return this.changed(["visits"]).then(() => ({ stand: 0, again: 1, booking: null, refused: 0, withoutPin: false }));
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
  /** What a visit was booked together with. */
  #together(key: string): Visit[] {
    const series = this.#series.get(key);
    return this.visits.filter((visit) => series !== undefined && this.#series.get(visit.key) === series).sort((a, b) => instantOf(a.start) - instantOf(b.start));
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
    const day = (of: string): string => this.visits.find((visit) => visit.key === of)?.start.date ?? times.date;
    const days = Math.round((instant(times.date, "12:00") - instant(day(key), "12:00")) / 86_400_000);
    return { ...times, date: later(day(other), days) };
  }
}
