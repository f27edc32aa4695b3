import type { Places, Template } from "../ipc/bindings";
import { together } from "./booking";

function named({ place }: Template, places: Places): string[] {
  if (!place) return [];
  const name = (id: number, of: readonly { id: number; name: string }[]): string[] => of.flatMap((each) => (each.id === id ? [each.name] : []));
  return place.kind === "doors" ? place.channelIds.flatMap((id) => name(id, places.doors)) : place.groupIds.flatMap((id) => name(id, places.groups));
}

function listed({ missing }: Template): string {
  return together(missing.map((name) => `“${name}”`));
}

/** The words of templates. */
export const templates = {
  label: "Template",
  none: "None",
  title: "Templates",
  used: (name: string) => `Filled in from the template ${name}.`,
  missing: (template: Template) => `This template names ${listed(template)}, which DoorFlow does not list, or lists twice. Choose where below.`,
  gone: (template: Template) => `DoorFlow does not list ${listed(template)}, or lists it twice.`,
  keep: "Keep as template…",
  nameIt: "Name of the template",
  holds: "It holds the length, the doors or groups, the PIN of a new visitor, the purpose and the note; not who, when or the host. All of it, the note too, is in a plain file on this computer, which signing out leaves.",
  replaces: "This takes the place of the template of that name.",
  save: "Save",
  leave: "Leave it",
  noName: "A template needs a name.",
  nameTaken: "Another template has this name.",
  kept: (name: string) => `Kept as ${name}.`,
  note: "Templates fill in the booking drawer. Make one there, from what is filled in: Keep as template…",
  shipped: "From this computer’s configuration",
  rename: "Rename",
  renameOf: (name: string) => `Rename ${name}`,
  newName: (name: string) => `New name of ${name}`,
  renamed: (name: string) => `It is called ${name} now.`,
  remove: "Delete",
  removeOf: (name: string) => `Delete ${name}`,
  removeSure: "Yes, delete it",
  removed: (name: string) => `${name} is deleted.`,
};

/** `8 h, Front Door and Lift, with a PIN, Maintenance`: what a template fills in. */
export function summary(template: Template, places: Places): string {
  const { minutes, pin, purpose, note } = template;
  const rest = (minutes ?? 0) % 60;
  const hours = Math.floor((minutes ?? 0) / 60);
  const length = [hours > 0 ? `${String(hours)} h` : "", rest > 0 ? `${String(rest)} min` : ""].filter((part) => part !== "").join(" ");
  return [length, together(named(template, places)), pin ? "PIN for a new visitor" : "", purpose, note === "" ? "" : "a note"].filter((part) => part !== "").join(" · ");
}
