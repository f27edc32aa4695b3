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

/** The group of new visitors was the page's own to keep once: it becomes the office's, where that has not settled yet whether there is to be one. The demo's is another. */
async function withFormerGroup(read: Office): Promise<Office> {
  const group = preferences.visitorGroup;
  if (group === undefined || desk.session.phase !== "signedIn" || desk.session.demo) return read;
  try {
    const now = read.groupSettled ? read : await desk.backend.chooseVisitorGroup(group);
    preferences.set({ visitorGroup: undefined });
    return now;
  } catch {
    // Where the office's file cannot be written, the page goes on keeping it, and nothing else waits for that.
    const listed = desk.places.groups.some(({ id }) => id === group);
    return { ...read, visitorGroup: listed ? group : null, missingGroup: listed ? null : `#${String(group)}` };
  }
}

export const office = new OfficeState();
