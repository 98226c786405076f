import { describe, expect, it } from 'vitest';
import { exportOpenocd } from '../../src/export/openocd.js';
import { exportPyocd } from '../../src/export/pyocd.js';
import { unitCells } from '../../src/judge/index.js';
import { placed } from '../judge/chip.js';
import { verdictOf } from '../judge/model.js';
import { type Case, cases, madeUp } from '../judge/situations.js';
import { f401, l476 } from '../support/banks.js';
import { inFolder } from '../support/cli.js';
import { imageOf } from '../support/images.js';
import { askPython, askTcl, type ScriptCase } from './judging-scripts.js';
import { madeUpBanks } from './made-up-bank.js';

/** What a script says of a unit that it refuses, by the reason of the plan; a part of the whole sentence. */
const words: Readonly<Record<string, string>> = {
  'needs-ones': 'no bit goes back to one',
  'unit-is-spent': 'this unit is spent',
  'bytes-missing': 'is not a whole write unit',
  'block-is-locked': 'block 1 is locked',
  'lock-byte-is-damaged': 'the lock byte of block 1 is damaged',
  'lock-byte-value': 'a lock byte takes 00 and nothing else',
  'block-is-empty': 'block 1 is empty',
  'ecc-damaged': 'is damaged or weak (ECC)',
  'ecc-weak': 'is damaged or weak (ECC)',
};

describe('a script judges a unit as the manuals do', () => {
  it('in Python, for pyOCD', async () => {
    const [file] = await exportPyocd(madeUp.map((bank) => ({ ...madeUpBanks[0]!, bank })));
    const whole = cases.filter(isWhole);
    const answers = askPython(String(file?.content), whole.map(scriptCase));
    const used = new Set<string | null>();
    for (const [index, { situation }] of whole.entries()) {
      // It has no way to ask for the lock of an empty block.
      const block = situation.block === 'named' ? 'empty' : situation.block;
      const [state, reason] = verdictOf({ ...situation, ...(block && { block }) }).split(': ');
      const { refusal, cell, verdict } = answers[index]!;
      const text = JSON.stringify(situation);
      if (state === 'skip' || state === 'burn') expect(refusal, text).toBeNull();
      else expect(refusal, text).toContain(words[reason!]);
      if (!situation.ecc) expect(verdict, text).toEqual([state, reason]);
      used.add(cell);
    }
    expect(cellNames((name) => !used.has(name))).toEqual(cellNames((name) => /, part$|^ecc/.test(name)));
  });

  it('in Python refuses a part of a unit, be it equal: pyOCD would fill the rest', async () => {
    const [file] = await exportPyocd(madeUp.map((bank) => ({ ...madeUpBanks[0]!, bank })));
    const parts = cases.filter((each) => !isWhole(each));
    expect(parts.length).toBeGreaterThan(100);
    for (const { refusal } of askPython(String(file?.content), parts.map(scriptCase))) {
      expect(refusal).toContain(words['bytes-missing']);
    }
  });

  it('in Tcl, for OpenOCD', () =>
    inFolder(async (folder) => {
      // A new chip of the other would have damaged lock bytes, and is exported for by nobody.
      const banks = madeUp.filter(({ otp }) => !otp.locks || otp.erasedValue === otp.locks.unlocked);
      const scripts = await Promise.all(banks.map(tclScript));
      // The export has refused the lock of an empty block, and holds whole units.
      const asked = cases
        .filter(({ situation }) => situation.block !== 'empty')
        .filter((each) => isWhole(each) && banks.includes(each.bank));
      const questions = asked.map((each) => ({ ...scriptCase(each), bank: banks.indexOf(each.bank) }));
      const answers = askTcl(folder, scripts, questions, l476.bank.otp.ecc!.registers[0]!.register);
      expect(answers).toHaveLength(asked.length);
      for (const [index, { situation }] of asked.entries()) {
        const [state, reason] = verdictOf(situation).split(': ');
        const answer = state === 'skip' ? /^answer 0$/ : state === 'burn' ? /^answer 1$/ : undefined;
        if (answer) expect(answers[index], JSON.stringify(situation)).toMatch(answer);
        else expect(answers[index], JSON.stringify(situation)).toContain(words[reason!]);
      }
    }));
});

function tclScript(bank: Case['bank']): Promise<string> {
  const device = { ...(bank.name === f401.bank.name ? f401 : l476), bank };
  const image = imageOf([bank.otp.base, new Uint8Array(bank.otp.writeUnit)]);
  return exportOpenocd({ device, image, loader: madeUpBanks[0]!.loader }).then(({ files }) =>
    String(files[0]?.content),
  );
}

function isWhole({ situation }: Case): boolean {
  return !situation.wanted.includes(undefined);
}

function scriptCase(each: Case): ScriptCase {
  const { address, otp, image } = placed(each);
  const { segments } = image;
  return {
    bank: madeUp.indexOf(each.bank),
    base: each.bank.otp.base,
    otp: [...otp],
    wish: segments.flatMap((segment) =>
      Array.from(segment.bytes, (byte, index) => [segment.address + index, byte] as const),
    ),
    address,
    eccAt: each.situation.ecc ? address : null,
  };
}

function cellNames(chosen: (name: string) => boolean): readonly string[] {
  return Object.keys(unitCells).filter(chosen);
}
