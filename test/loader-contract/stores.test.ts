import { describe, expect, it } from 'vitest';
import { type Subject, subjectOf } from '../facts/subject.js';
import { type Access, ram } from './machine.js';
import { onEveryBank } from './matrix.js';
import { scenarios } from './scenarios.js';

/** A register that a loader may write, with the bits that no chip of the bank reserves, or the values that it takes. */
interface Writable {
  readonly address: number;
  readonly bits?: number;
  readonly values?: readonly number[];
}

/** A witness that reads no description: registers and bits are those of ST's headers, on every chip of the bank. */
onEveryBank(
  (place) => {
    const { family, lines } = place.bank;
    const chips = subjectOf(
      family,
      lines.flatMap(({ devices }) => Object.keys(devices)),
    );
    const registers = writableOf(chips, place.bank.sector?.flashBank);

    describe.each(scenarios(place))('$name', ({ run }) => {
      it('stores to no register but those of programming, and to no reserved bit', async () => {
        const { outcome } = await run();
        const stores = outcome.accesses.filter(
          ({ kind, address }) => kind === 'write' && address >= 0x40000000,
        );
        expect(stores.length).toBeGreaterThan(0);
        expect(stores.filter((store) => !isAllowed(store, registers))).toEqual([]);
      });
    });

    it('knows the registers by addresses that are all different and none of them RAM', () => {
      const addresses = registers.map(({ address }) => address);
      expect(new Set(addresses).size).toBe(addresses.length);
      expect(addresses.filter((address) => !(address > ram.base))).toEqual([]);
      expect(registers.flatMap(({ bits }) => bits ?? []).filter((bits) => bits === 0)).toEqual([]);
    });
  },
  ['simulated chip'],
);

function isAllowed({ address, width, value }: Access, registers: readonly Writable[]): boolean {
  const register = registers.find((each) => each.address === address);
  if (!register || width !== 4) return false;
  const { bits, values } = register;
  return values ? values.includes(value >>> 0) : (value & ~bits!) === 0;
}

/** Flags of the status register that show something and that no loader writes: operations, locks, power-down. */
const shown = ['BSY', 'NSBSY', 'BSY1', 'BSY2', 'CFGBSY', 'WDW', 'OEM1LOCK', 'OEM2LOCK', 'PD', 'PD1', 'PD2'];

/**
 * The headers of H7 number the registers of a flash bank, and its flags are cleared in CCR. With TrustZone those of the
 * non-secure side have NS in front.
 */
function writableOf(chips: Subject, flashBank: number | undefined): Writable[] {
  const must = (symbol: string) => {
    const value = chips.header(symbol);
    if (value === undefined) throw new Error(`no header of ${chips.family} has ${symbol}`);
    return value;
  };
  const flash = (register: string) => must('FLASH_R_BASE') + must(`FLASH.${register}${flashBank ?? ''}`);
  const fields = (register: string) =>
    chips
      .symbols(`FLASH_${register}_`)
      .reduce((mask, field) => (mask | chips.commonBits(`FLASH_${register}_${field}`)) >>> 0, 0);
  const named = (...names: readonly string[]) =>
    names.find((name) => chips.header(`FLASH.${name}`) !== undefined) ?? names[0]!;
  const [keyRegister, sr, cr] = [named('KEYR', 'NSKEYR'), named('SR', 'NSSR'), named('CR', 'NSCR', 'NSCR1')];
  const notWritten = shown.reduce(
    (mask, flag) => (mask | (chips.headerBits(`FLASH_${sr}_${flag}`) ?? 0)) >>> 0,
    0,
  );
  const keys = [chips.hal('FLASH_KEY1')!, chips.hal('FLASH_KEY2')!];
  const hasDataCache = chips.commonBits('FLASH_ACR_DCEN') !== 0;
  return [
    { address: flash(keyRegister), values: keys },
    flashBank === undefined
      ? { address: flash(sr), bits: (fields(sr) & ~notWritten) >>> 0 }
      : { address: flash('CCR'), bits: fields('CCR') },
    { address: flash(cr), bits: fields(cr) },
    ...(hasDataCache ? [{ address: flash('ACR'), bits: fields('ACR') }] : []),
    // The key that reloads the watchdog (RM0090 §21.4.1, the same in each manual).
    {
      address: must(flashBank === undefined ? 'IWDG_BASE' : 'IWDG1_BASE') + must('IWDG.KR'),
      values: [0xaaaa],
    },
  ];
}
