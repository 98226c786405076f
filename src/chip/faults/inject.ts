import { type Device, flashParts, isSector, otpRange } from '../../bank/index.js';
import { containsAddress } from '../../range/index.js';
import { hex32 } from '../../text/hex.js';
import type { ChipBench } from '../bench.js';
import { BusError } from '../memory/bus-error.js';
import { badFault, type ChipFault } from './parse.js';
import type { Moment } from './schedule.js';

/** Below this the supply supervisor of every line holds the chip in reset (PDR, BOR level 0). */
const brownOutMv = 1600;

/** Gives a chip its faults; moments count from now. Errors: CHIP_FAULT for one that this chip cannot have. */
export function injectFaults(
  { bench, device }: { readonly bench: ChipBench; readonly device: Device },
  faults: readonly ChipFault[],
): void {
  for (const fault of faults) {
    try {
      inject(bench, device, fault);
    } catch (error) {
      if (error instanceof BusError)
        throw badFault(nameOf(fault), `${hex32(error.address)} is ${error.reason}`);
      throw error;
    }
  }
}

function inject(bench: ChipBench, device: Device, fault: ChipFault): void {
  if (fault.kind !== 'ram' && 'address' in fault && !isFlash(device, fault.address)) {
    throw badFault(
      nameOf(fault),
      `${hex32(fault.address)} is ${isSector(device.bank) ? 'not main flash' : 'neither main flash nor OTP'}`,
    );
  }
  if (fault.kind === 'half' && device.bank.otp.writeUnit <= 4) {
    throw badFault(nameOf(fault), `a write unit of ${device.name} is one access`);
  }
  if (fault.kind === 'flags' && fault.value & ~statusFlags(device)) {
    throw badFault(nameOf(fault), `the flags of ${device.name} are ${hex32(statusFlags(device))}`);
  }
  if ('moment' in fault) bench.at(fault.moment, actionOf(bench, device, fault));
  else if (fault.kind === 'spent' || fault.kind === 'weak' || fault.kind === 'damaged') {
    if (!device.bank.otp.ecc) throw badFault(nameOf(fault), `${device.name} has no ECC`);
    if (fault.kind === 'spent') bench.spendUnit(fault.address);
    else bench.setUnitState(fault.address, fault.kind);
  } else setUp(bench, device, fault);
}

function actionOf(
  bench: ChipBench,
  device: Device,
  fault: Extract<ChipFault, { readonly moment: Moment }>,
): () => void {
  switch (fault.kind) {
    case 'power':
      return () => bench.cutPower();
    case 'busy':
      return () => bench.stickBusy();
    case 'watchdog':
      return () => bench.bite();
    case 'half':
      return () => bench.leaveHalf(device.bank.otp.base);
    case 'flags':
      return () => bench.setStatus(fault.value);
    case 'sag':
      return () => {
        bench.setSupply(fault.value);
        if (fault.value < brownOutMv) bench.cutPower();
      };
  }
}

function setUp(
  bench: ChipBench,
  device: Device,
  fault: Exclude<ChipFault, { readonly moment: Moment } | { readonly kind: 'spent' | 'weak' | 'damaged' }>,
): void {
  switch (fault.kind) {
    case 'dev-id':
      bench.setDevId(fault.value);
      break;
    case 'flash-size':
      bench.setFlashSize(fault.value);
      break;
    case 'rdp':
      bench.setReadProtection(fault.value === 0 ? 0 : fault.value === 1 ? 1 : 2);
      break;
    case 'vdd':
      bench.setSupply(fault.value);
      break;
    case 'vos':
      bench.setVoltageScaling(fault.value);
      break;
    case 'seed':
      bench.seedNoise(fault.value);
      break;
    case 'deaf':
      bench.deafenKeys();
      break;
    case 'swapped-control':
      bench.swapControlLanes();
      break;
    case 'late-breakpoint':
      bench.delayBreakpoints();
      break;
    case 'zero-hole':
      bench.fillHoles();
      break;
    case 'moving-uid':
      bench.changeUid();
      break;
    case 'late-busy':
      bench.delayBusy(fault.value);
      break;
    case 'late-pending':
      bench.latePending(fault.value);
      break;
    case 'slow':
      bench.slowProgramming(fault.value);
      break;
    case 'ram':
      bench.stickRam(fault.address, fault.bit, fault.value === 0 ? 0 : 1);
      break;
    case 'stuck':
      bench.stickCells(fault.address, fault.value);
      break;
    case 'dead':
      bench.stickUnit(fault.address);
      break;
    case 'lock-byte': {
      const count = device.bank.otp.locks?.count ?? 0;
      if (fault.block >= count) throw badFault(nameOf(fault), `${device.name} has ${count} lock bytes`);
      bench.setLockByte(fault.block, fault.value);
    }
  }
}

// Bits of FLASH_SR that a one clears: the upper half shows operations, on an H7 the lower one.
function statusFlags({ bank }: Device): number {
  return bank.otp.writeUnit === 32 ? 0x1fef0000 : 0xffff;
}

function isFlash(device: Device, address: number): boolean {
  return [otpRange(device.bank), ...flashParts(device)].some((range) => containsAddress(range, address));
}

function nameOf(fault: ChipFault): string {
  if ('address' in fault) return `${fault.kind}@${hex32(fault.address)}`;
  return fault.kind === 'lock-byte' ? `${fault.kind}@${fault.block}` : fault.kind;
}
