import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wrapLines } from '../../src/cli/wrap.js';
import { shippedBanks } from '../support/bank-names.js';
import { installTarball, run } from './installed.js';

describe('the installed tarball, without development tools', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await installTarball();
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const npx = (...args: string[]) => run('npx', ['--no-install', 'otpforge', ...args], folder);
  // What npx starts, without npm's own second before it.
  const otpforge = (...args: string[]) =>
    run(
      join('node_modules', '.bin', process.platform === 'win32' ? 'otpforge.cmd' : 'otpforge'),
      args,
      folder,
    );
  const example = (name: string) => join('node_modules', 'otpforge', 'firmware', 'example', name);

  it('runs the demo', async () => {
    const { exitCode, output } = await npx('demo');
    expect(output).toContain('firmware says: SN-0042');
    expect(exitCode).toBe(0);
    // On a terminal of 80 columns.
    expect(wrapLines(output.trimEnd(), 80).split('\n').length).toBeLessThanOrEqual(60);
    expect(output.match(/^ {2}PASS: /gm)).toHaveLength(6);
    expect(output.match(/^ {2}REFUSED: /gm)).toHaveLength(2);
  });

  it('runs the demo with all that its commands print', async () => {
    const { exitCode, output } = await npx('demo', '--verbose');
    expect(exitCode).toBe(0);
    expect(output.match(/^\[exit \d\]$/gm)).toHaveLength(16);
    expect(output.match(/^\[exit 5\]$/gm)).toHaveLength(2);
    expect(output).toContain('Block 0 will be LOCKED');
    expect(output).toMatch(/^refused \[\w+\] /m);
  });

  it('explains chips that no bank serves', async () => {
    const { exitCode, output } = await otpforge('explain', 'STM32H743ZI');
    expect(output).toContain('It has no OTP');
    expect(exitCode).toBe(0);
    const refused = await otpforge('read', '--probe', 'sim:STM32U385RG');
    expect(refused.output).toContain('no bank serves the device "STM32U385RG" yet');
    expect(refused.exitCode).toBe(2);
  });

  it('merges and programs', async () => {
    const layout = ['--layout', example('otp-f401.yaml')];
    const merged = await otpforge(
      'merge',
      example('example-f401.hex'),
      ...layout,
      '--data',
      example('unit.json'),
      '-o',
      'unit.hex',
    );
    expect(merged.exitCode).toBe(0);
    const programmed = await otpforge(
      'program',
      'unit.hex',
      '--probe',
      'sim:STM32F401RE,file=unit.chip',
      '--yes',
    );
    expect(programmed.output).toContain('everything read back and equal');
    expect(programmed.exitCode).toBe(0);
  });

  it('can be imported, with types', async () => {
    const script = "import { banks } from 'otpforge'; console.log((await banks()).banks.length)";
    expect(await run(process.execPath, ['--input-type=module', '-e', script], folder)).toEqual({
      exitCode: 0,
      output: `${shippedBanks.length}\n`,
    });
    await writeFile(
      join(folder, 'use.mts'),
      "import { openTarget, type RunEvent } from 'otpforge';\n" +
        'const onEvent = (event: RunEvent) => console.log(event.type);\n' +
        "await using target = await openTarget({ probe: 'sim:STM32F401RE', onEvent });\n" +
        'console.log((await target.read()).fields);\n',
    );
    const compiler = [
      resolve('node_modules/typescript/bin/tsc'),
      ...[
        '--noEmit',
        '--strict',
        '--exactOptionalPropertyTypes',
        '--target',
        'es2023',
        '--module',
        'nodenext',
      ],
      ...['--typeRoots', resolve('node_modules/@types'), '--types', 'node', 'use.mts'],
    ];
    expect(await run(process.execPath, compiler, folder)).toEqual({ exitCode: 0, output: '' });
  });

  it('ships examples that run where they are', async () => {
    const examples = join('node_modules', 'otpforge', 'examples');
    await copyFile(join(folder, examples, 'otp.yaml'), join(folder, 'otp.yaml'));
    const args = ['sim:STM32F401RE,file=fixture.chip', 'SN-0042', '02:00:00:00:00:2A'];
    const { exitCode, output } = await run(
      process.execPath,
      [join(examples, 'fixture.mjs'), ...args, example('example-f401.hex')],
      folder,
    );
    expect(output).toContain('PASS: serial SN-0042');
    expect(exitCode).toBe(0);
  });

  it('ships schemas, docs, banks, loaders and devices.xml', async () => {
    for (const file of [
      'schemas/plan.schema.json',
      'docs/layout.md',
      'banks/stm32f4.yaml',
      'devices.xml',
      'LICENSE',
    ]) {
      expect(await readFile(join(folder, 'node_modules/otpforge', file), 'utf8')).not.toBe('');
    }
  });
});
