import { explain } from "../words/errors";
import { announce } from "./announce.svelte";

/** What was asked for and could not be done, where no field or drawer of its own says so: in sight until it is hidden, or something is asked for anew. */
class Trouble {
  /** In words; empty where there is none. */
  said = $state("");

  /** Shows it, and says it for the ear. */
  say(text: string): void {
    this.said = text;
    announce(text);
  }

  /** Says why a call of the desk was rejected. */
  explain(error: unknown): void {
    this.say(explain(error));
  }

  forget(): void {
    this.said = "";
  }
}

export const trouble = new Trouble();
