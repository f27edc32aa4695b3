import type { Chosen } from "../booking/form.svelte";
import { parseDay } from "../calendar/goto";
import { land } from "../frame/land";
import { whenLeft } from "../frame/leaving";
import type { DoorLogAsk, DoorOutcome, HistoryAsk, HistoryState } from "../ipc/bindings";
import { historyWords as words } from "../words/history";
import { daysOf, type Period } from "./period";

/** What History is asked for: kept while the app runs, so that it stands as it was left. */
class Asked {
  /** The visits, or what the doors reported. */
  list = $state<"visits" | "doors">("visits");
  period = $state<Period>("days7");
  /** As they were typed. */
  first = $state("");
  last = $state("");
  /** DoorFlow's number of the door; 0 for all. */
  door = $state(0);
  person = $state.raw<Chosen | null>(null);
  states = $state.raw<readonly HistoryState[]>([]);
  outcomes = $state.raw<readonly DoorOutcome[]>([]);

  /** Takes a period; days that are typed begin with those that were shown. */
  show(period: Period, today: string): void {
    if (period === "days" && this.period !== "days") {
      const { first, last } = daysOf(this.period, today);
      this.first = first ?? "";
      this.last = last ?? "";
    }
    this.period = period;
  }

  /** Shows a state, or shows it no more. */
  toggle(state: HistoryState): void {
    this.states = this.states.includes(state) ? this.states.filter((other) => other !== state) : [...this.states, state];
  }

  /** Shows an outcome, or shows it no more. */
  toggleOutcome(outcome: DoorOutcome): void {
    this.outcomes = this.outcomes.includes(outcome) ? this.outcomes.filter((other) => other !== outcome) : [...this.outcomes, outcome];
  }

  /** All that is known of one person. */
  async only(person: Chosen, list: "visits" | "doors"): Promise<void> {
    await land("history", () => {
      this.clear();
      this.list = list;
      this.period = "all";
      this.person = person;
    });
  }

  /** Takes every filter but the days away. */
  clear(): void {
    this.door = 0;
    this.states = [];
    this.outcomes = [];
    this.person = null;
  }

  /** As at first: who was asked for is nobody of the next sign-in's. */
  forget(): void {
    this.clear();
    this.list = "visits";
    this.period = "days7";
    this.first = "";
    this.last = "";
  }

  /** What is wrong with the days as they are typed; empty where nothing is. */
  problem(today: string): string {
    if (this.period !== "days") return "";
    const [first, last] = [this.#typed(this.first, today), this.#typed(this.last, today)];
    if (first === undefined || last === undefined) return words.notADay;
    return first !== null && last !== null && last < first ? words.backwards : "";
  }

  /** The question; null while its days cannot be read. */
  ask(today: string): HistoryAsk | null {
    const asked = this.#both(today);
    return asked && { ...asked, states: [...this.states] };
  }

  /** The question to the doors; null while its days cannot be read. */
  askDoors(today: string): DoorLogAsk | null {
    const asked = this.#both(today);
    return asked && { ...asked, outcomes: [...this.outcomes] };
  }

  /** What both lists are asked for. */
  #both(today: string): Omit<HistoryAsk, "states"> | null {
    if (this.problem(today) !== "") return null;
    const days = this.period === "days" ? { first: this.#typed(this.first, today) ?? null, last: this.#typed(this.last, today) ?? null } : daysOf(this.period, today);
    return { ...days, doors: this.door === 0 ? [] : [this.door], person: this.person?.id ?? null };
  }

  #typed(text: string, today: string): string | null | undefined {
    return text.trim() === "" ? null : parseDay(text, today)?.toString();
  }
}

export const asked = new Asked();
whenLeft(() => { asked.forget(); });
