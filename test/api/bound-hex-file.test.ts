import { createHash } from 'node:crypto';
import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRequest } from '../../src/api/mp1-request.js';
import { checkTable, merge } from '../../src/index.js';
import { inFolder } from '../support/cli.js';
import { codesOf, layoutText, onBench, recomputed, signed } from './bound-bench.js';

describe('the file that binds an image to a die', () => {
  it('has the hash of the hex file, and goes with it', () =>
    onBench(recomputed, async ({ bound, uids }) => {
      const image = await bound();
      const hash = createHash('sha256')
        .update(await readFile(image))
        .digest('hex');
      expect(JSON.parse(await readFile(`${image}.json`, 'utf8'))).toEqual({
        format: 'otpforge.bound-hex/1',
        sha256: hash,
        uid: uids[0],
        bank: 'stm32f4-otp',
      });
    }));

  it.each([
    ['empty', () => ''],
    ['cut off', (text: string) => text.slice(0, -20)],
    ['of another format', (text: string) => text.replace('bound-hex', 'chip')],
    ['without a unique ID', (text: string) => text.replace(/"uid".*\n/, '')],
    ['with half a unique ID', (text: string) => text.replace(/("uid": ".{12}).*"/, '$1"')],
    ['with a key that nobody knows', (text: string) => text.replace('"uid"', '"also": 1, "uid"')],
  ])('is not passed over if it is %s', (_, spoil) =>
    onBench(recomputed, async ({ bound, burn, named }) => {
      const image = await bound();
      await writeFile(`${image}.json`, spoil(await readFile(`${image}.json`, 'utf8')));
      const before = await readFile(named('a.chip'));
      await expect(burn(image, 'a')).rejects.toMatchObject({
        code: expect.stringMatching(/^(?:FORMAT_UNKNOWN|YAML_SYNTAX|SCHEMA)$/),
        exitCode: 3,
        message: expect.stringContaining(`${image}.json is to say which die`),
      });
      expect(await readFile(named('a.chip'))).toEqual(before);
    }),
  );

  it('of a newer version asks for an update', () =>
    onBench(recomputed, async ({ bound, burn }) => {
      const image = await bound();
      await writeFile(`${image}.json`, (await readFile(`${image}.json`, 'utf8')).replace('/1"', '/2"'));
      await expect(burn(image, 'a')).rejects.toMatchObject({ code: 'FORMAT_TOO_NEW' });
    }));

  it('is found beside the file that a link leads to', () =>
    onBench(signed, async ({ bound, planned, named }) => {
      await symlink(await bound(), named('link.hex'));
      expect(codesOf(await planned(named('link.hex'), 'b', false))).toEqual(['OTHER_DIE']);
      expect(codesOf(await planned(named('link.hex'), 'a'))).toEqual([]);
    }));

  it('is removed when the same output is merged for every die', () =>
    onBench(recomputed, async ({ bound, burn, named }) => {
      const image = await bound();
      await merge({ inputs: [], layout: named('plain.yaml'), set: ['serial=SN-0000'], output: image });
      await expect(readFile(`${image}.json`)).rejects.toMatchObject({ code: 'ENOENT' });
      expect((await burn(image, 'b', false)).result).toBe('done');
    }));

  it('replaces no file that is something else', () =>
    onBench(recomputed, async ({ bound, named }) => {
      await writeFile(named('unit.hex.json'), '{"serial": "SN-0042"}');
      await expect(bound()).rejects.toMatchObject({ code: 'FILE_EXISTS', exitCode: 2 });
      expect(await readFile(named('unit.hex.json'), 'utf8')).toBe('{"serial": "SN-0042"}');
      await expect(readFile(named('unit.hex'))).rejects.toMatchObject({ code: 'ENOENT' });
    }));
});

describe('a bound hex file as the input of a merge', () => {
  it('stays bound: the output is for the same die or not made', () =>
    onBench(recomputed, async ({ bound, named, uids }) => {
      const inputs = [{ path: await bound() }];
      const output = named('all.hex');
      await expect(merge({ inputs, output })).rejects.toMatchObject({ code: 'OTHER_DIE', exitCode: 5 });
      await expect(merge({ inputs, output, uid: uids[1] })).rejects.toMatchObject({ code: 'OTHER_DIE' });
      await expect(readFile(output)).rejects.toMatchObject({ code: 'ENOENT' });
      expect(await merge({ inputs, output, uid: uids[0] })).toMatchObject({
        boundTo: { uid: uids[0], file: `${output}.json` },
      });
    }));

  it('is refused if it was edited', () =>
    onBench(recomputed, async ({ bound, named, uids }) => {
      const path = await bound();
      await writeFile(path, `${await readFile(path, 'utf8')}\n`);
      await expect(
        merge({ inputs: [{ path }], output: named('all.hex'), uid: uids[0] }),
      ).rejects.toMatchObject({ code: 'BOUND_HEX_CHANGED', exitCode: 5 });
    }));
});

describe('what needs no die', () => {
  it.each([
    ['that can be computed again', recomputed, 'digest, die'],
    ['that only a signer can compute', signed, 'proof'],
  ])('a table of units with fields of the die %s is checked without them', (_, more, left) =>
    inFolder(async (folder) => {
      const [layout, csv] = [join(folder, 'otp.yaml'), join(folder, 'units.csv')];
      await writeFile(layout, layoutText(more));
      await writeFile(csv, 'serial\nSN-0001\nSN-0002\n');
      const { units, warnings } = await checkTable({ layout, csv, units: true });
      expect(units?.map(({ fields }) => fields.map(({ field, text }) => [field, text]))).toEqual([
        [['serial', 'SN-0001']],
        [['serial', 'SN-0002']],
      ]);
      expect(warnings).toMatchObject([
        { code: 'DIE_NEEDED', message: expect.stringContaining(`left out: ${left};`) },
      ]);
    }),
  );

  it('fuses have no such field', () =>
    inFolder(async (folder) => {
      const layout = join(folder, 'fuses.yaml');
      await writeFile(
        layout,
        'format: otpforge.layout/2\nfuses: STM32MP157C\nfields:\n  die: { offset: 0x100, type: uid }\n',
      );
      await expect(readRequest({ layout, values: {} }, 'STM32MP157C')).rejects.toMatchObject({
        code: 'LAYOUT_INVALID',
        message: expect.stringContaining('fuses.yaml:4: fields.die:'),
      });
    }));
});

describe('options of a bound merge', () => {
  const options = { inputs: [], layout: 'otp.yaml' };
  it.each([
    [{ uid: '1234' }, 'uid'],
    [{ uid: `0x${'A'.repeat(22)}` }, 'uid'],
    [{ signers: [] }, 'signers'],
    [{ signers: new Map() }, 'signers'],
    [{ signers: { line: 'sign.sh' } }, 'signers.line'],
    [{ signers: { line: { command: [] } } }, 'signers.line.command'],
    [{ signers: { line: { command: ['x'], timeout: Number.POSITIVE_INFINITY } } }, 'signers.line.timeout'],
  ])('are judged: %j', async (more, option) => {
    const wrong = { ...options, ...more } as unknown as Parameters<typeof merge>[0];
    await expect(merge(wrong)).rejects.toMatchObject({ code: 'OPTION_INVALID', details: { option } });
  });
});
