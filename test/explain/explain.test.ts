import { describe, expect, it } from 'vitest';
import { findDevice, type LoadedBank, listDevices, type ProtectionLevel } from '../../src/bank/index.js';
import { widthOf } from '../../src/cli/wrap.js';
import { explainDevice } from '../../src/explain/index.js';
import { familyRecords, findFamily, listedDevices } from '../../src/family/index.js';
import { allBanks, l4 } from '../support/banks.js';
import { banks, proseOf, textOf } from './texts.js';
import { withBank } from './with-bank.js';

const explained = [
  'STM32L476RG',
  'STM32F401RE',
  'STM32G071RB',
  'STM32F767ZI',
  'STM32H743ZI',
  'STM32H750VB',
  'STM32H7A3ZI',
  'STM32U575ZI',
  'STM32F103C8',
  'STM32MP157CA',
];

describe('explain', () => {
  it.each(explained)('says of %s what was read against the sources', async (name) => {
    await expect(`${textOf(name, allBanks)}\n`).toMatchFileSnapshot(`golden/${name}.txt`);
  });

  it('fits 80 columns, for each line of each family', () => {
    const names = familyRecords().flatMap(({ lines }) => lines.flatMap(({ prefixes }) => prefixes));
    for (const name of names) {
      const lines = textOf(
        `${name}${name.length > 9 ? '' : 'ZZ'}`.replace(/^(STM32[FL]4\w\w)ZZ$/, '$1'),
      ).split('\n');
      expect(lines.filter((line) => widthOf(line) > 80)).toEqual([]);
    }
  });

  it('has an answer for each device that a list names', () => {
    const names = [...familyRecords().flatMap(listedDevices), ...listDevices(banks).map(({ name }) => name)];
    for (const name of names) {
      const { device, answer, otp, sources, summary } = explainDevice(name, banks);
      expect(device).toBe(name);
      expect(otp === null).toBe(answer === 'none');
      expect(summary).not.toBe('');
      expect(sources).not.toEqual([]);
    }
  });

  it.each(['stm32l476rgt6', 'STM32L476RGTx', ' stm32l476RG '])('takes %j for the same chip', (name) => {
    expect(explainDevice(name, banks)).toEqual(explainDevice('STM32L476RG', banks));
  });

  it('explains a line of a served family as its devices', () => {
    const { device, ...line } = explainDevice('stm32l476', banks);
    const { device: _, ...one } = explainDevice('STM32L476RG', banks);
    expect(device).toBe('STM32L476');
    expect(line).toEqual(one);
  });

  it('knows nothing of what is not an STM32', () => {
    expect(() => explainDevice('GD32F103C8', banks)).toThrow(
      expect.objectContaining({ code: 'DEVICE_UNKNOWN' }),
    );
    expect(() => explainDevice('STM32L47', banks)).toThrow(
      expect.objectContaining({ code: 'DEVICE_UNKNOWN' }),
    );
  });

  it('doubts a name that no list of its line has', () => {
    expect(explainDevice('STM32G071ZX', banks).isListed).toBe(false);
    expect(textOf('STM32G071ZX')).toContain('No public list names this device');
    expect(textOf('STM32G071RB')).not.toContain('No public list');
    // Its family has no list.
    expect(textOf('STM32F103C8')).not.toContain('No public list');
  });
});

describe('explain of a served device', () => {
  it('has the area of its bank', () => {
    expect(explainDevice('STM32L476RG', banks)).toMatchObject({
      format: 'otpforge.explain/1',
      answer: 'bank',
      family: 'STM32L4',
      line: findDevice('STM32L476RG', banks).line.name,
      bank: { name: 'stm32l4-otp', isShipped: true },
      otp: { base: 0x1fff7000, size: 1024, unit: 8, rewrite: 'once', locks: { kind: 'none' }, ecc: 'yes' },
    });
    expect(explainDevice('STM32F401RE', banks).otp).toMatchObject({
      base: 0x1fff7800,
      size: 528,
      dataSize: 512,
      locks: { kind: 'bytes', base: 0x1fff7a00, count: 16, blockSize: 32 },
      ecc: 'no',
    });
  });

  it('follows the bank where a family gets one, and says when it is not ours', () => {
    const own = withBank('STM32G0', 'STM32G071RB');
    const before = explainDevice('STM32G071RB', banks);
    const after = explainDevice('STM32G071RB', [own, ...banks]);
    expect(before).toMatchObject({ answer: 'not-yet', bank: null });
    expect(before.proven).toEqual(['Nothing: otpforge has no bank for it, and burns none.']);
    expect(after).toMatchObject({ answer: 'bank', bank: { name: own.bank.name, isShipped: false } });
    expect(after.proven).toEqual(['Not by us: the bank is not one of the package.']);
    // What is known of the chip stays.
    expect(after.questions).toEqual(before.questions);
    expect(after.readProtection?.notes).toEqual(before.readProtection?.notes);
    expect(textOf('STM32G071RB', [own, ...banks])).toContain('not one of the package');
  });

  it('claims nothing of a family that nobody has described', () => {
    const { readProtection, factory, otp, answer } = explainDevice('STM32X99AB', [
      withBank('STM32X9', 'STM32X99AB'),
    ]);
    expect({ answer, factory }).toEqual({ answer: 'bank', factory: ['Not verified.'] });
    expect(otp?.base).toBe(l4.otp.base);
    expect(readProtection?.levels.slice(1).map(({ debugger: probe }) => probe.read)).toEqual([
      'unknown',
      'unknown',
    ]);
  });
});

