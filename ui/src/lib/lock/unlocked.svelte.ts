import { desk } from "../desk.svelte";
import type { DeskError } from "../ipc/bindings";
import { asDeskError } from "../words/errors";

const SIGNED_OUT: DeskError = { code: "signedOut", detail: "", problems: [] };

/** Settles once this is so. */
async function until(so: () => boolean): Promise<void> {
  let stop: (() => void) | undefined;
  await new Promise<void>((done) => {
    stop = $effect.root(() => {
      $effect(() => {
        if (so()) done();
      });
    });
  });
  stop?.();
}

/**
 * Does what was asked for, and once the desk is unlocked where it is locked: its lock screen takes the focus, and with that many a field gives what was
 * typed in it just then. The desk may know before the page that it is locked. What is held belongs to the sign-in, and goes with it.
 */
export async function onceUnlocked<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    if (desk.lock.locked) {
      await until(() => !desk.lock.locked || desk.session.phase !== "signedIn");
      if (desk.session.phase !== "signedIn") throw SIGNED_OUT;
    }
    const { lock } = desk;
    try {
      return await work();
    } catch (error) {
      if (asDeskError(error)?.code !== "locked") throw error;
      await until(() => desk.lock !== lock);
    }
  }
}
