import type { CredentialLine, LastHere, Reason, Revoking } from "../ipc/bindings";
import { say, sayWithin } from "./clock";
import { shortDate } from "./dates";

/** The words of the person drawer. */
export const personWords = {
  titleUnread: "Person",
  reading: "Reading the person…",
  book: "Book visit",
  again: "Book again",
  againKey: "R",
  noLast: "No visit of this person is known here.",
  details: "Details",
  groups: "Groups",
  roles: "Roles",
  credentials: "Credentials",
  visits: "Visits under way or to come",
  noDetails: "DoorFlow holds nothing else about this person.",
  noGroups: "In no group.",
  noRoles: "No role.",
  noCredentials: "No card, PIN or phone.",
  noVisits: "No visit is booked. Book one with the button below.",
  read: (time: string) => `Read from DoorFlow at ${time}.`,
  asKnown: "As last known here: DoorFlow could not be asked just now.",
  gone: "DoorFlow no longer lists this person.",
  close: "Close",
  escape: "Esc",
  retry: "Try again",
} as const;

/** DoorFlow's names of a person's fields, in plain words. */
const FIELDS: Readonly<Record<string, string>> = {
  id: "Number in DoorFlow",
  salutation: "Salutation",
  first_name: "First name",
  last_name: "Last name",
  middle_name: "Middle name",
  job_title: "Job title",
  department: "Department",
  email: "E-mail",
  organisation_id: "Organisation",
  system_id: "System id",
  enabled: "Enabled",
  valid_from: "Valid from",
  valid_to: "Valid until",
  image_url: "Photo",
  image_thumbnail_url: "Small photo",
  telephone: "Telephone",
  mobile: "Mobile",
  notes: "Notes",
  barcode: "Barcode",
  custom_1: "Custom 1",
  custom_2: "Custom 2",
  custom_3: "Custom 3",
  custom_4: "Custom 4",
  custom_5: "Custom 5",
  created_at: "Added",
  updated_at: "Last changed",
};

/** The fields that hold a day and a time, as the desk writes them. */
const STAMPS: ReadonlySet<string> = new Set(["valid_from", "valid_to", "created_at", "updated_at"]);

/** A field's value as it is read: DoorFlow's yes and no in words, and times by the clock that is shown here. */
export function fieldValue(key: string, value: string): string {
  if (STAMPS.has(key)) return sayWithin(value);
  return key === "enabled" ? (value === "true" ? "Yes" : "No") : value;
}

/** The label of a field: known ones in plain words, others made readable (`parking_bay` is `Parking bay`). */
export function fieldLabel(key: string): string {
  if (Object.hasOwn(FIELDS, key)) return FIELDS[key] ?? key;
  const words = key.replace(/[_-]+/g, " ").trim();
  return words === "" ? key : words.charAt(0).toUpperCase() + words.slice(1);
}

const STATUSES: Readonly<Record<string, string>> = {
  invited: "invited, not yet taken up",
  active: "active",
  revoking: "being revoked by DoorFlow",
  revoked: "revoked",
};

/** The state of a mobile credential in plain words, as DoorFlow names it otherwise. */
export function credentialStatus(status: string): string {
  const known = Object.hasOwn(STATUSES, status) ? STATUSES[status] : undefined;
  return known ?? status.replace(/_/g, " ");
}

const WALLETS: Readonly<Record<string, string>> = { apple: "in Apple Wallet", google: "in Google Wallet" };

/** What is known of a credential beside its kind. */
export function credentialFacts({ status, wallet }: CredentialLine): string {
  const facts = [status === "" ? "" : credentialStatus(status)];
  if (wallet !== "") facts.push(Object.hasOwn(WALLETS, wallet) ? (WALLETS[wallet] ?? "") : `in ${wallet}`);
  return facts.filter((fact) => fact !== "").join(", ");
}

/** A credential by its kind's name; DoorFlow may leave that out. */
export function credentialName(label: string | null): string {
  return label === null || label === "" ? "credential" : label;
}

const titled = (label: string): string => (label === "" ? "Credential" : label);

const BEING_REVOKED = "Saved here, being revoked…";

/** What a revoking that is not sent yet waits for. */
const REVOKING_WAITS: Record<Reason, string> = {
  none: BEING_REVOKED,
  offline: "Will be revoked when DoorFlow can be reached. Until then doors open for it.",
  busy: "DoorFlow asks to wait a little. It is revoked by itself after that.",
  unwritable: "This computer cannot write its files. It is revoked by itself once it can; until then doors open for it. Tell whoever looks after this computer.",
  signedOut: "Will be revoked once somebody has signed in to this account again. Until then doors open for it.",
  answerLost: BEING_REVOKED,
  closed: BEING_REVOKED,
  notThere: BEING_REVOKED,
  startPassed: BEING_REVOKED,
  several: BEING_REVOKED,
  differs: BEING_REVOKED,
  old: BEING_REVOKED,
  restored: BEING_REVOKED,
  detailsGone: BEING_REVOKED,
  refused: BEING_REVOKED,
  tooLate: BEING_REVOKED,
  waitsForBooking: BEING_REVOKED,
  other: BEING_REVOKED,
};

/** How far the revoking of a credential is, and what is safe. */
export function revokingText({ state, reason }: Revoking): string {
  switch (state) {
    case "queued":
      return REVOKING_WAITS[reason];
    case "inFlight":
      return "Being revoked in DoorFlow…";
    case "unknown":
      return "No answer came, so doors may still open for it. Lobby asks again until it is revoked.";
    case "rejected":
      return "Not revoked: doors still open for it.";
    case "notBooked":
      return "Not revoked, since it could not be sent for a week: doors still open for it. Revoke it again.";
    case "needsYou":
      return reason === "restored"
        ? "Not revoked: this computer’s outbox was put back from a backup. Revoke it again if that is still wanted."
        : "No answer came for a week, so doors may still open for it. Revoke it again.";
  }
}

/** The words of revoking a credential. */
export const revokeWords = {
  revoke: "Revoke",
  name: (label: string) => `Revoke ${credentialName(label)}`,
  question: (label: string) => `Doors will no longer open for this ${credentialName(label)}. This cannot be undone.`,
  working: "Saving…",
  keep: "Keep",
  kept: (label: string) => `${titled(label)} kept.`,
  escape: "Esc",
  asked: (label: string) => `${titled(label)}: being revoked.`,
  revoked: (label: string, maySync: boolean) =>
    maySync
      ? `${titled(label)} revoked. The doors are being told.`
      : `${titled(label)} revoked in DoorFlow. This sign-in may not tell the doors: somebody must start a sync there.`,
  said: (label: string, text: string) => `${titled(label)}: ${text}`,
  mayNot: "This sign-in may not revoke credentials. Ask whoever looks after DoorFlow to allow it, then sign in again.",
  notRead: "Credentials could not be read just now.",
  restNotRead: "The other credentials could not be read just now.",
} as const;

/** `Last here today at 09:34, Front Door.`: of the arrivals that this computer keeps, and no more than that. */
export function lastHere(last: LastHere | null, today: string | undefined): string {
  if (last === null) return "No arrival is known at this desk.";
  const day = last.at.date === today ? "today" : `${shortDate(last.at.date)} ${last.at.date.slice(0, 4)}`;
  const how = last.byHand ? ", by hand" : last.door === "" ? "" : `, ${last.door}`;
  return `Last here ${day} at ${say(last.at.time)}${how}.`;
}
