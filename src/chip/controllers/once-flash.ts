import type { Sector } from '../../bank/index.js';
import type { Controller } from '../../controller/index.js';
import type { OnceFamily } from '../families/index.js';
import { UnitState } from '../memory/die.js';
import { type BusMaster, type BusWidth, readBytesAt } from '../memory/region.js';
import type { Area, ControllerBench, ControllerContext, FlashController } from './controller.js';
import { EccMonitors } from './ecc-monitors.js';
import { cutUnit } from './ecc-unit.js';
import { EmptyFlag } from './empty-flag.js';
import { FlashRegisters } from './flash-registers.js';
import { cutPlainUnit } from './plain-unit.js';

const PWR_CR1 = 0x00;
/** Any of these left from before makes the next program operation fail with PGSERR (RM0351 §3.3.7). */
const blocking = ['PROGERR', 'WRPERR', 'PGAERR', 'SIZERR', 'PGSERR', 'MISERR', 'FASTERR'] as const;

/** Flash of double words or quad-words with ECC, each programmed once (L4, L5, G4, G0: RM0351 §3.3; U5: RM0456); C0 has no ECC (RM0490 §4.2). */
export class OnceFlash extends FlashRegisters implements FlashController {
  /** Bytes of a unit. */
  readonly mainUnit: number;
  readonly bench: ControllerBench;
  readonly #facts: OnceFamily;
  readonly #ecc: EccMonitors;
  readonly #empty: EmptyFlag;
  readonly #blocking: number;
  /** Of FLASH_CR: the page erase, and the mass erase of bank 1 and 2. */
  readonly #pageErase: number;
  readonly #massErase: readonly [number, number];
  /** Of FLASH_CR: what programs more than one unit at a time. */
  readonly #fast: number;
  /** First words of a unit that waits for the rest. */
  #half: { readonly area: Area; readonly offset: number; readonly words: readonly number[] } | undefined;

  constructor(
    chip: ControllerContext,
    model: { readonly family: OnceFamily; readonly controller: Controller },
  ) {
    super(chip, model);
    this.#facts = model.family;
    this.mainUnit = model.family.unitSize;
    this.#pageErase = this.io.field('PER');
    this.#massErase = [this.io.anyField(['MER', 'MER1']), this.io.anyField(['MER2'])];
    this.#blocking = blocking.reduce((mask, name) => mask | this.io.anyFlag(name), 0);
    this.#fast = this.io.anyField(['FSTPG', 'BWR']);
    for (const name of ['PNB', 'STRT']) this.io.field(name);
    this.#ecc = new EccMonitors(chip.device, this.#facts, this.layout, chip.pendNmi);
    this.#empty = new EmptyFlag(chip.device, this.#facts, this.io, () => this.#looksEmpty);
    this.bench = {
      ...this.commonBench(),
      setEmpty: (on) => this.#empty.set(on),
      leaveHalf: (area, offset) => {
        this.#half = { area, offset, words: [0] };
      },
      reportEccBy: (index) => {
        this.#ecc.ofOtp = index;
      },
    };
  }

  get bootsSystemMemory(): boolean {
    return this.#empty.isSet;
  }

  get nmiLine(): boolean {
    return this.#ecc.nmiLine;
  }

  protected override get hasHalf(): boolean {
    return this.#half !== undefined;
  }

  protected override get flagsOfAccess(): number {
    return this.#empty.accessBit;
  }

  protected override get flagsInAccess(): number {
    return this.#empty.inAccess;
  }

  protected override get flagsInStatus(): number {
    return this.#empty.inStatus;
  }

  protected override accessWritten(value: number, lanes: number): void {
    this.#empty.accessWritten(value, lanes);
  }

  protected override statusWritten(ones: number): void {
    this.#empty.statusWritten(ones);
  }

  protected readOther(offset: number): number {
    return this.#ecc.readRegister(offset) ?? this.family.options.others?.get(offset) ?? 0;
  }

  protected writeOther(offset: number, value: number, lanes: number): void {
    this.#ecc.writeRegister(offset, value, lanes);
  }

  protected override isOpenAtLevel1(area: Area): boolean {
    return area === 'otp' && this.#facts.otpOpenAtLevel1;
  }

  read(area: Area, offset: number, width: BusWidth, master: BusMaster): number {
    this.awaitIdle('arrayReadsWhileBusy');
    this.checkReadProtection(area, offset);
    const cells = this.cells.of(area);
    const cache = this.cacheFor(area, master);
    if (!cache) {
      this.#ecc.read(area, cells, offset);
      return readBytesAt(cells.bytes, offset, width);
    }
    const address = this.cells.addressOf(area, offset);
    const { start, bytes } = cache.line(address, (from, size) => {
      const first = offset - (address - from);
      // The whole line comes in, and with it what is wrong with the neighbours; the unit asked for is first.
      this.#ecc.read(area, cells, offset);
      for (let at = first; at < first + size; at += this.mainUnit) this.#ecc.read(area, cells, at);
      return cells.bytes.slice(first, first + size);
    });
    return readBytesAt(bytes, address - start, width);
  }

