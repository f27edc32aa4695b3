import type { Code, PasteError, SignOutReason, WayBack } from "../ipc/bindings";
import type { SetupProblem } from "../session/signing";

/** Why nobody is signed in, and what to do. */
export const reasons: Record<SignOutReason, string> = {
  signedOutHere: "You have signed out. The sign-in has been removed from this computer.",
  notRevoked:
    "You have signed out, and the sign-in has been removed from this computer. DoorFlow could not be reached: the sign-in ends there once it can be, so keep Lobby open until then.",
  notRemoved:
    "You have signed out, but the sign-in could not be removed from this computer, and DoorFlow could not be reached to end it: the next start may sign in again. Unlock the keychain and keep Lobby open, which tries both again. Otherwise sign out once more after the next start, or withdraw Lobby’s access in DoorFlow.",
  filesLeft:
    "You have signed out, and the sign-in has been removed from this computer. A file of what Lobby kept here could not be removed; it is encrypted. Tell whoever looks after this computer: Lobby’s log names it.",
  ended: "DoorFlow has ended this sign-in. It may have been used elsewhere or withdrawn. Sign in again; nothing saved here is lost.",
  denied: "DoorFlow was not allowed to share the account. If that was not meant, sign in again and choose Allow.",
  timedOut:
    "Nobody answered in the browser in time. Sign in again when you are ready. If DoorFlow’s page showed an error, the client id or the redirect address is not registered with DoorFlow.",
  cancelled: "The sign-in was cancelled. Nothing has changed.",
  keychainClosed: "The keychain of this computer is locked or missing, and a sign-in may be in it. Unlock it and restart Lobby, or sign in again.",
  clientRefused: "DoorFlow did not accept the client id, its secret or the redirect address. Check them below, then sign in again.",
  scopeRefused:
    "The DoorFlow application lacks a scope that Lobby asks for, so DoorFlow refused the sign-in. Give the application the scopes below, or name in lobby.toml those that it has, then sign in again.",
  offline: "DoorFlow could not be reached to finish the sign-in. Check the network, then sign in again.",
  unfinished: "DoorFlow answered, but could not finish the sign-in. Wait a minute, then sign in again.",
  badAnswer: "What came back from the browser was not the answer to this sign-in. Sign in again, and use the newest browser tab.",
};

/** The same for whoever may not change the application: what is set for the whole computer is not theirs to check. */
export function reasonText(reason: SignOutReason, managed: boolean): string {
  return managed ? (ofManaged[reason] ?? reasons[reason]) : reasons[reason];
}

const ofManaged: Partial<Record<SignOutReason, string>> = {
  clientRefused:
    "DoorFlow did not accept the client id, its secret or the redirect address, which this computer’s configuration sets. Tell whoever looks after this computer.",
  scopeRefused:
    "The DoorFlow application that this computer’s configuration sets lacks a scope that Lobby asks for, so DoorFlow refused the sign-in. Tell whoever looks after this computer; they need the scopes below.",
};

/** Reasons whose words depend on who may change the application. */
export const ofApplication: ReadonlySet<SignOutReason> = new Set(["clientRefused", "scopeRefused"]);

/** Reasons that tell of trouble, not of what somebody chose. */
export const troubling: ReadonlySet<SignOutReason> = new Set(["notRevoked", "notRemoved", "filesLeft", "ended", "keychainClosed", "clientRefused", "scopeRefused", "offline", "unfinished", "badAnswer"]);

/** What to do while the browser is open. */
export const waiting: Record<WayBack, string> = {
  byItself: "Sign in on DoorFlow’s page and choose Allow. Lobby goes on by itself.",
  byHand: "Sign in on DoorFlow’s page and choose Allow. When the browser has ended on another page, copy its address and paste it here.",
  portTaken:
    "Another program on this computer uses the address on which Lobby waits for the browser. Sign in on DoorFlow’s page and choose Allow all the same; whatever page the browser ends on, even an error, copy its address and paste it here.",
};

