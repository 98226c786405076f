import { type Device, flashParts, isSector, otpRange } from '../bank/index.js';
import { contains } from '../range/index.js';
import type { ChipSystem } from './chip-system.js';
import type { OptionWord } from './controllers/word-options.js';
import type { Moment } from './faults/schedule.js';
import { BusError } from './memory/bus-error.js';
import { type CellArray, type Die, UnitState } from './memory/die.js';

/** What a test bench can do to a simulated chip. None of it takes chip time or needs keys. */
export interface ChipBench {
  /** Contents of RAM, main flash or OTP, past caches, ECC and protection. */
  peek(address: number, length: number): Uint8Array;
  /** Puts contents into RAM, main flash or OTP, as if they had always been there; ECC fits them. */
  poke(address: number, bytes: Uint8Array): void;
  /** Bits of one byte that no programming clears. With ECC one such bit in a unit is corrected, see stickUnit. */
  stickCells(address: number, mask: number): void;
  /** A whole write unit that no programming changes, check bits included: it stays blank without an ECC error. */
  stickUnit(address: number): void;
  /** A blank unit that another tool has programmed with all ones: it reads blank and refuses forever. */
  spendUnit(address: number): void;
  /** A unit with one wrong bit (ECCC) or more (ECCD). */
  setUnitState(address: number, state: 'weak' | 'damaged'): void;
  setLockByte(block: number, value: number): void;
  /** Sets flags of FLASH_SR, as left over from before. */
  setStatus(flags: number): void;
  unlockController(): void;
  /** KEYR accepts no more keys: LOCK stays set whatever is written. */
  deafenKeys(): void;
  /** BSY never falls again before a reset. */
  stickBusy(): void;
  /** BSY shows an operation only so many cycles after its start. */
  delayBusy(cycles: number): void;
  /** CFGBSY falls only so many cycles after BSY; nothing on families that have none. */
  latePending(cycles: number): void;
  /** Somebody has written the first word of a unit and gone; nothing where a unit is one access. */
  leaveHalf(address: number): void;
  /** The n-th ECC register shows the errors of OTP, where a line has several. */
  reportEccBy(index: number): void;
  /** Each program operation takes that many times the typical time. */
  slowProgramming(factor: number): void;
  /** A debugger's CONTROL is the core's PRIMASK, and the other way round. */
  swapControlLanes(): void;
  /** A breakpoint stops the core behind its instruction. */
  delayBreakpoints(): void;
  /** Reads where nothing is mapped give zero. */
  fillHoles(): void;
  /** One bit of the unique ID is another at each read. */
  changeUid(): void;
  setReadProtection(level: 0 | 1 | 2): void;
  setOptionBytes(value: number): void;
  /** FLASH_PRAR, SCAR and WPSN of a bank, and BOOT; nothing on families that have none. */
  setOptionWord(word: OptionWord, value: number): void;
  /** Takes effect at the next reset. */
  setHardwareWatchdog(on: boolean): void;
  /** FLASH_SR.PEMPTY; nothing on lines that have none. */
  setEmpty(on: boolean): void;
  setDevId(devId: number): void;
  setSupply(millivolts: number): void;
  /** PWR_CR1.VOS or PWR_CR.VOS, now and after each reset. */
  setVoltageScaling(range: number): void;
  /** PWR reads zero and ignores writes until RCC clocks it. */
  gatePowerClock(on: boolean): void;
  /** Does something at a moment, be it in the middle of an operation. */
  at(moment: Moment, action: () => void): void;
  /** Takes the supply away; a running flash operation is cut. `chip.powerCycle` gives it back. */
  cutPower(): void;
  /** A watchdog bites: system reset, and the core runs from it. */
  bite(): void;
  /** Another board's unique ID, as if the boards were swapped. */
  setUid(uid: Uint8Array): void;
  /** The flash size register, in KB. */
  setFlashSize(kb: number): void;
  /** A bit of RAM that always reads as `value`. */
  stickRam(address: number, bit: number, value: 0 | 1): void;
  /** Bits of a byte that got less than a whole program operation, whatever they read as. */
  shortBits(address: number): number;
  /** What unstable cells read follows from this; any number but 0. */
  seedNoise(seed: number): void;
  /** Makes the core's data accesses to a range bus errors, to show that nothing looks there. */
  forbid(address: number, length: number): void;
}