describe('read protection of a served device', () => {
  const levelsOf = (name: string) => explainDevice(name, banks).readProtection?.levels;
  const shipped = banks.flatMap(({ bank }) => {
    const [line] = bank.lines;
    return Object.keys(line?.devices ?? {}).slice(0, 1);
  });

  it.each(shipped)('is in the bank of %s what it is in the record of its family', (name) => {
    const levels = findDevice(name, banks).bank.readProtection?.levels ?? [];
    const known = findFamily(name)?.facts.readProtection?.levels ?? [];
    expect(levels.length).toBeGreaterThanOrEqual(3);
    for (const { level, read, program } of levels) {
      const own = { read, write: program };
      const record = known.find((each) => each.level === String(level))?.debugger;
      for (const key of ['read', 'write'] as const) {
        if (own[key] !== 'unknown' && record?.[key] !== 'unknown')
          expect(record?.[key], `${level}`).toBe(own[key]);
      }
    }
  });

  it('is what the bank says, and where that is unknown what the record says', () => {
    const [own] = withLevels([
      { level: 0, read: 'yes', program: 'yes' },
      { level: 1, read: 'unknown', program: 'yes' },
    ]);
    const document = explainDevice('STM32L476RG', own ? [own] : []);
    // By the bank: level 1 programs. By the record: what is unknown to it, and level 2.
    expect(document.readProtection?.levels).toEqual([
      levelsOf('STM32L476RG')?.[0],
      { ...levelsOf('STM32L476RG')?.[1], debugger: { read: 'no', write: 'yes' } },
      levelsOf('STM32L476RG')?.[2],
    ]);
  });
});

describe('explain of other families', () => {
  it('knows that an STM32G0 shows OTP at level 1, and not whether it can be programmed then', () => {
    const { readProtection } = explainDevice('STM32G071RB', banks);
    expect(readProtection?.levels[1]).toMatchObject({
      level: '1',
      debugger: { read: 'yes', write: 'unknown' },
    });
    expect(proseOf('STM32G071RB')).toMatch(/RM0444 Rev 5 says that it does not; users found that it does/);
  });

  it('has both layouts of the STM32F7', () => {
    expect(explainDevice('STM32F767ZI', banks).otp).toMatchObject({
      base: 0x1ff0f000,
      size: 1040,
      locks: { base: 0x1ff0f400, blockSize: 64 },
    });
    expect(explainDevice('STM32F722RE', banks).otp).toMatchObject({
      base: 0x1ff07800,
      size: 528,
      locks: { base: 0x1ff07a00, blockSize: 32 },
    });
    expect(proseOf('STM32F767ZI')).toMatch(/what the F7 manuals say of it was not read/);
  });

  it('has the quad-words of the STM32U5, and what TrustZone leaves open', () => {
    expect(explainDevice('STM32U575ZI', banks).otp).toMatchObject({ base: 0x0bfa0000, size: 512, unit: 16 });
    expect(proseOf('STM32U575ZI')).toMatch(/TZEN 1\) it is not verified/);
  });

  it('has three addresses within the STM32WBA', () => {
    const bases = ['STM32WBA52CG', 'STM32WBA65RI', 'STM32WBA25CE'].map(
      (name) => explainDevice(name, banks).otp,
    );
    expect(bases.map((otp) => [otp?.base, otp?.unit])).toEqual([
      [0x0bf90000, 16],
      [0x0bfa0000, 16],
      [0x0bf8d000, 8],
    ]);
  });

  it('claims no address of the fuses of an STM32MP1', () => {
    expect(explainDevice('STM32MP157CA', banks)).toMatchObject({
      answer: 'mp1',
      otp: { kind: 'fuses', base: null },
    });
    expect(textOf('STM32MP157CA')).toContain('384 bytes: 96 words of 32 bits. Not memory-mapped.');
  });

  it('says which command serves the fuses of an STM32MP1', () => {
    for (const name of ['STM32MP157C', 'STM32MP135F', 'STM32MP157CAC3']) {
      const document = explainDevice(name, banks);
      expect(document).toMatchObject({ answer: 'mp1', isListed: true });
      expect(document.summary).toMatch(/^otpforge mp1 reads and writes its fuses/);
      expect(document.proven).toHaveLength(1);
    }
    expect(textOf('STM32MP135F')).toContain('two MAC addresses');
    expect(() => findDevice('STM32MP157C', banks)).toThrow(
      expect.objectContaining({
        code: 'DEVICE_UNKNOWN',
        remedy: expect.stringContaining('use otpforge mp1'),
        details: expect.objectContaining({ answer: 'mp1' }),
      }),
    );
  });
});

function withLevels(levels: ProtectionLevel[]): readonly LoadedBank[] {
  const field = { register: 0x40022020, shift: 0, mask: 0xff };
  return banks
    .filter(({ bank }) => bank.name === 'stm32l4-otp')
    .map(({ bank, file }) => ({ bank: { ...bank, readProtection: { ...field, levels } }, file }));
}
