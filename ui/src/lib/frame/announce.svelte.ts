/** What the one live region of the page says. */
class Announcer {
  text = $state("");
  #odd = false;

  say(text: string): void {
    // The same sentence twice would not be spoken again: a trailing no-break space makes it new without being heard.
    this.#odd = !this.#odd;
    this.text = this.#odd ? text : `${text}\u00a0`;
  }
}

export const announcer = new Announcer();

/** Says `text` politely to a screen reader. */
export function announce(text: string): void {
  announcer.say(text);
}
