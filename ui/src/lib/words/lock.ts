import type { PinAnswer } from "../ipc/bindings";

/** `1 min 30 s`, `45 s`. */
export function span(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const rest = seconds % 60;
  return [...(minutes > 0 ? [`${String(minutes)} min`] : []), ...(rest > 0 || minutes === 0 ? [`${String(rest)} s`] : [])].join(" ");
}

const minutesOf = (minutes: number): string => `${String(minutes)} ${minutes === 1 ? "minute" : "minutes"}`;

/** What is wrong with a PIN that was given, and what to do; empty where nothing is. */
export function pinTrouble(answer: PinAnswer): string {
  switch (answer.kind) {
    case "right":
      return "";
    case "wrong":
      return answer.wait > 0 ? "That PIN is wrong, as were others before it. Wait until another can be tried." : "That PIN is wrong.";
    case "wait":
      return "Too many PINs were wrong. Wait until another can be tried.";
    case "noKeychain":
      return "This computer has no keychain to keep a PIN in, so Lobby cannot be locked.";
    case "keychainClosed":
      return "The keychain of this computer, where the PIN is, is locked or does not answer. Unlock it and try again.";
  }
}

const LOSES = "Signing out loses what only this computer has: History, who was checked in, hosts, purposes and notes.";

/** The same at a desk that is locked, whose PIN is in a keychain that cannot be asked. */
export function lockedTrouble(answer: PinAnswer): string {
  switch (answer.kind) {
    case "noKeychain":
      return `The keychain of this computer, where the PIN is, is not there. Wait a moment and try again; if that does not help, restart Lobby. ${LOSES}`;
    case "keychainClosed":
      return `The keychain of this computer, where the PIN is, is locked or does not answer. Unlock it and try again; if that does not help, restart Lobby. ${LOSES}`;
    default:
      return pinTrouble(answer);
  }
}

export const lockScreen = {
  locked: "Lobby is locked",
  pin: "PIN",
  unlock: "Unlock",
  looking: "One moment…",
  noPin: "Type the PIN.",
  again: (seconds: number) => `Another PIN can be tried in ${span(seconds)}.`,
  tryNow: "A PIN can be tried again.",
  forgotten: "PIN forgotten? Sign out",
  back: "Back to the PIN",
  signingOut: "Signing out…",
  signOutNote: "Signing in to DoorFlow again then opens Lobby, without a PIN until one is chosen.",
};

export const lock = {
  title: "Lock",
  after: "Lock after",
  never: "Never",
  minutes: (minutes: number) => `${minutesOf(minutes)} without a touch`,
  note: "Locked, Lobby shows nobody’s name and does nothing until somebody types the PIN. Bookings that are on their way go on. It starts locked, too.",
  office: (minutes: number) => `This computer’s configuration sets ${minutesOf(minutes)} at most.`,
  wanted: (minutes: number) => `This office wants Lobby to lock itself after ${minutesOf(minutes)} without a touch.`,
  onceChosen: "It does once a PIN is chosen.",
  choose: "Choose a PIN",
  change: "Change the PIN",
  now: "Lock now",
  nowKeys: "Ctrl L",
  old: "PIN so far",
  fresh: "New PIN",
  freshHint: "4 to 12 digits, kept in this computer’s keychain as a hash alone. Whoever forgets it signs out and in again.",
  again: "The new PIN again",
  save: "Save",
  off: "Switch the lock off",
  leave: "Leave it as it is",
  escape: "Esc",
  badPin: "A PIN has 4 to 12 digits.",
  notTheSame: "The two are not the same. Type the new PIN twice.",
  saved: "Saved.",
  noKeychain: "Lobby cannot be locked here: there is no keychain on this computer to keep a PIN in.",
  keychainClosed: "Lobby cannot be locked now: the keychain of this computer, where the PIN would be, is locked or does not answer. Unlock it and restart Lobby.",
};
