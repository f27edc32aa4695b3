import type { Setup } from "../ipc/bindings";

/** What stands in the way of a client id, or of a redirect address; null when it can be tried. */
export type SetupProblem = "noClientId" | "spaces" | "badRedirect";

export function clientIdProblem(clientId: string): SetupProblem | null {
  const text = clientId.trim();
  if (text === "") return "noClientId";
  return /\s/.test(text) ? "spaces" : null;
}

/** An empty address stands for the usual one; any other must be a web address that DoorFlow can send a browser to. */
export function redirectProblem(address: string): SetupProblem | null {
  const text = address.trim();
  if (text === "") return null;
  try {
    const { protocol, hash } = new URL(text);
    return (protocol === "https:" || protocol === "http:") && hash === "" ? null : "badRedirect";
  } catch {
    return "badRedirect";
  }
}

/** Whether a person must give the client id before signing in. */
export function needsSetup(setup: Setup): boolean {
  return setup.clientId === "" && !setup.managed;
}
