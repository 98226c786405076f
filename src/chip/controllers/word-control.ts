import type { WordFamily } from '../families/index.js';
import { eraseCells } from '../memory/die.js';
import type { ControllerContext } from './controller.js';
import { KeyLock } from './key-lock.js';
import { OptionBytes } from './option-bytes.js';
import type { WordBank } from './word-bank.js';
import { WordOptions } from './word-options.js';
import { keys, OptionControl, OptionStatus, Register } from './word-registers.js';

/** No datasheet has the time of an option byte change. */
const optionsUs = 25_000;

/** A write to a register that both banks share, at either block. */
export interface CommonWrite {
  readonly offset: number;
  /** Whose block it is. */
  readonly bank: 1 | 2;
  readonly value: number;
  readonly lanes: number;
  readonly address: number;
}

/** What both flash banks share: option bytes, their key, and the mass erase. */
export class WordControl {
  readonly options: OptionBytes;
  readonly words: WordOptions;
  readonly #chip: ControllerContext;
  readonly #banks: () => readonly WordBank[];
  readonly #key = new KeyLock(...keys.options);
  readonly #watchdogBit: number;
  #hasFailed = false;
  #isChanging = false;

  constructor(chip: ControllerContext, family: WordFamily, banks: () => readonly WordBank[]) {
    const { rdpShift, reset, watchdogBit } = family.options;
    this.#chip = chip;
    this.#banks = banks;
    this.#watchdogBit = 1 << watchdogBit;
    const commands = OptionStatus.OPT_BUSY | OptionStatus.OPTCHANGEERR;
    this.options = new OptionBytes(chip.die, { rdpShift, reset, commands });
    this.words = new WordOptions(chip.die);
  }

  /** IWDG1_SW of 0 starts it. */
  get hardwareWatchdog(): boolean {
    return (this.options.current & this.#watchdogBit) === 0;
  }

  setHardwareWatchdog(on: boolean): void {
    this.options.setBits(this.#watchdogBit, on ? 0 : this.#watchdogBit);
  }

  /** SWAP_BANK_OPT, which holds from the next reset. */
  get swapsBanks(): boolean {
    return (this.options.current & OptionStatus.SWAP_BANK_OPT) !== 0;
  }

  /** Undefined where the register is a bank's own. */
  read(offset: number, isSwapped: boolean): number | undefined {
    switch (offset) {
      case Register.OPTKEYR:
      case Register.OPTCCR:
        return 0;
      case Register.OPTCR:
        return (
          ((this.#key.locked ? OptionControl.OPTLOCK : 0) | (isSwapped ? OptionControl.SWAP_BANK : 0)) >>> 0
        );
      case Register.OPTSR_CUR:
        return (this.options.current | this.#flags) >>> 0;
      case Register.OPTSR_PRG:
        return this.options.shown >>> 0;
      default:
        return undefined;
    }
  }

  /** False where the register is a bank's own. */
  write({ offset, bank, value, lanes, address }: CommonWrite): boolean {
    switch (offset) {
      case Register.OPTKEYR:
        this.#key.enter(value, address);
        return true;
      case Register.OPTCR:
        this.#writeControl(value & lanes);
        return true;
      case Register.OPTCCR:
        if (value & lanes & OptionStatus.OPTCHANGEERR) this.#hasFailed = false;
        return true;
      case Register.OPTSR_PRG:
        if (!this.#key.locked) this.options.write(value, lanes);
        return true;
      default:
        if (this.words.read(offset, bank) === undefined) return false;
        if (!this.#key.locked) this.words.write(offset, bank, value, lanes);
        return true;
    }
  }

  reset(): void {
    this.#key.reset();
    this.options.reset();
    this.words.reset();
    this.#hasFailed = false;
    this.#isChanging = false;
  }

  get #flags(): number {
    const isBusy = this.#isChanging && this.#banks().some(({ operation }) => operation.busy);
    return (isBusy ? OptionStatus.OPT_BUSY : 0) | (this.#hasFailed ? OptionStatus.OPTCHANGEERR : 0);
  }

  // Nothing is taken while OPTLOCK is set.
  #writeControl(ones: number): void {
    for (const { operation } of this.#banks()) if (operation.busy) operation.stall();
    if (this.#key.locked) return;
    if (ones & OptionControl.MER) for (const bank of this.#banks()) bank.eraseAll();
    if (ones & OptionControl.OPTSTART) this.#change();
    if (ones & OptionControl.OPTLOCK) this.#key.lock();
  }

  // Never again at level 2; the way from level 1 to 0 erases the main flash (RM0433 §4.5.3).
  #change(): void {
    const { options, words } = this;
    if (options.readProtection === 2) {
      this.#hasFailed = true;
      return;
    }
    const wanted = options.shown;
    const applyWords = words.pending();
    const before = options.readProtection;
    const { clock, counters, die } = this.#chip;
    counters.optionOperations += 1;
    this.#isChanging = true;
    const [first, ...others] = this.#banks();
    const cycles = clock.cyclesOf(optionsUs);
    for (const bank of others) bank.occupy(cycles, () => {});
    first?.occupy(cycles, () => {
      this.#isChanging = false;
      options.set(wanted);
      applyWords();
      if (before === 1 && options.readProtection === 0) eraseCells(die.main, 0, die.main.bytes.length);
    });
  }
}
