import { type Logger, RP2040 } from 'rp2040js';

/** The ARMv6-M core of rp2040js; the package does not export its class. */
export type Rp2040Core = RP2040['core'];

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
  prototypeOwner ??= new BareRp2040();
  const core: Rp2040Core = Reflect.construct(prototypeOwner.core.constructor, [host]);
  // rp2040js charges the RP2040's buses; here every load and store takes two cycles.
  core.cyclesIO = () => 1;
  return core;
}

/** rp2040js reports what a chip would fault on only through its logger; core/armv6m-core.ts faults instead. */
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };

let prototypeOwner: RP2040 | undefined;

// The base constructor resets, which reads memory and fills the flash.
class BareRp2040 extends RP2040 {
  override reset(): void {}
}
