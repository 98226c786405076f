import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { layoutHeader } from '../../src/api/layout-header.js';
import { packagePath } from '../../src/files/package-path.js';
import { runTool } from '../header/support/compile.js';
import { rows } from '../header/support/rows.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'otpforge-header-'));
});
afterAll(() => rm(folder, { recursive: true }));

const example = (name: string) => packagePath('firmware', 'example', name);
const warnings = ['-Wall', '-Wextra', '-Wconversion', '-Werror'];

describe('layoutHeader', () => {
  it.each(['f401', 'l476', 'h743'])('writes the committed header of the example for %s', async (chip) => {
    const output = join(folder, `${chip}.h`);
    const document = await layoutHeader({ layout: example(`otp-${chip}.yaml`), output });
    expect(document).toMatchObject({ format: 'otpforge.layout-header/1', prefix: 'otp', warnings: [] });
    expect(await readFile(output, 'utf8')).toBe(await readFile(example(`otp-${chip}.h`), 'utf8'));
  });

  it.each(rows)('writes a test that passes on the unit, and fails on another: $title', async (row) => {
    const layout = join(folder, 'otp.yaml');
    await writeFile(layout, `format: otpforge.layout/2\n${row.layout}`);
    const [output, stub] = [join(folder, 'unit.h'), join(folder, 'unit_test.c')];
    await layoutHeader({ layout, output, stub, values: row.unit, prefix: 'board' });
    for (const [compiler, language] of [
      ['gcc', 'c11'],
      ['g++', 'c++17'],
    ] as const) {
      const kind = language === 'c11' ? 'c' : 'c++';
      const compile = [
        `-std=${language}`,
        ...warnings,
        '-pedantic',
        '-x',
        kind,
        '-o',
        'unit_test',
        'unit_test.c',
      ];
      runTool(folder, compiler, compile);
      expect(`${runTool(folder, './unit_test', [])}`).toBe('PASS\n');
    }
    const code = await readFile(stub, 'utf8');
    const spoilt = code.replace(
      /(bank\[0x[0-9A-F]+u\] = \{\n {4})0x(..)/,
      (_, start, byte) => `${start}0x${byte} ^ 0x11`,
    );
    await writeFile(stub, spoilt);
    runTool(folder, 'gcc', ['-o', 'unit_test', 'unit_test.c']);
    expect(() => runTool(folder, './unit_test', [])).toThrow();
  });

  it('keeps a test with secret values to its user', async () => {
    const layout = join(folder, 'secret.yaml');
    const key = 'key: { offset: 0, type: bytes, length: 4, secret: true }';
    await writeFile(layout, `format: otpforge.layout/1\nbank: stm32f4-otp\nfields:\n  ${key}\n`);
    const [output, stub] = [join(folder, 'secret.h'), join(folder, 'secret_test.c')];
    await layoutHeader({ layout, output, stub, values: { key: 'C0FFEE42' } });
    expect((await stat(stub)).mode & 0o777).toBe(0o600);
    expect(await readFile(output, 'utf8')).not.toMatch(/C0FFEE|0xC0, 0xFF/i);
  });

  it('writes an overlay with a cell for each field, which dtc takes', async () => {
    const layout = join(folder, 'zephyr.yaml');
    const row = rows.find(({ title }) => title === 'slots on L4');
    await writeFile(layout, `format: otpforge.layout/2\n${row?.layout}`);
    const zephyr = join(folder, 'otp.overlay');
    await layoutHeader({ layout, output: join(folder, 'zephyr.h'), zephyr });
    await writeFile(join(folder, 'base.dts'), `${base}/include/ "otp.overlay"\n`);
    runTool(folder, 'dtc', [
      '-W',
      'no-unit_address_vs_reg',
      '-I',
      'dts',
      '-O',
      'dtb',
      '-o',
      'board.dtb',
      'base.dts',
    ]);
    const tree = `${runTool(folder, 'dtc', ['-I', 'dtb', '-O', 'dts', 'board.dtb'])}`;
    expect(tree.match(/reg = <0x[0-9a-f]+ 0x[0-9a-f]+>;/g)).toHaveLength(1 + 4 * 5 + 1);
    expect(tree).toMatch(/serial_3@48 \{\s+reg = <0x48 0x10>;\s+#nvmem-cell-cells = <0x00>;\s+read-only;/);
    expect(await readFile(zephyr, 'utf8')).toContain(
      '/* mac, first octet first: what an Ethernet driver takes',
    );
  });

  it('refuses a prefix that is no C name, and two files at one place', async () => {
    const layout = example('otp-f401.yaml');
    const output = join(folder, 'twice.h');
    await expect(layoutHeader({ layout, output, prefix: '1x' })).rejects.toMatchObject({ code: 'USAGE' });
    await expect(layoutHeader({ layout, output, zephyr: output })).rejects.toMatchObject({ code: 'USAGE' });
    await expect(layoutHeader({ layout, output: layout })).rejects.toMatchObject({
      code: 'FILE_OVERWRITES_INPUT',
    });
  });

  it('asks for the chip where the chips of a bank report ECC errors by different registers', async () => {
    const layout = join(folder, 'g0.yaml');
    await writeFile(
      layout,
      'format: otpforge.layout/1\nbank: stm32g0-otp\nfields:\n  id: { offset: 0, type: u64 }\n',
    );
    const output = join(folder, 'g0.h');
    await expect(layoutHeader({ layout, output })).rejects.toMatchObject({ code: 'DEVICE_NEEDED' });
    await layoutHeader({ layout, output, device: 'STM32G0B1RE' });
    expect((await readFile(output, 'utf8')).match(/#define OTP_ECC\d_ /g)).toHaveLength(2);
    await layoutHeader({ layout, output, device: 'STM32G071RB' });
    expect((await readFile(output, 'utf8')).match(/#define OTP_ECC\d_ /g)).toHaveLength(1);
  });
});

const base = `/dts-v1/;
/ {
	#address-cells = <1>;
	#size-cells = <1>;
	st_nvm_otp: otp@1fff7000 {
		reg = <0x1fff7000 0x400>;
	};
};
`;
