import type { Code, DeskError } from "../ipc/bindings";

/** For each kind of trouble: what happened, what is safe, what to do. */
const BY_CODE: Record<Code, string> = {
  signedOut: "You are no longer signed in to DoorFlow. What was saved here is kept. Sign in again to go on.",
  offline: "DoorFlow cannot be reached, so nothing was changed. Check the network, then try again.",
  forbidden:
    "This sign-in is not allowed to do that, so nothing was changed. Ask whoever looks after DoorFlow to allow it, then sign in again.",
  notFound: "DoorFlow no longer has it. Somebody may have removed it there; the screen will catch up.",
  changed: "It is no longer as it was shown here, so nothing was changed. See how it stands now, then decide again.",
  busy: "This is still on its way, or DoorFlow asks to wait a little. Nothing was changed. Try again in a minute.",
  refused: "DoorFlow did not accept it, so nothing was changed. See what is marked, mend it and try again.",
  doorFlow: "DoorFlow had trouble of its own. What was saved here is kept. Try again in a minute.",
  machine: "This computer could not do it: the disk or the keychain may be the cause. What was saved before is kept.",
  locked: "Lobby is locked, so nothing was changed. Unlock it, then try again.",
  alreadyOpen: "Lobby is already open on this computer, so the demo stays. Close this window, and go on in the other.",
  badInput: "That cannot be used as it is. Check it and try again.",
};

const UNWRITTEN = "Lobby’s settings file could not be written, so nothing in it was changed.";

const UNSAVED = "Not all of this could be saved.";

const OTHERWISE = "Something went wrong in Lobby itself. What was saved before is kept. Try again; if it stays, restart Lobby.";

/** The error as the desk sends it, or null for anything else. */
export function asDeskError(error: unknown): DeskError | null {
  if (typeof error !== "object" || error === null) return null;
  const { code, detail, problems } = error as Partial<Record<keyof DeskError, unknown>>;
  if (typeof code !== "string" || !Object.hasOwn(BY_CODE, code)) return null;
  return {
    code: code as Code,
    detail: typeof detail === "string" ? detail : "",
    problems: Array.isArray(problems) ? problems : [],
  };
}

/** Plain words for anything that a call of the desk rejected with. */
export function explain(error: unknown): string {
  const known = asDeskError(error);
  return known ? BY_CODE[known.code] : OTHERWISE;
}

/** The same of what goes into the settings file, with what is wrong with that. */
export function explainUnwritten(error: unknown): string {
  return asThisComputerSays(error, UNWRITTEN);
}

/** The same of what goes into the settings file and the keychain. */
export function explainUnsaved(error: unknown): string {
  return asThisComputerSays(error, UNSAVED);
}

function asThisComputerSays(error: unknown, what: string): string {
  const known = asDeskError(error);
  if (known?.code !== "machine") return explain(error);
  return known.detail === "" ? what : `${what} What this computer says: ${known.detail}.`;
}
