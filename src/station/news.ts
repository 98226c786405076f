import type { SlotState } from './slot-state.js';
import type { StationEvent } from './station.js';

/** Passes on what happens at a station. A listener that fails ends nothing. */
export class StationNews {
  readonly #listeners = new Set<(event: StationEvent) => void>();
  #version = 0;

  /** Grows with each change of what is shown. */
  get version(): number {
    return this.#version;
  }

  watch(listener: (event: StationEvent) => void): () => void {
    // The same function may listen twice.
    const own = (event: StationEvent) => listener(event);
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  readonly slot = (slot: SlotState): void => {
    this.#version += 1;
    this.tell({ type: 'slot', slot });
  };

  readonly changed = (): void => {
    this.#version += 1;
    this.tell({ type: 'changed' });
  };

  tell(event: StationEvent): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(event);
      } catch (error) {
        process.emitWarning(
          `a listener of the station failed: ${error instanceof Error ? error.message : String(error)}`,
        );
      }
    }
  }
}
