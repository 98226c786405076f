import { randomBytes } from 'node:crypto';
import type { Device } from '../../../src/bank/index.js';
import { type FlashOperation, SimulatedChip } from '../../../src/chip/index.js';
import { type GdbServer, startGdbServer } from '../../../src/server/index.js';

/** A board with a simulated chip, which lives on when whoever burns it is killed. */
export class Board {
  readonly chip: SimulatedChip;
  readonly uid: string;
  #server: GdbServer | undefined;

  constructor(device: Device) {
    this.chip = SimulatedChip.create(device, { uid: randomBytes(device.bank.identity.uidSize) });
    this.uid = this.chip.toState().uid;
  }

  /** Puts it on a bench: a probe that reaches its chip, which runs since its supply is there. A free port unless one is given. */
  async putOn(port = 0): Promise<string> {
    this.#server = await startGdbServer(this.chip, { port });
    return `gdb:${this.#server.host}:${this.#server.port}`;
  }

  /** Takes it off after so much chip time: supply and RAM are lost. */
  async lift(afterUs = 0): Promise<void> {
    await this.#server?.close();
    this.#server = undefined;
    if (afterUs > 0) this.chip.run(afterUs);
    this.chip.powerCycle();
  }

  /** The operations that its flash controller starts from now on. */
  operations(): FlashOperation[] {
    const seen: FlashOperation[] = [];
    this.chip.onOperation((operation) => seen.push(operation));
    return seen;
  }
}
