/** How a field's text becomes a value and a value its text. */
export interface Grammar {
  read: (text: string) => string | null;
  write: (value: string) => string;
}

/** A text field that stands for a value: a day or a time of day. What cannot be read goes on as it was typed, for the plan to refuse. */
export class Entry {
  #grammar: Grammar;
  #value = $state<string | null>(null);
  #typed = $state("");
  /** Changed since it got the focus: its text may be half typed. */
  typing = $state(false);
  /** A person chose it, so that no default may replace it. */
  chosen = false;

  constructor(grammar: Grammar) {
    this.#grammar = grammar;
  }

  /** What the draft carries. */
  get value(): string {
    return this.#value ?? this.text.trim();
  }

  /** The value, or null while the text cannot be read. */
  get known(): string | null {
    return this.#value;
  }

  /** What the field shows: as it was typed, and once it was left what was understood. */
  get text(): string {
    return this.typing || this.#value === null ? this.#typed : this.#value === "" ? "" : this.#grammar.write(this.#value);
  }

  edit(text: string): void {
    this.#typed = text;
    this.typing = true;
    this.chosen = true;
    this.#value = this.#grammar.read(text);
  }

  set(value: string): void {
    this.#value = value;
    this.typing = false;
  }

  /** The field was left: shows what was understood. */
  settle(): void {
    this.typing = false;
  }
}
