import type { CredentialLine, PersonDetails } from "../ipc/bindings";
import { revokeWords, revokingText } from "../words/person";

/** How a person's PIN stands. */
export type PinStanding = "held" | "revoking" | "none" | "notKnown";

/** What is said of a person's credentials. */
export type Credentials = Pick<PersonDetails, "credentials" | "credentialsRead" | "hasPin">;

/** Whether it is on its way by itself. */
export function isUnderWay({ revoking }: CredentialLine): boolean {
  return revoking !== null && ["queued", "inFlight", "unknown"].includes(revoking.state);
}

/** DoorFlow is taking it back, or has: of a phone that stays in the list. */
export function isTakenBack({ status }: CredentialLine): boolean {
  return status === "revoking" || status === "revoked";
}

/** Whether a person can have it revoked now. */
export function isRevocable(line: CredentialLine): boolean {
  return !isUnderWay(line) && !isTakenBack(line);
}

/** How the PIN stands, which had the id `known` when the kinds were last read. */
export function pinStanding({ credentials, hasPin }: Credentials, known: string | null): PinStanding {
  const pin = credentials.find((line) => line.isPin || line.id === known);
  if (pin !== undefined && isUnderWay(pin)) return "revoking";
  if (hasPin === null) return "notKnown";
  return hasPin ? "held" : "none";
}

/** What is worth saying once the credentials are read again: what became of those that are being revoked, or were `asked` to be. */
export function toldOf(before: Credentials, after: Credentials, asked: readonly string[], maySync: boolean): string[] {
  const said: string[] = [];
  for (const was of before.credentials) {
    const is = after.credentials.find(({ id }) => id === was.id);
    const wanted = isUnderWay(was) || asked.includes(was.id);
    if (wanted && (is === undefined ? after.credentialsRead : isTakenBack(is) && !isTakenBack(was))) said.push(revokeWords.revoked(was.label, maySync));
    const how = is?.revoking;
    if (!is || !how || how.state === "inFlight" || (how.state === "queued" && how.reason === "none")) continue;
    const text = revokingText(how);
    if (was.revoking === null || revokingText(was.revoking) !== text) said.push(revokeWords.said(is.label, text));
  }
  return said;
}
