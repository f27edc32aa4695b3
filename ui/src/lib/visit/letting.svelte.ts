import { desk } from "../desk.svelte";
import { announce } from "../frame/announce.svelte";
import type { Visit } from "../ipc/bindings";
import { explain } from "../words/errors";
import { letInText, letInWords as words } from "../words/visit";

/** A door that was asked to let a visit's visitor in. */
interface Asked {
  /** The sign-in in which it was asked. */
  account: string;
  visit: string;
  person: number;
  door: number;
  asking: boolean;
  /** What is said of it. */
  said: string;
}

/** Who is signed in, and to what. */
function signedInTo(): string {
  const { session } = desk;
  return session.phase === "signedIn" ? JSON.stringify([session.account.name, session.account.user]) : "";
}

/** What doors are being asked, and what became of it: a box that was closed meanwhile shows it when it is opened again. */
class Letting {
  #asked = $state.raw<readonly Asked[]>([]);

  /** What is said of a visit's doors, the one that was asked last at the end. */
  of({ key }: Visit): readonly Asked[] {
    return this.#asked.filter(({ account, visit }) => account === signedInTo() && visit === key);
  }

  /** Whether a door is being asked for this visit's visitor, be it for another visit of theirs. */
  busy({ personId }: Visit, door: number): boolean {
    return this.#asked.some((asked) => asked.asking && asked.account === signedInTo() && asked.person === personId && asked.door === door);
  }

  /** Asks a door, unless it is being asked. */
  async ask(visit: Visit, door: number, name: string): Promise<void> {
    if (this.busy(visit, door)) {
      announce(letInText("alreadyAsked", visit.name, name, ""));
      return;
    }
    const account = signedInTo();
    const one = { account, visit: visit.key, person: visit.personId, door };
    this.#say({ ...one, asking: true, said: words.asking(name) });
    let said: string;
    try {
      const { outcome, at } = await desk.backend.letIn(visit.key, door);
      said = letInText(outcome, visit.name, name, at.time);
    } catch (error) {
      said = `${words.notAsked(name)} ${explain(error)}`;
    }
    // Whoever asked may have signed out: then nobody waits for it, and the door can be asked again.
    if (signedInTo() === account) this.#say({ ...one, asking: false, said });
    else this.#forget(one);
  }

  /** A visit's box is closed: what it has shown is over. */
  seen(key: string): void {
    this.#asked = this.#asked.filter(({ asking, visit }) => asking || visit !== key);
  }

  #say(asked: Asked): void {
    this.#forget(asked);
    // What another sign-in has asked is nobody's here.
    this.#asked = [...this.#asked.filter(({ account }) => account === asked.account), asked];
    announce(asked.said);
  }

  #forget(one: Pick<Asked, "account" | "visit" | "door">): void {
    this.#asked = this.#asked.filter(({ account, visit, door }) => !(account === one.account && visit === one.visit && door === one.door));
  }
}

export const letting = new Letting();