  fetch(offset: number): number {
    if (this.operation.busy) this.operation.stall();
    this.checkReadProtection('main', offset);
    this.#ecc.fetch(this.chip.die.main, offset);
    return readBytesAt(this.chip.die.main.bytes, offset, 2);
  }

  write(area: Area, offset: number, width: BusWidth, value: number): void {
    this.awaitIdle('arrayWritesWhileBusy');
    const error = this.#sequenceError(area, offset, width);
    if (error) {
      this.#dropHalf();
      this.refuse(error);
      return;
    }
    const { offset: first, words: before } = this.#half ?? { offset, words: [] };
    const words = [...before, value];
    if (words.length * 4 < this.mainUnit) {
      this.#half = { area, offset: first, words };
      return;
    }
    this.#half = undefined;
    const protectionError = this.#protectionError(area, first, words);
    if (protectionError) this.refuse(protectionError);
    else this.#program(area, first, words);
  }

  reset(kind: 'power' | 'system'): void {
    this.resetCommon();
    this.#half = undefined;
    this.#ecc.reset();
    if (kind === 'power') this.#empty.load();
  }

  #sequenceError(area: Area, offset: number, width: BusWidth): number {
    const { io } = this;
    // Fast programming needs a mass erase before it, which OTP never has.
    const beside = this.#pageErase | this.#massErase[0] | this.#massErase[1] | this.#fast;
    if (!(this.control & io.program) || this.control & beside) return io.flag('PGSERR');
    if (this.status & this.#blocking) return io.flag('PGSERR');
    const half = this.#half;
    // A unit is begun only once CFGBSY has fallen (RM0444, programming sequence).
    if (!half && this.isPending) return io.flag('PGSERR');
    if (width !== 4) return io.flag('SIZERR');
    if (!half) return offset % this.mainUnit === 0 ? 0 : io.flag('PGAERR');
    const next = half.offset + 4 * half.words.length;
    return half.area === area && offset === next ? 0 : io.flag('PGAERR');
  }

  #protectionError(area: Area, offset: number, words: readonly number[]): number {
    if (this.isWriteDenied || area === 'system') return this.io.flag('WRPERR');
    const state = this.cells.of(area).units?.[offset / this.mainUnit] ?? UnitState.Erased;
    if (state === UnitState.Erased) return 0;
    // All zeros may follow in main flash, in OTP not even that (RM0351 §3.3.1).
    return area === 'main' && words.every((word) => word === 0) ? 0 : this.io.flag('PROGERR');
  }

  #program(area: Area, offset: number, words: readonly number[]): void {
    const cells = this.cells.of(area);
    const wanted = Uint8Array.from(
      { length: this.mainUnit },
      (_, index) => (words[index >>> 2] ?? 0) >>> (8 * (index & 3)),
    );
    const cut = this.chip.device.bank.otp.ecc ? cutUnit : cutPlainUnit;
    this.startProgram(area, offset, (progress) => cut(cells, offset, wanted, progress));
  }

  // In range 2 flash can be neither programmed nor erased (RM0351 §5.1.8, RM0444 §4.1.4).
  protected override get isSupplied(): boolean {
    if (!super.isSupplied) return false;
    return !this.#facts.needsRangeOne || ((this.chip.pwr(PWR_CR1) >>> 9) & 3) === 1;
  }

  protected controlWritten(): void {
    if (!(this.control & this.io.program)) this.#dropHalf();
  }

  protected erase(): void {
    const [first, second] = this.#massErase;
    const pages = this.#pagesToErase();
    const isMixed = this.control & this.#pageErase && this.control & (first | second);
    const isProgramming = this.control & (this.io.program | this.#fast);
    const isBlocked = isMixed || isProgramming || this.status & this.#blocking;
    if (pages.length === 0 || this.isWriteDenied || isBlocked) {
      this.refuse(this.io.flag(this.isWriteDenied ? 'WRPERR' : 'PGSERR'));
      return;
    }
    const { sector, all } = this.family.eraseUs;
    this.startErase(pages, this.control & this.#pageErase ? sector : all);
  }

  #pagesToErase(): readonly Sector[] {
    const { sectors, perBank } = this.layout;
    if (this.control & this.#pageErase) {
      const sector = this.#pageOfPnb();
      return sector ? [sector] : [];
    }
    const [first, second] = this.#massErase;
    return sectors.filter((_, index) => (this.control & (index < perBank ? first : second)) !== 0);
  }

  // Pages count from 0 in each bank; a field of more than 8 bits numbers those of bank 2 from 256 (RM0444).
  #pageOfPnb(): Sector | undefined {
    const { sectors, dualBank, perBank } = this.layout;
    const page = this.io.valueOf('PNB', this.control);
    const isSecond = dualBank && (this.control & this.io.anyField(['BKER'])) !== 0;
    const inBank = isSecond ? page & 0xff : page;
    return inBank < perBank ? sectors[(isSecond ? perBank : 0) + inBank] : undefined;
  }

  #dropHalf(): void {
    if (this.#half) this.chip.counters.halfWrittenUnits += 1;
    this.#half = undefined;
  }

  get #looksEmpty(): boolean {
    return readBytesAt(this.chip.die.main.bytes, 0, 4) === 0xffffffff;
  }
}
