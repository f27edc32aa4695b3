export type Appearance = "system" | "light" | "dark";

/** The page that a desk opens with. */
export type FirstPage = "today" | "calendar";

const KEY = "lobby.preferences";
const APPEARANCES: readonly Appearance[] = ["system", "light", "dark"];
const FIRST_PAGES: readonly FirstPage[] = ["today", "calendar"];

/** How this desk likes its page. Kept in the webview's own storage: it holds nothing about people. */
class Preferences {
  appearance = $state<Appearance>("system");
  /** Whether a bare letter, digit or sign does something. */
  singleKeys = $state(true);
  firstPage = $state<FirstPage>("today");

  constructor() {
    const kept = readKept();
    if (kept === null) return;
    const { appearance, singleKeys, firstPage } = kept;
    this.appearance = APPEARANCES.find((known) => known === appearance) ?? "system";
    if (typeof singleKeys === "boolean") this.singleKeys = singleKeys;
    this.firstPage = FIRST_PAGES.find((known) => known === firstPage) ?? "today";
  }

  set(change: { appearance?: Appearance; singleKeys?: boolean; firstPage?: FirstPage }): void {
    this.appearance = change.appearance ?? this.appearance;
    this.singleKeys = change.singleKeys ?? this.singleKeys;
    this.firstPage = change.firstPage ?? this.firstPage;
    this.apply();
    try {
      const { appearance, singleKeys, firstPage } = this;
      localStorage.setItem(KEY, JSON.stringify({ appearance, singleKeys, firstPage }));
    } catch {
      // A full or forbidden storage costs only that the choice is asked for again next time.
    }
  }

  /** Puts the appearance on the document. */
  apply(): void {
    const root = document.documentElement;
    if (this.appearance === "system") delete root.dataset["theme"];
    else root.dataset["theme"] = this.appearance;
  }
}

function readKept(): Record<string, unknown> | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "null");
    return typeof kept === "object" ? (kept as Record<string, unknown> | null) : null;
  } catch {
    return null;
  }
}

export const preferences = new Preferences();