/** Why a sign-in that DoorFlow has answered is not finished, and what to do. It is tried again all the while. */
export function notFinished(code: Code): string {
  switch (code) {
    case "forbidden":
      return "DoorFlow does not let this sign-in read the account. Ask whoever looks after DoorFlow to allow it, then cancel here and sign in again.";
    case "offline":
      return "DoorFlow cannot be reached, so the account could not be read. Check the network; Lobby keeps trying.";
    case "busy":
      return "DoorFlow asks to wait a little before the account can be read. Lobby keeps trying.";
    case "machine":
      return "The account could not be kept on this computer: the disk or the keychain may be the cause. Lobby keeps trying.";
    case "signedOut":
    case "notFound":
    case "changed":
    case "refused":
    case "doorFlow":
    case "badInput":
    case "locked":
    case "alreadyOpen":
      return "DoorFlow had trouble of its own, so the account could not be read. Lobby keeps trying.";
  }
}

/** Why a pasted address is not the one that is waited for. */
export const pasteProblems: Record<PasteError, string> = {
  notWaiting: "Lobby does not wait for an address any more. Cancel, then sign in again.",
  empty: "Paste the whole address from the browser’s address line.",
  otherAddress: "This is not the address that the browser ended on.",
  noAnswer: "There is no answer from DoorFlow in this address. Choose Allow on DoorFlow’s page first, then copy the address again.",
  otherSignIn: "This address is from another sign-in. Copy it from the newest browser tab.",
};

export const setupProblems: Record<SetupProblem, string> = {
  noClientId: "Give the client id of the DoorFlow application.",
  spaces: "A client id has no spaces. Copy it again from DoorFlow.",
  badRedirect: "This is not a web address. It must be exactly the one registered with the DoorFlow application.",
  unsafeRedirect: "Lobby cannot use this address. It must begin with https://, or with http://127.0.0.1 or http://localhost.",
  decoratedRedirect: "A redirect address has no # part, user name or password.",
};

export const signIn = {
  title: "Sign in to Lobby",
  lead: "Lobby books visitors into a building that DoorFlow looks after.",
  scopesAsked: "Scopes that Lobby asks for",
  connect: "Connect to DoorFlow",
  connectNote: (host: string) => `Your browser opens DoorFlow’s own page. Lobby talks to ${host} and never sees your password.`,
  opening: "Opening the browser…",
  demo: "Try the demo building",
  demoNote: "People, doors and visits made up on this computer. No account is needed and no real door is touched.",
  demoStarting: "Building the demo…",
  loading: "One moment…",

  waitingTitle: "Finish in the browser",
  pageError: "Does DoorFlow’s page show an error? Then the client id or the redirect address is not registered with DoorFlow: cancel, and check both.",
  notOpened: "Did no browser open? Open this address yourself:",
  address: "Sign-in address",
  copy: "Copy",
  copied: "Copied",
  copyFailed: "Select the address and copy it by hand.",
  paste: "Paste the address instead",
  pasteLabel: "Address the browser ended on",
  pasteHint: "It begins with the redirect address and holds “code=”.",
  pasteGo: "Go on",
  cancel: "Cancel",
  finishingTitle: "Signing in",
  finishing: "DoorFlow has answered. Reading the account…",

  setupTitle: "Connect Lobby with your DoorFlow account",
  setupLead: "This is asked only once. Somebody who looks after DoorFlow makes an application there and gives you these.",
  clientId: "Client id",
  clientSecret: "Client secret",
  clientSecretHint: "Leave empty if the application has none. It is kept in this computer’s keychain only.",
  clientSecretKnown: "A secret is kept. Give one only to replace it.",
  forgetSecret: "The application has no secret: forget the one that is kept",
  redirect: "Redirect address",
  redirectHint: "Must be registered with the application. Leave as it is unless you were told otherwise.",
  save: "Save and go on",
  saved: "Saved.",
  change: "Change the DoorFlow application",
  keep: "Keep it as it is",
  managed: "The DoorFlow application is set by this computer’s configuration.",
  version: (version: string) => `Lobby ${version}`,
  /** Above what the desk says is amiss: of a configuration, a value, or a file of Lobby's own, each with its place. */
  trouble: "Something on this computer cannot be used. Tell whoever looks after it; until it is mended, Lobby goes on without:",
};
