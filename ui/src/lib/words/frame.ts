import type { Freshness, Moment, Pulling, Source, Status } from "../ipc/bindings";
import type { Page } from "../frame/view.svelte";
import type { Standing } from "../today/standing";
import { say } from "./clock";
import { longDate } from "./dates";

/** `12,400`. */
export function figure(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ",");
}

/**
 * `under a minute ago`, `3 min ago`, `2 h ago`, `4 days ago`: long enough to be true, short enough for the status line. No seconds: a line that
 * is painted anew each second keeps a computer without a graphics card busy all day.
 */
export function ago(seconds: number): string {
  if (seconds < 60) return "under a minute ago";
  if (seconds < 3600) return `${String(Math.floor(seconds / 60))} min ago`;
  if (seconds < 48 * 3600) return `${String(Math.floor(seconds / 3600))} h ago`;
  return `${String(Math.floor(seconds / 86400))} days ago`;
}

const PULLING: Record<Pulling, string> = { people: "People", places: "Doors and groups", visits: "Visits" };

/** `People 12,400 of 100,000`. */
export function pulling(what: Pulling, done: number, total: number | null): string {
  return total === null ? `${PULLING[what]} ${figure(done)}` : `${PULLING[what]} ${figure(done)} of ${figure(total)}`;
}

const SOURCES: Record<Source, string> = {
  account: "account details",
  doors: "doors",
  groups: "groups",
  roles: "roles",
  sites: "sites",
  reservations: "visits",
  groupReservations: "visits",
  people: "people",
  doorLog: "door log",
};

/** The lists by whose age what is shown is called old. */
export const AGED: ReadonlySet<Source> = new Set<Source>(["doors", "reservations", "groupReservations"]);

/** `Not all could be read: doors, visits`. */
function notAll(lists: readonly Source[]): string {
  return `Not all could be read: ${[...new Set(lists.map((list) => SOURCES[list]))].join(", ")}`;
}

/** The same with what it means and what to do; `detail` is for support. */
export function notAllRead(lists: readonly Source[], detail: string): string {
  return `${notAll(lists)}. What is shown of that may be old or missing; the rest is up to date, and Lobby keeps trying. If it stays so, tell whoever looks after DoorFlow: ${detail}.`;
}

/** How fresh the data is, in the status line. */
export function freshness(now: Freshness): string {
  switch (now.kind) {
    case "never":
      return "Nothing read yet";
    case "pulling":
      return `Reading: ${pulling(now.what, now.done, now.total)}`;
    case "fresh":
      return now.seconds < 60 ? "Up to date" : `Up to date ${ago(now.seconds)}`;
    case "offline":
      return now.seconds === null ? "DoorFlow cannot be reached" : `Offline: as it was ${ago(now.seconds)}`;
    case "troubled": {
      const trouble = now.lists.length > 0 ? notAll(now.lists) : "DoorFlow has trouble";
      // The age is that of doors and visits: it says nothing of other lists.
      const aged = now.lists.length === 0 || now.lists.some((list) => AGED.has(list));
      return aged && now.seconds !== null ? `${trouble}: as it was ${ago(now.seconds)}` : trouble;
    }
  }
}

/** `Doors: 14 online, 1 offline, 2 waiting for changes`. */
export function doors(status: Status): string {
  const parts = [`${figure(status.doorsOnline)} online`];
  if (status.doorsOffline > 0) parts.push(`${figure(status.doorsOffline)} offline`);
  if (status.doorsWaiting > 0) parts.push(`${figure(status.doorsWaiting)} waiting for changes`);
  return `Doors: ${parts.join(", ")}`;
}

/** What waits in the outbox. */
export function outbox(status: Status): string {
  const parts: string[] = [];
  if (status.outbox > 0) parts.push(`${figure(status.outbox)} on the way`);
  if (status.checking > 0) parts.push(`checking ${figure(status.checking)}`);
  if (status.needsYou > 0) parts.push(`${figure(status.needsYou)} ${status.needsYou === 1 ? "needs" : "need"} you`);
  return `Outbox: ${parts.join(", ") || "empty"}`;
}

export const visitState: Record<Standing, string> = {
  pending: "Being booked",
  unknown: "Not known",
  notBooked: "Not booked",
  expected: "Expected",
  underWay: "Under way",
  over: "Over",
  cancelling: "Being cancelled",
  moving: "Being moved",
  here: "Here",
  left: "Left",
  noShow: "No-show",
  rejected: "Rejected",
  waiting: "Waiting for a door",
};

/** What a visit's pill says: `Here since 09:34`, `Left 10:15`, `Expected`. */
export function standingText(standing: Standing, at: Moment | null | undefined): string {
  const said = visitState[standing];
  if (!at) return said;
  return standing === "here" ? `${said} since ${say(at.time)}` : `${said} ${say(at.time)}`;
}

export const page: Record<Page, string> = { today: "Today", calendar: "Calendar", people: "People", import: "Import", history: "History", settings: "Settings" };

export const frame = {
  app: "Lobby",
  logo: "L",
  skip: "Skip to the page",
  rail: "Pages",
  statusLine: "Status",
  openOutbox: (key: string) => `Show what is not settled yet${key}`,
  find: "Find a person or do something",
  findBy: "Name, e-mail, company, date or what to do",
  book: "Book visit",
  mayNotBook: "This sign-in may not book visits. Ask whoever looks after DoorFlow to allow it, then sign in again.",
  closeDrawer: "Close",
  drawerCovers: "The page is as it was: something is typed or chosen in what covers it. Finish that or close it (Esc) first.",
  close: "Close",
  undo: "Undo",
  undoKeys: "Ctrl Z",
  dismiss: "Hide this message",
  notices: "Notices",
  starting: "Starting…",
  startFailed: "Lobby could not start. Close it and open it again; if it stays, the log in its folder says more.",
  demo: "Demo building",
  demoNote: "This is the demo building: nothing here opens a real door.",
  thisRun: "This computer has no keychain, so this sign-in lasts until Lobby is closed.",
  thisRunKeychainLocked: "The keychain is locked or did not answer, so this sign-in lasts until Lobby is closed. Unlock it, then sign in again to be remembered.",
  inMemory:
    "What is read and noted here lasts until Lobby is closed: its file on this computer, or the key to that, cannot be opened. Bookings are kept. Tell whoever looks after this computer.",
  begunAnew: ({ date, time }: Moment) =>
    `Lobby’s file on this computer could not be read, and was begun anew on ${longDate(date)} at ${say(time)}. People and visits come again from DoorFlow; who was checked in or out here, notes and past visits from before are lost.`,
  firstPull: "Reading the building from DoorFlow. You can start: what has arrived is already here.",
  firstPullProgress: "First reading",
  firstPullOffline: "DoorFlow cannot be reached, and nothing has been read yet. Check the network; Lobby keeps trying.",
  firstPullTroubled: "DoorFlow cannot answer yet, so nothing has been read. Lobby keeps trying by itself.",
  tryNow: "Try now",
  zone: (zone: string, offset: string) => `Times in ${zone} (${offset})`,
};

/** How much of the outbox needs a person. */
export function outboxNeeds(count: number): string {
  return `${figure(count)} in the outbox ${count === 1 ? "needs" : "need"} you.`;
}

/** Said as everything is asked for anew. */
export const refreshing = "Reading everything from DoorFlow now.";
