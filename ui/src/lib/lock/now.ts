import { desk } from "../desk.svelte";
import { land } from "../frame/land";
import { trouble } from "../frame/trouble.svelte";
import { view } from "../frame/view.svelte";

/** Has the settings ask for a PIN. */
export async function choosePin(): Promise<void> {
  if (await land("settings")) view.pinAsked = true;
}

/** Locks the desk; where there is no PIN to unlock it by, one is asked for first. */
export async function lockNow(): Promise<void> {
  if (!desk.lock.hasPin) return choosePin();
  try {
    await desk.backend.lockNow();
  } catch (error) {
    trouble.explain(error);
  }
}
