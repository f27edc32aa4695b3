import type { Capability, Freshness, Moment, Pulling, Readiness, Status } from "../ipc/bindings";
import type { Page } from "../frame/view.svelte";
import type { Standing } from "../today/standing";

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
    case "troubled":
      return now.seconds === null ? "DoorFlow has trouble" : `DoorFlow has trouble: as it was ${ago(now.seconds)}`;
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
  return standing === "here" ? `${said} since ${at.time}` : `${said} ${at.time}`;
}

export const readiness: Record<Readiness, string> = {
  ready: "All ready",
  waiting: "Waiting",
  offline: "Offline",
  failing: "Failing",
  notKnown: "Not known",
};

/** What a sign-in lacks, as the end of "This sign-in may not …". */
export const lacking: Record<Capability, string> = {
  readPeople: "read people",
  writePeople: "add or change people, or give and revoke PINs",
  readReservations: "read reservations",
  bookDoors: "book doors",
  readGroupReservations: "read group reservations",
  bookGroups: "book groups",
  readDoors: "read doors",
  admit: "let visitors in",
  readGroups: "read groups",
  readRoles: "read roles",
  readSites: "read sites",
  readCredentialTypes: "read the kinds of credentials",
  readEvents: "read the door log",
  sync: "tell the doors about changes",
};

export const page: Record<Page, string> = { today: "Today", calendar: "Calendar", people: "People", import: "Import", history: "History", settings: "Settings" };

export const frame = {
  app: "Lobby",
  skip: "Skip to the page",
  rail: "Pages",
  statusLine: "Status",
  openOutbox: "Show what is not settled yet (U)",
  find: "Find a person or do something",
  findShort: "Find",
  book: "Book visit",
  mayNotBook: "This sign-in may not book visits. Ask whoever looks after DoorFlow to allow it, then sign in again.",
  closeDrawer: "Close",
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
  firstPull: "Reading the building from DoorFlow. You can start: what has arrived is already here.",
  firstPullProgress: "First reading",
  firstPullOffline: "DoorFlow cannot be reached, and nothing has been read yet. Check the network; Lobby keeps trying.",
  tryNow: "Try now",
  refreshing: "Reading everything from DoorFlow now.",
  zone: (zone: string, offset: string) => `Times in ${zone} (${offset})`,
};

/** All keys, by where they work. */
export const keysHelp: { title: string; rows: [keys: string, does: string][] }[] = [
  {
    title: "Everywhere",
    rows: [
      ["C", "Book a visit"],
      ["/ or Ctrl K", "Find a person or do something"],
      ["Shift Enter", "There: open the person’s visit of today"],
      ["T", "Today"],
      ["1 2 3 4 5", "Today, Calendar, People, Import, History"],
      ["U", "Outbox: what is not settled yet"],
      ["Esc", "Close, and go back to where you were"],
      ["?", "All keys"],
    ],
  },
  {
    title: "On a visit",
    rows: [
      ["Enter", "Open"],
      ["L", "Let in"],
      ["H, Shift H", "Check in, check out"],
      ["Ctrl Z", "Take the last check-in, check-out or cancellation back"],
      ["E, Shift E", "Make it longer, make it shorter"],
      ["I", "Show or hide the PIN, once it is open"],
      ["B", "Badge, once it is open"],
      ["X", "Cancel"],
      ["R", "Book again"],
    ],
  },
  {
    title: "Today",
    rows: [
      ["Space", "Choose a row, to check in or out several at once"],
      ["Shift arrows", "Choose several rows"],
    ],
  },
  {
    title: "In the outbox",
    rows: [
      ["Arrows", "Move between its entries"],
      ["Enter", "Open the visit"],
    ],
  },
  {
    title: "Calendar",
    rows: [
      ["D W M O", "Day, week, month, doors"],
      ["J or N", "Next"],
      ["K or P", "Previous"],
      ["G", "Go to a date"],
      ["Arrows", "Move between visits and times"],
      ["Shift arrows", "Choose a longer time"],
      ["Enter", "Open the visit, or book the time"],
      ["Alt arrows", "Move the visit"],
      ["Alt Shift ↑ ↓", "Move its end"],
    ],
  },
  {
    title: "Import",
    rows: [
      ["Ctrl V", "Paste rows"],
      ["Enter", "Mend a cell, or choose who it is"],
      ["Delete", "Leave a row out, or take it in"],
      ["Ctrl Enter", "Book what is ready"],
    ],
  },
  {
    title: "History",
    rows: [["Home, End, PageUp, PageDown", "Far through the list"]],
  },
  {
    title: "While booking",
    rows: [["Ctrl Enter", "Book"]],
  },
  {
    title: "While changing times",
    rows: [
      ["Alt arrows", "Earlier, later, another day; with Shift the end alone"],
      ["Enter", "Change"],
      ["Esc", "Leave them as they are"],
    ],
  },
];

export const keysTitle = "Keys";
export const keysOff = "Single keys are switched off in Settings. Ctrl K, Enter, Esc and the arrows still work.";
