import { readFile, rm, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { merge, read, verify } from '../../src/index.js';
import { codesOf, onBench, recomputed, signed, signers } from './bound-bench.js';

describe.each([
  ['that can be computed again', recomputed],
  ['that only a signer can compute', signed],
])('a unit with fields of the die %s', (_, more) => {
  it('goes into its die, and into no other: that one stays byte for byte as it was', () =>
    onBench(more, async ({ bound, burn, planned, named, target }) => {
      const image = await bound();
      const before = await readFile(named('b.chip'));
      for (const layout of [true, false]) {
        expect(codesOf(await planned(image, 'b', layout))).toContain('OTHER_DIE');
        const refused = await burn(image, 'b', layout);
        expect([refused.result, codesOf(refused.plan)]).toEqual([
          'refused',
          expect.arrayContaining(['OTHER_DIE']),
        ]);
      }
      expect(await readFile(named('b.chip'))).toEqual(before);
      expect(await burn(image, 'a')).toMatchObject({ result: 'done', plan: { refusals: [] } });
      expect(await verify({ ...target('a'), image })).toMatchObject({ result: 'equal' });
      const { fields } = await read(target('a'));
      expect(fields.map(({ name, state, crcOk }) => [name, state, crcOk])).toEqual(
        more === signed
          ? [
              ['serial', 'value', undefined],
              ['proof', 'unchecked', undefined],
            ]
          : [
              ['serial', 'value', undefined],
              ['digest', 'value', true],
              ['die', 'value', undefined],
            ],
      );
    }));

  it('is nothing for another die that holds the same bytes', () =>
    onBench(more, async ({ bound, burn, named, target, uids }) => {
      const image = await bound();
      expect((await burn(image, 'a')).result).toBe('done');
      const clone = JSON.parse(await readFile(named('a.chip'), 'utf8'));
      expect(clone.uid).toBe(uids[0]);
      await writeFile(named('c.chip'), JSON.stringify({ ...clone, uid: uids[1] }));
      const found = await verify({ ...target('c', false), image });
      expect(found.result).toBe('different');
      expect(found.unit?.problems?.[0]).toContain(`binds the image to the die ${uids[0]}`);
      const before = await readFile(named('c.chip'));
      expect(codesOf((await burn(image, 'c')).plan)).toContain('OTHER_DIE');
      expect(await readFile(named('c.chip'))).toEqual(before);
      if (more === recomputed) {
        const { fields } = await read(target('c'));
        expect(fields.filter(({ state }) => state === 'invalid').map(({ name }) => name)).toEqual([
          'digest',
          'die',
        ]);
      }
    }));

  it('is refused if its hex file was edited, whatever the layout says', () =>
    onBench(more, async ({ bound, burn, named }) => {
      const image = await bound();
      // The same bytes for the chip, in another file.
      await writeFile(
        image,
        (await readFile(image, 'utf8')).replaceAll('\n', '\r\n').replaceAll('\r\r', '\r'),
      );
      await writeFile(image, `${await readFile(image, 'utf8')}\n`);
      const before = await readFile(named('a.chip'));
      for (const layout of [true, false]) {
        const { result, plan: made } = await burn(image, 'a', layout);
        expect([result, codesOf(made)]).toEqual(['refused', ['BOUND_HEX_CHANGED']]);
      }
      expect(await readFile(named('a.chip'))).toEqual(before);
    }));

  it('needs the file beside it, unless the layout computes everything again', () =>
    onBench(more, async ({ bound, burn, planned, named }) => {
      const image = await bound();
      await rm(`${image}.json`);
      const before = await readFile(named('b.chip'));
      const other = more === signed ? 'UID_UNPROVEN' : 'OTHER_DIE';
      expect(codesOf(await planned(image, 'b'))).toContain(other);
      expect((await burn(image, 'b')).result).toBe('refused');
      expect(await readFile(named('b.chip'))).toEqual(before);
      if (more === recomputed) expect((await burn(image, 'a')).result).toBe('done');
      else expect(codesOf((await burn(image, 'a')).plan)).toEqual(['UID_UNPROVEN']);
    }));

  it('cannot be made without the die', () =>
    onBench(more, async ({ named }) => {
      const options = { inputs: [], layout: named('otp.yaml'), set: ['serial=SN-0042'], signers };
      await expect(merge({ ...options, output: named('none.hex') })).rejects.toMatchObject({
        code: 'LAYOUT_UID_NEEDED',
        exitCode: 2,
      });
    }));

  it('is for one die as an image without a file too', () =>
    onBench(more, async ({ burn, named, uids }) => {
      const options = { inputs: [], layout: named('otp.yaml'), set: ['serial=SN-0042'], signers };
      const { image, boundTo } = await merge({ ...options, uid: uids[0].toLowerCase() });
      expect(boundTo).toEqual({ uid: uids[0] });
      for (const layout of [true, false]) {
        expect(codesOf((await burn(image, 'b', layout)).plan)).toContain('OTHER_DIE');
      }
      expect((await burn(image, 'a')).result).toBe('done');
    }));
});
