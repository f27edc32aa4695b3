import type { About, Visit } from "../ipc/bindings";

/** The words of what is noted of a visit. */
export const about = {
  title: "Host and notes",
  host: "Host",
  purpose: "Purpose",
  note: "Private note",
  kept: "Kept on this computer, encrypted, for as long as the visit is; not sent to DoorFlow. Signing out removes it.",
  fold: "Fold away",
  /** What folds it out, with what is in it. */
  unfold: ({ host, purpose, note }: About): string => {
    const said = [host === "" ? "" : `host ${host}`, purpose.trim(), note.trim() === "" ? "" : "a note"].filter((part) => part !== "");
    return said.length === 0 ? "Host, purpose, note…" : `With ${said.join(", ")}…`;
  },
  hostIs: (name: string) => `Host: ${name}`,
  add: "Add host, purpose or note",
  change: "Change",
  save: "Save",
  leave: "Leave as it was",
  saved: "Saved on this computer.",
};

/** The line below a visitor's name: where they are from, and whom they come to see. */
export function underName({ line, host }: Visit): string {
  return [line, host === "" ? "" : about.hostIs(host)].filter((part) => part !== "").join(" · ");
}
