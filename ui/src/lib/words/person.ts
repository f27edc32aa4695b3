import type { LastHere } from "../ipc/bindings";
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

/** A field's value as it is read: DoorFlow's yes and no in words. */
export function fieldValue(key: string, value: string): string {
  return key === "enabled" ? (value === "true" ? "Yes" : "No") : value;
}

/** The label of a field: known ones in plain words, others made readable (`parking_bay` is `Parking bay`). */
export function fieldLabel(key: string): string {
  if (Object.hasOwn(FIELDS, key)) return FIELDS[key] ?? key;
  const words = key.replace(/[_-]+/g, " ").trim();
  return words === "" ? key : words.charAt(0).toUpperCase() + words.slice(1);
}

const STATUSES: Readonly<Record<string, string>> = {
  pending: "not yet taken up",
  active: "active",
  revoked: "revoked",
  suspended: "suspended",
  expired: "expired",
};

/** The state of a mobile credential in plain words, as DoorFlow names it otherwise. */
export function credentialStatus(status: string): string {
  const known = Object.hasOwn(STATUSES, status) ? STATUSES[status] : undefined;
  return known ?? status.replace(/_/g, " ");
}

/** `Last here today at 09:34, Front Door.`: of the arrivals that this computer keeps, and no more than that. */
export function lastHere(last: LastHere | null, today: string | undefined): string {
  if (last === null) return "No arrival is known at this desk.";
  const day = last.at.date === today ? "today" : `${shortDate(last.at.date)} ${last.at.date.slice(0, 4)}`;
  const how = last.byHand ? ", by hand" : last.door === "" ? "" : `, ${last.door}`;
  return `Last here ${day} at ${last.at.time}${how}.`;
}
