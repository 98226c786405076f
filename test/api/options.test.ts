import { describe, expect, it } from 'vitest';
import * as library from '../../src/index.js';

const chip = { image: 'unit.hex', probe: 'sim:STM32F401RE' };
const confirm = async () => true;

/** Functions about the ledger of a line take its file before their options, and those about a unit its name too. */
const ofLine = /^ledger|Ledger$|^acceptLedgerClock$|^adoptUnit$|^importLedgerLog$|^loadLedgerRows$/;
const ofUnit = /^(?:accept|release|scrap|replace)(?:Unit|Shown)$/;

/** Calls as JavaScript would: nothing looks at the types. */
function call(name: string, options: unknown): Promise<unknown> {
  const [, found] = Object.entries(library).find(([each]) => each === name) ?? [];
  if (typeof found !== 'function') throw new Error(`no function ${name}`);
  const first: Readonly<Record<string, readonly unknown[]>> = {
    exportForHost: ['pyocd'],
    interruptedRuns: ['journal.jsonl', '00'],
  };
  return Reflect.apply(found, undefined, [...(first[name] ?? placesOf(name)), options]);
}

function placesOf(name: string): readonly string[] {
  if (ofUnit.test(name)) return ['line.yaml', 'SN-0001'];
  return ofLine.test(name) ? ['line.yaml'] : [];
}

// It takes a document alone.
const withoutOptions = ['mapSvg'];
const calls = Object.entries(library)
  .filter(([name, value]) => typeof value === 'function' && /^[a-z]/.test(name))
  .filter(([name]) => !withoutOptions.includes(name))
  .map(([name]) => name);

describe('every function of the library', () => {
  it.each(calls)('%s refuses an option that it does not know, and names it', async (name) => {
    await expect(call(name, { banksy: ['.'] })).rejects.toMatchObject({
      code: 'OPTION_UNKNOWN',
      exitCode: 2,
      message: `${name}: unknown option banksy`,
      details: { call: name, option: 'banksy' },
    });
  });

  it.each(calls)('%s refuses options that are not an object', async (name) => {
    for (const options of ['unit.hex', 7, null, ['unit.hex']]) {
      await expect(call(name, options)).rejects.toMatchObject({ code: 'OPTION_INVALID' });
    }
  });
});

describe('program', () => {
  it.each([
    ['a mistyped confirm', { ...chip, confrim: confirm }, 'OPTION_UNKNOWN', 'confrim'],
    ['no confirm', chip, 'OPTION_MISSING', 'confirm'],
    ['a confirm that is undefined', { ...chip, confirm: undefined }, 'OPTION_MISSING', 'confirm'],
    ['a confirm that is no function', { ...chip, confirm: true }, 'OPTION_INVALID', 'confirm'],
    ['no image', { probe: chip.probe, confirm }, 'OPTION_MISSING', 'image'],
    ['bytes as the image', { ...chip, image: Uint8Array.of(1), confirm }, 'OPTION_INVALID', 'image'],
    ['a fill that is no byte', { ...chip, confirm, fill: 256 }, 'OPTION_INVALID', 'fill'],
    ['a fill that is text', { ...chip, confirm, fill: '0xFF' }, 'OPTION_INVALID', 'fill'],
    ['flags as text', { ...chip, confirm, shared: 'no' }, 'OPTION_INVALID', 'shared'],
    ['rehearse: always', { ...chip, confirm, rehearse: 'always' }, 'OPTION_INVALID', 'rehearse'],
    ['a signal that is none', { ...chip, confirm, signal: {} }, 'OPTION_INVALID', 'signal'],
    ['one UID for a list', { ...chip, confirm, movedFrom: 'A1' }, 'OPTION_INVALID', 'movedFrom'],
    ['a hook of its inner run', { ...chip, confirm, onBegin: confirm }, 'OPTION_UNKNOWN', 'onBegin'],
    ['half a probe', { ...chip, confirm, probe: { scheme: 'sim' } }, 'OPTION_MISSING', 'probe.target'],
    ['an inherited typo', Object.create({ ...chip, confirm, journl: 'j' }), 'OPTION_UNKNOWN', 'journl'],
  ])('refuses %s', async (_, options, code, option) => {
    await expect(call('program', options)).rejects.toMatchObject({ code, exitCode: 2, details: { option } });
  });

  it('suggests what was meant', async () => {
    await expect(call('program', { ...chip, confrim: confirm })).rejects.toMatchObject({
      remedy: 'Did you mean confirm?',
    });
  });

  it('says which number is out of its range', async () => {
    await expect(call('program', { ...chip, confirm, fill: 256 })).rejects.toMatchObject({
      message: 'program: the option fill is 256',
      remedy: 'Give a whole number from 0 to 255.',
    });
  });

  it('never repeats a text: it may be a secret', async () => {
    const error: unknown = await call('program', { ...chip, confirm, fill: 'SECRET' }).catch((each) => each);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('SECRET');
  });

  it('takes an option that is undefined for one that is not given', async () => {
    await expect(call('program', { ...chip, confirm, layout: undefined })).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
    });
  });
});

describe('merge', () => {
  it.each([
    [
      'a typo within an input',
      { inputs: [{ path: 'fw.bin', adress: 0 }] },
      'OPTION_UNKNOWN',
      'inputs[0].adress',
    ],
    ['a path for a list', { inputs: 'fw.hex' }, 'OPTION_INVALID', 'inputs'],
    [
      'a CSV file without a row',
      { inputs: [], layout: 'l', csv: { file: 'u.csv' } },
      'OPTION_MISSING',
      'csv.row',
    ],
    ['an area that is none', { inputs: [], only: ['ram'] }, 'OPTION_INVALID', 'only[0]'],
    ['values in a Map', { inputs: [], layout: 'l', values: new Map([['a', 1]]) }, 'OPTION_INVALID', 'values'],
    ['values in a list', { inputs: [], layout: 'l', values: [1] }, 'OPTION_INVALID', 'values'],
    ['values without a layout', { inputs: [], values: { a: 1 } }, 'OPTION_MISSING', 'layout'],
    ['settings without a layout', { inputs: [], set: ['a=1'] }, 'OPTION_MISSING', 'layout'],
    ['a check of no table', { inputs: [], layout: 'l', check: true }, 'OPTION_MISSING', 'csv'],
  ])('refuses %s', async (_, options, code, option) => {
    await expect(call('merge', options)).rejects.toMatchObject({ code, details: { option } });
  });

  it('keeps what steers a terminal out of its message', async () => {
    await expect(call('merge', { inputs: [], '\u001b[2J': 1 })).rejects.toMatchObject({
      message: 'merge: unknown option \\u{1B}[2J',
    });
  });
});
