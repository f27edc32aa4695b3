import { desk } from "../desk.svelte";
import type { Office } from "../ipc/bindings";

/** What this office has settled, as it was read last. */
class OfficeState {
  now = $state.raw<Office | null>(null);

  /** Reads it again; what was read before stays until then. */
  async read(): Promise<void> {
    this.now = await desk.backend.office();
  }
}

export const office = new OfficeState();
