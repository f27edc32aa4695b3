import type { About, Office } from "../ipc/bindings";
import { fieldLabel } from "./person";
import { hostIs } from "./today";

/** The words of what is noted of a visit. */
export const about = {
  title: "Host and notes",
  host: "Host",
  purpose: "Purpose",
  note: "Private note",
  /** Where DoorFlow gets it too, it is private no more. */
  noteThere: "Note",
  /** Where the file of people and visits could not be opened. */
  notKept: "Kept only until Lobby is closed; not sent to DoorFlow.",
  kept: "Kept on this computer, encrypted, for as long as the visit is; not sent to DoorFlow. Signing out removes it.",
  /** What of it goes to DoorFlow, and where it can be read there; empty for nothing. */
  shared: ({ hostField, purposeField, noteField }: Office): string => {
    const parts = [
      ["host", hostField],
      ["purpose", purposeField],
      ["note", noteField],
    ].flatMap(([what, field]) => (field ? [`${what ?? ""} in “${fieldLabel(field)}”`] : []));
    return parts.length === 0 ? "" : `Also written to DoorFlow with the visitor, for whoever may read people there: ${parts.join(", ")}.`;
  },
  /** The same where the sign-in may not write it. */
  notShared: "This sign-in may not change people in DoorFlow, so all of it stays on this computer.",
  notKeptToo: "Kept here only until Lobby is closed.",
  keptToo: "Kept on this computer too, encrypted, for as long as the visit is. Signing out removes it here.",
  fold: "Fold away",
  /** What folds it out, with what is in it. */
  unfold: ({ host, purpose, note }: About): string => {
    const said = [host === "" ? "" : `host ${host}`, purpose.trim(), note.trim() === "" ? "" : "a note"].filter((part) => part !== "");
    return said.length === 0 ? "Host, purpose, note…" : `With ${said.join(", ")}…`;
  },
  hostIs,
  add: "Add host, purpose or note",
  change: "Change",
  save: "Save",
  leave: "Leave as it was",
  saved: "Saved on this computer.",
  savedToo: "Saved on this computer; DoorFlow gets its part next.",
};
