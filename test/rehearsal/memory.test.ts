import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makePlan } from '../../src/burn/index.js';
import { planShape, rememberRehearsal, wasRehearsed } from '../../src/rehearsal/index.js';
import { f4, f401 } from '../support/banks.js';
import { inFolder } from '../support/cli.js';
import { contents, imageOf } from '../support/images.js';

const { base } = f4.otp;
const loader = '1'.repeat(64);

function shapeOf(bytes: number[], { held = [] as number[], loaderSha256 = loader, at = base } = {}): string {
  const probe = { description: 'test', serial: '1', device: undefined, vtrefMv: undefined };
  return planShape(
    makePlan({
      device: f401,
      image: imageOf([at, bytes]),
      loader: { sha256: loaderSha256, origin: { kind: 'package' } },
      chip: { devId: 0x433, revId: 0, uid: '00', flashKb: 512, probe, preconditions: [] },
      readProtection: 0xaa,
      otp: { bytes: contents(f4.otp.size, [0, held]), ecc: new Map(), readProtection: 0xaa },
    }),
  );
}

describe('the shape of a plan', () => {
  it('does not know values, nor what of them is there', () => {
    expect(shapeOf([9, 9, 9])).toBe(shapeOf([1, 2, 3]));
    expect(shapeOf([1, 2, 3], { held: [1, 2] })).toBe(shapeOf([1, 2, 3]));
  });

  it('knows places, kinds and the loader', () => {
    const shapes = [
      shapeOf([1, 2, 3]),
      shapeOf([1, 2, 3, 4]),
      shapeOf([1, 2, 3], { at: base + 1 }),
      shapeOf([0, 0, 0], { at: base + 0x200 }),
      shapeOf([1, 2, 3], { loaderSha256: '2'.repeat(64) }),
    ];
    expect(new Set(shapes).size).toBe(shapes.length);
  });
});

describe('the memory of rehearsals', () => {
  it('keeps what it is told, and knows nothing else', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'state', 'rehearsed.json');
      expect(await wasRehearsed('a', file)).toBe(false);
      await rememberRehearsal('a', file);
      await rememberRehearsal('b', file);
      expect(
        await Promise.all(['a', 'b', 'c', 'toString'].map((shape) => wasRehearsed(shape, file))),
      ).toEqual([true, true, false, false]);
    }));

  it('is made anew when it is damaged', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'rehearsed.json');
      await writeFile(file, '{"format":"otpforge.rehearsed/9","shapes":{"a":"x"}}');
      expect(await wasRehearsed('a', file)).toBe(false);
      await rememberRehearsal('b', file);
      expect(await wasRehearsed('b', file)).toBe(true);
    }));
});
