import type { Logger } from 'rp2040js';
import { coreClass, type Rp2040Core } from './core-class.js';

export type { Rp2040Core } from './core-class.js';

/** What the core asks of the chip around it. */
export interface CoreHost {
  readonly logger: Logger;
  onBreak(code: number): void;
  readUint32(address: number): number;
  readUint16(address: number): number;
  readUint8(address: number): number;
  writeUint32(address: number, value: number): void;
  writeUint16(address: number, value: number): void;
  writeUint8(address: number, value: number): void;
}

/** A core on a host of its own. A whole RP2040 would cost 16 MiB and ten milliseconds a chip. */
export function createCore(host: CoreHost): Rp2040Core {
  madeFrom ??= coreClass();
  const core: Rp2040Core = Reflect.construct(madeFrom, [host]);
  // rp2040js charges the RP2040's buses; here every load and store takes two cycles.
  core.cyclesIO = () => 1;
  return core;
}

/** rp2040js reports what a chip would fault on only through its logger; core/armv6m-core.ts faults instead. */
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };

let madeFrom: Rp2040Core['constructor'] | undefined;
