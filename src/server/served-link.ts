import { type DebugPortIds, debugPortOf } from '../bank/index.js';
import { BusError, PowerLost } from '../chip/index.js';
import type { DebugLink, OtherPort } from '../dap/index.js';
import type { ServedChip } from './served-chip.js';

/** More real time than this at once is not made up for: longer than any erase takes. */
const longestGapUs = 60e6;

/**
 * The debug pins of a served chip. OpenOCD and pyOCD have a debug port each, since a shared SELECT would let them break
 * each other. A chip on a bench does not stand still while its host thinks: chip time keeps
 * up with the clock on the wall while the core is halted; a running core is run by the server itself.
 */
export class ServedLink implements DebugLink {
  readonly #served: ServedChip;
  readonly #wallUs: () => number;
  #lastWallUs: number;
  #lastChipUs: number;

  constructor(served: ServedChip, wallUs: () => number = () => performance.now() * 1000) {
    this.#served = served;
    this.#wallUs = wallUs;
    this.#lastWallUs = wallUs();
    this.#lastChipUs = served.chip.timeUs;
  }

  get isOpen(): boolean {
    return this.#served.isPowered && this.#served.chip.ahb.isOpen;
  }

  get devId(): number {
    return this.#served.chip.device.line.devIds[0] ?? 0;
  }

  get ids(): DebugPortIds {
    return debugPortOf(this.#served.chip.device.bank);
  }

  get romTable(): number {
    return this.#served.chip.ahb.romTable;
  }

  get otherPorts(): readonly OtherPort[] {
    const { debugApb } = this.#served.chip.ahb;
    if (!debugApb) return [];
    const { bus, ...port } = debugApb;
    return [
      {
        ...port,
        bus: {
          read: (address, width) => this.#powered(address, false, () => bus.read(address, width)),
          write: (address, width, value) =>
            this.#powered(address, true, () => bus.write(address, width, value)),
        },
      },
    ];
  }

  get isHeldInReset(): boolean {
    return this.#served.chip.ahb.isHeldInReset;
  }

  read(address: number, width: 1 | 2 | 4): number {
    return this.#powered(address, false, () => this.#served.chip.ahb.read(address, width));
  }

  write(address: number, width: 1 | 2 | 4, value: number): void {
    this.#powered(address, true, () => this.#served.chip.ahb.write(address, width, value));
  }

  holdReset(asserted: boolean): void {
    this.#powered(0, true, () => this.#served.chip.ahb.holdReset(asserted));
  }

  elapse(microseconds: number): void {
    this.#powered(0, false, () => this.#served.chip.ahb.elapse(microseconds));
  }

  onPowerOn(listener: () => void): () => void {
    return this.#served.chip.ahb.onReset((kind) => {
      if (kind === 'power') listener();
    });
  }

  // A supply that goes in the middle of a transfer is an error of that transfer, and nothing answers afterwards.
  #powered<T>(address: number, write: boolean, access: () => T): T {
    try {
      this.#keepUp();
      return access();
    } catch (error) {
      if (error instanceof PowerLost) throw new BusError(address, write, error.message);
      throw error;
    }
  }

  #keepUp(): void {
    const { chip } = this.#served;
    const wallUs = this.#wallUs();
    const behindUs = wallUs - this.#lastWallUs - (chip.timeUs - this.#lastChipUs);
    if (behindUs > 0 && chip.isHalted) chip.ahb.elapse(Math.min(behindUs, longestGapUs));
    this.#lastWallUs = wallUs;
    this.#lastChipUs = chip.timeUs;
  }
}
