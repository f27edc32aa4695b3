import type { Lock, PinAnswer } from "../bindings";

/** How the lock of a stand-in begins. */
export interface FakeLockOptions {
  pin?: string;
  minutes?: number;
  locked?: boolean;
  office?: number;
}

/** The lock of a stand-in building: a PIN in memory, and no timer of its own. */
export class FakeLock {
  #pin: string | null;
  #own: number | null;
  #office: number | null;
  #locked: boolean;
  #wrong = 0;
  /** For so many seconds no PIN is taken; no time passes here. */
  wait = 0;
  readonly #changed: (lock: Lock) => void;

  constructor(options: FakeLockOptions, changed: (lock: Lock) => void) {
    this.#pin = options.pin ?? null;
    this.#own = options.pin === undefined ? null : (options.minutes ?? 5);
    this.#office = options.office ?? null;
    this.#locked = options.locked ?? false;
    this.#changed = changed;
  }

  now(): Lock {
    const afterMinutes = this.#own === null ? null : Math.min(this.#own, this.#office ?? Infinity);
    return { locked: this.#locked, hasPin: this.#pin !== null, afterMinutes, officeMinutes: this.#office };
  }

  lock(): void {
    this.#locked = this.#pin !== null;
    this.#changed(this.now());
  }

  #look(pin: string): PinAnswer {
    if (this.wait > 0) return { kind: "wait", wait: this.wait };
    if (pin === this.#pin) {
      this.#wrong = 0;
      return { kind: "right" };
    }
    this.#wrong += 1;
    this.wait = this.#wrong < 5 ? 0 : 30;
    return { kind: "wrong", wait: this.wait };
  }

  unlock(pin: string): PinAnswer {
    const answer = this.#look(pin);
    if (answer.kind === "right") this.open();
    return answer;
  }

  open(): void {
    this.#locked = false;
    this.#changed(this.now());
  }

  set(minutes: number | null, old: string | null, pin: string | null): PinAnswer {
    if (this.#pin !== null && (pin !== null || minutes === null)) {
      const answer = this.#look(old ?? "");
      if (answer.kind !== "right") return answer;
    }
    this.#pin = minutes === null ? null : (pin ?? this.#pin);
    this.#own = minutes;
    this.#changed(this.now());
    return { kind: "right" };
  }

  forget(): void {
    this.#pin = this.#own = null;
    this.open();
  }
}
