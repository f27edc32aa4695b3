import { desk } from "../desk.svelte";
import { lock as words } from "../words/lock";

/** Why no PIN can be kept here; empty where one can. */
export function whyNoPin(): string {
  if (desk.lock.hasPin || desk.session.phase !== "signedIn" || desk.session.keeping === "keychain") return "";
  return desk.session.keeping === "thisRun" ? words.noKeychain : words.keychainClosed;
}
