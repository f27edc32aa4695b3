import type { Capability, Keeping } from "../ipc/bindings";
import type { Appearance, ClockChoice, FirstPage, Switch } from "../settings/preferences.svelte";

export const appearance: Record<Appearance, string> = { system: "As the system", light: "Light", dark: "Dark" };

export const clock: Record<ClockChoice, string> = { system: "As the computer says", "24h": "24 h", "12h": "12 h" };

export const firstPage: Record<FirstPage, string> = { today: "Today", calendar: "Calendar" };

export const keeping: Record<Keeping, string> = {
  keychain: "Kept in this computer’s keychain, until you sign out",
  thisRun: "Until Lobby is closed: this computer has no keychain",
  thisRunKeychainLocked: "Until Lobby is closed: the keychain is locked or did not answer",
};

/** What a notification is shown for. */
export const tells: Record<Exclude<Switch, "singleKeys">, string> = {
  tellArrivals: "A visitor arrives, or is turned away",
  tellDoors: "A door goes offline within an hour of a visit",
  tellBookings: "A booking needs you",
};

export const settings = {
  appearance: "Appearance",
  theme: "Colours",
  clock: "Clock",
  opensWith: "Lobby opens with",
  keys: "Keys",
  singleKeys: "Single keys, such as C to book and / to find",
  singleKeysNote: "Switch off if they get in the way of speech input or of your own habits. They never fire while you type.",
  allKeys: "All keys",
  notifications: "Notifications",
  tellWhen: "Show one when",
  tellNote: "Shown by this computer, also while another program is in front; names can be read there. What comes together is one.",
  walkIns: "New visitors",
  visitorGroup: "Group that they come into",
  noGroup: "None",
  groupUnread: (group: string) => `${group}, which could not be looked up`,
  groupGone: (group: string) => `${group}, which DoorFlow has no longer, or twice`,
  groupOverruled: "Saved, but this computer is set to another.",
  visitorGroupNote: "For visitors whom Lobby makes in DoorFlow when they are booked. It opens whatever that group opens.",
  account: "Account",
  name: "Account",
  user: "Signed in as",
  zone: "Time zone",
  kept: "Sign-in",
  demo: "This is the demo building: nothing here opens a real door.",
  may: "This sign-in may do everything that Lobby does.",
  mayNot: "This sign-in may not:",
  mayNotNote: "Ask whoever looks after DoorFlow to allow it, then sign out and in again.",
  refresh: "Refresh from DoorFlow now",
  signOut: "Sign out",
  signOutNote: "Removes the sign-in from this computer and ends it at DoorFlow. What is kept here goes with it and cannot be brought back: History, who was checked in, hosts, purposes and notes.",
  signOutSure: "Sign out of this computer?",
  signOutYes: "Yes, sign out",
  signOutNo: "Stay signed in",
  escape: "Esc",
  about: "About",
  version: "Version",
  host: "DoorFlow at",
};

/** What is not through to DoorFlow as somebody signs out, and what becomes of it. */
export function notSent(count: number, somebodyNew: boolean, demo: boolean): string {
  const one = count === 1;
  const said = one ? "1 booking or change is not through to DoorFlow" : `${String(count)} bookings or changes are not through to DoorFlow`;
  if (demo) return `${said}: ${one ? "it goes" : "they go"} with the demo.`;
  const kept = one
    ? "It is kept until somebody signs in to this account again, and goes on then, or waits in the outbox where it needs somebody or is a booking more than an hour old. The doors do not know of it before."
    : "They are kept until somebody signs in to this account again, and go on then, or wait in the outbox where they need somebody or are bookings more than an hour old. The doors do not know of them before.";
  return `${said}. ${kept}${somebodyNew ? " A new visitor among them has to be typed again then." : ""}`;
}

export const licences = {
  title: "Licences",
  ours: "Lobby is under the MIT or the Apache-2.0 licence, as you like. What others wrote of it is under these:",
  theirs: "Licences of what others wrote",
  unread: "The licences cannot be read. They are also among the files of the package, in the folder share/doc/lobby.",
};

export const office = {
  title: "Bookings",
  guests: "Guests at once, at most",
  /** The most that can be asked for. */
  mostGuests: 10_000,
  guestsNote: "The plan warns where a booking would bring more. It can be booked all the same. Empty for no limit.",
  badGuests: "A whole number of guests, up to 10,000; empty for no limit.",
  saved: "Saved.",
  overruled: (guests: number) => `Saved, but this computer is set to ${guests === 0 ? "no limit" : String(guests)}.`,
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
