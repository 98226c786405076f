import type { Device } from '../bank/index.js';
import { SimulatedChip } from '../chip/index.js';
import type { Probe } from './probe.js';
import { SimProbe } from './sim.js';

/** What of a chip a copy takes over. */
export interface CopySource {
  readonly device: Device;
  readonly devId: number;
  /** In hexadecimal. */
  readonly uid: string;
  /** 3300 unless known. */
  readonly vddMv: number | undefined;
  /** The whole bank, lock bytes included. */
  readonly otp: Uint8Array;
  /** Write units with an ECC error, by address. */
  readonly ecc: ReadonlyMap<number, 'damaged' | 'weak'>;
}

/** A simulated chip with another's identity and OTP; its main flash is erased. */
export interface ChipCopy {
  readonly probe: Probe;
  /** What the bank holds now. */
  otp(): Uint8Array;
  /** Program operations of OTP so far. */
  otpOperations(): number;
}

/** Makes a copy. Errors: CHIP_CONTROLLER for a flash controller that the simulator does not have. */
export function copyChip({ device, devId, uid, vddMv, otp, ecc }: CopySource): ChipCopy {
  const chip = SimulatedChip.create(device, {
    uid: Uint8Array.from(Buffer.from(uid, 'hex')),
    ...(vddMv !== undefined && { vddMv }),
  });
  const { base, size } = device.bank.otp;
  chip.bench.setDevId(devId);
  chip.bench.poke(base, otp);
  for (const [address, state] of ecc) chip.bench.setUnitState(address, state);
  return {
    probe: new SimProbe(chip),
    otp: () => chip.bench.peek(base, size),
    otpOperations: () => chip.counters.otpOperations,
  };
}
