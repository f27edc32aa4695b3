import type { Setup } from "../ipc/bindings";

/** What stands in the way of a client id, or of a redirect address; null when it can be tried. */
export type SetupProblem = "noClientId" | "spaces" | "badRedirect" | "unsafeRedirect" | "decoratedRedirect";

export function clientIdProblem(clientId: string): SetupProblem | null {
  const text = clientId.trim();
  if (text === "") return "noClientId";
  return /\s/.test(text) ? "spaces" : null;
}

/** An empty address stands for the usual one; any other must be a web address that DoorFlow can send a browser to, and Lobby can wait on. */
export function redirectProblem(address: string): SetupProblem | null {
  const text = address.trim();
  if (text === "") return null;
  try {
    const { protocol, hostname, username, password } = new URL(text);
    if (text.includes("#") || username !== "" || password !== "") return "decoratedRedirect";
    const here = protocol === "http:" && (hostname === "127.0.0.1" || hostname === "localhost");
    return here || protocol === "https:" ? null : "unsafeRedirect";
  } catch {
    return "badRedirect";
  }
}

/** Whether a person must give the client id before signing in. */
export function needsSetup(setup: Setup): boolean {
  return setup.clientId === "" && !setup.managed;
}
