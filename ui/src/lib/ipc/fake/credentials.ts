import type { CredentialLine, Revoking } from "../bindings";

const PLAIN = { status: "", wallet: "", revoking: null };

/** A person's PIN, of which there were so many before. */
export function pinOf(person: number, number: number): CredentialLine {
  return { ...PLAIN, id: `pin${String(person)}-${String(number)}`, label: "PIN", isPin: true };
}

/** What the stand-in's people open doors with: everybody a card and a PIN, until that is changed. */
export class Credentials {
  readonly #changed = new Map<number, CredentialLine[]>();

  of(person: number): CredentialLine[] {
    return this.#changed.get(person) ?? [{ ...PLAIN, id: `card${String(person)}`, label: "Card Number", isPin: false }, pinOf(person, 0)];
  }

  set(person: number, held: CredentialLine[]): void {
    this.#changed.set(person, held);
  }

  revoking(person: number, id: string, revoking: Revoking): void {
    this.set(person, this.of(person).map((each) => (each.id === id ? { ...each, revoking } : each)));
  }
}