export function createBench(device: Device, die: Die, system: ChipSystem): ChipBench {
  const { bank } = device;
  const unit = bank.otp.writeUnit;
  const locate = (address: number, length: number): { array: CellArray; offset: number } => {
    const range = { address, length };
    if (!isSector(bank) && contains(otpRange(bank), range)) {
      return { array: die.otp, offset: address - bank.otp.base };
    }
    if (flashParts(device).some((part) => contains(part, range))) {
      return { array: die.main, offset: system.controller.cellAt(address - bank.flash.base) };
    }
    const block = system.bus.ram.at(address);
    if (block && address + length <= block.end) {
      return {
        array: { bytes: block.bytes, units: undefined, stuck: new Map(), short: new Map() },
        offset: address - block.base,
      };
    }
    throw new BusError(
      address,
      false,
      isSector(bank) ? 'neither RAM nor main flash' : 'neither RAM, main flash nor OTP',
    );
  };
  const setUnit = (address: number, state: UnitState): void => {
    const { array, offset } = locate(address, 1);
    array.units?.fill(state, Math.floor(offset / unit), Math.floor(offset / unit) + 1);
  };
  return {
    peek(address, length) {
      const { array, offset } = locate(address, length);
      return array.bytes.slice(offset, offset + length);
    },
    poke(address, bytes) {
      const { array, offset } = locate(address, bytes.length);
      array.bytes.set(bytes, offset);
      for (let at = offset; at < offset + bytes.length; at += 1) array.short.delete(at);
      if (!array.units) return;
      for (let at = offset - (offset % unit); at < offset + bytes.length; at += unit) {
        const isBlank = array.bytes.subarray(at, at + unit).every((byte) => byte === 0xff);
        array.units[at / unit] = isBlank ? UnitState.Erased : UnitState.Programmed;
      }
    },
    stickCells(address, mask) {
      const { array, offset } = locate(address, 1);
      if (mask !== 0) array.stuck.set(offset, (array.stuck.get(offset) ?? 0) | mask);
    },
    stickUnit(address) {
      const first = address - (address % unit);
      for (let index = 0; index < unit; index += 1) this.stickCells(first + index, 0xff);
    },
    spendUnit: (address) => setUnit(address, UnitState.Programmed),
    setUnitState: (address, state) => setUnit(address, state === 'weak' ? UnitState.Weak : UnitState.Damaged),
    setLockByte(block, value) {
      if (bank.otp.locks) die.otp.bytes[bank.otp.locks.offset + block] = value;
    },
    setStatus: (flags) => system.controller.bench.setStatus(flags),
    unlockController: () => system.controller.bench.unlock(),
    deafenKeys: () => system.controller.bench.deafen(),
    stickBusy: () => system.controller.bench.stickBusy(),
    delayBusy: (cycles) => system.controller.bench.delayBusy(cycles),
    latePending: (cycles) => system.controller.bench.latePending(cycles),
    leaveHalf(address) {
      const { array } = locate(address, 1);
      const [area, base] =
        array === die.otp ? (['otp', bank.otp.base] as const) : (['main', bank.flash.base] as const);
      const offset = address - base;
      system.controller.bench.leaveHalf(area, offset - (offset % unit));
    },
    reportEccBy: (index) => system.controller.bench.reportEccBy(index),
    slowProgramming: (factor) => system.controller.bench.slowProgramming(factor),
    swapControlLanes() {
      system.core.swapsLanes = true;
    },
    delayBreakpoints() {
      system.stopsLate = true;
    },
    fillHoles() {
      system.bus.fillsHoles = true;
    },
    changeUid() {
      system.bus.onAccess(({ kind, address }) => {
        if (kind !== 'read' || address !== bank.identity.uid) return;
        this.setUid(die.uid.map((byte, index) => (index === 0 ? byte ^ 1 : byte)));
      });
    },
    setReadProtection: (level) => system.controller.bench.setReadProtection(level),
    setOptionBytes: (value) => system.controller.bench.setOptionBytes(value),
    setOptionWord: (word, value) => system.controller.bench.setOptionWord(word, value),
    setHardwareWatchdog: (on) => system.controller.bench.setHardwareWatchdog(on),
    setEmpty: (on) => system.controller.bench.setEmpty(on),
    setDevId(devId) {
      system.dbgmcu.devId = devId;
    },
    setSupply(millivolts) {
      system.vddMv = millivolts;
    },
    setVoltageScaling(range) {
      const { register, shift, mask } = bank.preconditions.find(({ code }) => code === 'VOLTAGE_SCALING') ?? {
        register: 0x40007000,
        shift: 14,
        mask: 3,
      };
      const offset = register & 0x3ff;
      system.pwr.setResetValue(offset, (system.pwr.peek(offset) & ~(mask << shift)) | (range << shift));
    },
    gatePowerClock(on) {
      system.gatesPowerClock = on;
    },
    at: (moment, action) => system.faults.at(moment, action),
    cutPower: () => system.cutPower(),
    bite: () => system.requestReset(),
    setUid(uid) {
      die.uid.set(uid);
      system.controller.bench.setUid(uid);
    },
    setFlashSize: (kb) => system.controller.bench.setFlashSize(kb),
    stickRam: (address, bit, value) => system.bus.stickRam(address, bit, value),
    shortBits(address) {
      const { array, offset } = locate(address, 1);
      const { unstable, weak } = array.short.get(offset) ?? { unstable: 0, weak: 0 };
      return unstable | weak;
    },
    seedNoise: (seed) => system.controller.bench.seedNoise(seed),
    forbid: (address, length) => system.bus.forbid(address, length),
  };
}
