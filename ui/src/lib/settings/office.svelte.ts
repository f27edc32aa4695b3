import { desk } from "../desk.svelte";
import type { Office } from "../ipc/bindings";
import { preferences } from "./preferences.svelte";

/** What this office has settled, as it was read last. */
class OfficeState {
  now = $state.raw<Office | null>(null);

  /** Reads it again; what was read before stays until then. */
  async read(): Promise<Office> {
    return (this.now = await withFormerGroup(await desk.backend.office()));
  }
}

/** The group of new visitors was the page's own to keep once: it becomes the office's, where that has none yet. The demo's is another. */
async function withFormerGroup(read: Office): Promise<Office> {
  const group = preferences.visitorGroup;
  if (group === undefined || desk.session.phase !== "signedIn" || desk.session.demo) return read;
  const unset = read.visitorGroup === null && read.missingGroup === null;
  try {
    const now = unset ? await desk.backend.chooseVisitorGroup(group) : read;
    preferences.set({ visitorGroup: undefined });
    return now;
  } catch {
    // Where the office's file cannot be written, the page goes on keeping it, and nothing else waits for that.
    return { ...read, visitorGroup: desk.places.groups.some(({ id }) => id === group) ? group : null };
  }
}

export const office = new OfficeState();
