import { createHash } from 'node:crypto';
import { readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRequest } from '../../src/api/mp1-request.js';
import { checkTable, merge, type ProgramOptions, plan, program, read, verify } from '../../src/index.js';
import { inFolder } from '../support/cli.js';

const device = 'STM32F401RE';
const recomputed = [
  '  digest: { offset: 16, type: hash, algorithm: sha1, bytes: 8, over: ["@uid", serial] }',
  '  die: { offset: 32, type: uid }',
];
const signed = ['  proof: { offset: 48, type: computed, length: 20, by: line, over: ["@uid", serial] }'];
const layoutText = (more: readonly string[]) =>
  [
    'format: otpforge.layout/2',
    'bank: stm32f4-otp',
    'fields:',
    '  serial: { offset: 0, type: ascii, length: 8, pad: 0x00 }',
    ...more,
    '',
  ].join('\n');

const signers = { line: (input: Uint8Array) => createHash('sha1').update(input).digest() };

/** Two chips that hold the same and are two dies, and a layout whose fields depend on the die. */
async function onBench(
  more: readonly string[],
  work: (bench: {
    readonly named: (name: string) => string;
    readonly uids: readonly [string, string];
    readonly bound: (uid?: string, name?: string) => Promise<string>;
    readonly burn: (
      image: ProgramOptions['image'],
      chip: string,
      layout?: boolean,
    ) => ReturnType<typeof program>;
    readonly planned: (
      image: ProgramOptions['image'],
      chip: string,
      layout?: boolean,
    ) => ReturnType<typeof plan>;
    readonly target: (chip: string, layout?: boolean) => { probe: string; layout?: string };
  }) => Promise<void>,
): Promise<void> {
  await inFolder(async (folder) => {
    const named = (name: string) => join(folder, name);
    await writeFile(named('otp.yaml'), layoutText(more));
    await writeFile(named('plain.yaml'), layoutText([]));
    const target = (chip: string, layout = true) => ({
      probe: `sim:${device},file=${named(`${chip}.chip`)}`,
      ...(layout && { layout: named('otp.yaml') }),
    });
    await merge({
      inputs: [],
      layout: named('plain.yaml'),
      set: ['serial=SN-0000'],
      output: named('any.hex'),
    });
    // A plan makes the chip's file.
    const uidOf = async (chip: string) =>
      (await plan({ ...target(chip, false), image: named('any.hex') })).chip.uid;
    const uids = [await uidOf('a'), await uidOf('b')] as const;
    expect(uids[0]).not.toBe(uids[1]);
    await work({
      named,
      uids,
      target,
      bound: async (uid = uids[0], name = 'unit.hex') => {
        const output = named(name);
        await merge({ inputs: [], layout: named('otp.yaml'), set: ['serial=SN-0042'], uid, signers, output });
        return output;
      },
      burn: (image, chip, layout) => program({ ...target(chip, layout), image, confirm: async () => true }),
      planned: (image, chip, layout) => plan({ ...target(chip, layout), image }),
    });
  });
}

const codesOf = ({ refusals }: { readonly refusals: readonly { readonly code: string }[] }) =>
  refusals.map(({ code }) => code);

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
        { code: 'DIE_NEEDED', message: expect.stringContaining(`a signer: ${left};`) },
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
