import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { simulate } from '../../src/api/simulate.js';
import { packagePath } from '../../src/files/package-path.js';
import { writeIntelHex } from '../../src/image/index.js';
import { inFolder, otpforge } from '../support/cli.js';
import { imageOf } from '../support/images.js';
import { signedController, writeWrongBank, wrongDevice } from '../support/wrong-bank.js';

const loader = packagePath('firmware', 'loaders', 'stm32l4-otp.elf');
const chip = ['--probe', `sim:${wrongDevice},file=unit.chip`];
const own = ['--banks', 'wrong'];

/** A folder with an image, and with the bank in one of the formats. */
const withBank = (format: 1 | 2, work: (folder: string) => Promise<void>) =>
  inFolder(async (folder) => {
    await writeWrongBank(join(folder, 'wrong'), format);
    await writeFile(join(folder, 'unit.hex'), writeIntelHex(imageOf([0x1fff7000, [1, 2, 3, 4, 5, 6, 7, 8]])));
    await work(folder);
  });

async function writeController(folder: string, text: string, name = 'stm32l4'): Promise<string> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}.yaml`), text);
  return createHash('sha256').update(text).digest('hex');
}

describe('an STM32G0 described with the flash controller of an STM32L4', () => {
  it('is refused by banks and lint in format 2, with the reason', () =>
    withBank(2, async (folder) => {
      for (const args of [
        ['banks'],
        ['lint', loader, '--bank', wrongDevice],
        ['plan', 'unit.hex', ...chip],
      ]) {
        const { exitCode, stderr } = await otpforge([...args, ...own], folder);
        expect({ exitCode, stderr }, args[0]).toEqual({
          exitCode: 3,
          stderr: expect.stringMatching(/controller: stm32l4 is not for STM32G0: it names STM32L4/),
        });
      }
    }));

  it('says in every output of format 1 that it is simulated as STM32L4', () =>
    withBank(1, async (folder) => {
      const run = async (...args: string[]) => {
        const { exitCode, stdout, stderr } = await otpforge([...args, ...own], folder);
        expect({ exitCode, stderr }, args.join(' ')).toMatchObject({ exitCode: 0 });
        return stdout;
      };
      const json = async (...args: string[]) => JSON.parse(await run(...args, '--json'));
      expect(await run('banks')).toMatch(/warning: stm32l4-otp: the controller stm32l4 is for STM32L4/);
      expect(await json('plan', 'unit.hex', ...chip)).toMatchObject({
        simulatedAs: 'STM32L4',
        warnings: [{ code: 'CONTROLLER_FAMILY', message: expect.stringContaining('not for STM32G0') }],
      });
      expect(await json('program', 'unit.hex', ...chip, '--yes', '--rehearse')).toMatchObject({
        result: 'done',
        plan: { simulatedAs: 'STM32L4' },
        probe: { simulatedAs: 'STM32L4' },
        rehearsal: 'rehearsed',
        rehearsedAs: 'STM32L4',
      });
      for (const args of [['plan', 'unit.hex'], ['read'], ['verify', 'unit.hex'], ['map']]) {
        const [first, second, ...others] = (await run(...args, ...chip)).trimEnd().split('\n');
        expect(first).toMatch(/^SIMULATED: /);
        expect(second, args[0]).toMatch(/^simulated as STM32L4: /);
        expect(others.at(-1), args[0]).toMatch(/ \(SIMULATED, simulated as STM32L4\)$/);
      }
      await writeFile(
        join(folder, 'more.hex'),
        writeIntelHex(imageOf([0x1fff7040, [1, 2, 3, 4, 5, 6, 7, 8]])),
      );
      expect(await run('program', 'more.hex', ...chip, '--yes', '--rehearse')).toMatch(
        /rehearsed first .*, simulated as STM32L4\n/,
      );
      for (const args of [['read'], ['verify', 'unit.hex'], ['map']]) {
        expect(await json(...args, ...chip), args[0]).toMatchObject({ probe: { simulatedAs: 'STM32L4' } });
      }
    }));

  it('says so when it is served, and what an export of it lacks', () =>
    withBank(1, async (folder) => {
      const served = await simulate({ device: wrongDevice, banks: [join(folder, 'wrong')] });
      expect(served).toMatchObject({ device: wrongDevice, simulatedAs: 'STM32L4' });
      await served.close();
      const args = ['export', 'openocd', 'unit.hex', '--device', wrongDevice, '--out', 'out', ...own];
      const { exitCode, stdout } = await otpforge(args, folder);
      expect({ exitCode, stdout }).toEqual({
        exitCode: 0,
        stdout: expect.stringMatching(/UNVERIFIED BANK: the controller stm32l4 .* not for STM32G0/),
      });
    }));
});

describe('a controller with the name of one of the package', () => {
  it('is refused in a project, and taken from a folder that the command line names', () =>
    withBank(2, async (folder) => {
      const sha256 = await writeController(join(folder, 'otpforge', 'controllers'), signedController());
      const file = join('otpforge', 'controllers', 'stm32l4.yaml');
      for (const args of [['banks'], ['plan', 'unit.hex', ...chip]]) {
        const refused = await otpforge([...args, ...own], folder);
        expect({ code: refused.exitCode, text: refused.stderr }, args[0]).toEqual({
          code: 3,
          text: expect.stringMatching(/stm32l4\.yaml: describes the controller stm32l4, and the package has/),
        });
      }
      const named = [...own, '--controllers', join('otpforge', 'controllers')];
      const run = async (...args: string[]) => {
        const { exitCode, stdout, stderr } = await otpforge([...args, ...named], folder);
        expect({ exitCode, stderr }, args.join(' ')).toMatchObject({ exitCode: 0 });
        return stdout;
      };
      expect(await run('banks')).toContain(
        `stm32l4-otp: the controller stm32l4 is for STM32L4, STM32G0, says ${file}, SHA-256 ${sha256}`,
      );
      expect(await run('plan', 'unit.hex', ...chip)).toContain(
        `controller ${file} is not the package’s, SHA-256 ${sha256}`,
      );
      const plan = JSON.parse(await run('plan', 'unit.hex', ...chip, '--json'));
      expect(plan).toMatchObject({ controller: { file, sha256 }, warnings: [] });
      const out = ['--device', wrongDevice, '--out', 'out'];
      expect(await run('export', 'openocd', 'unit.hex', ...out)).toContain(
        `${file} is not the package’s: SHA-256 ${sha256}`,
      );
      const manifest = JSON.parse(await readFile(join(folder, 'out', 'manifest.json'), 'utf8'));
      expect(manifest.projectFiles).toEqual([{ file, sha256 }]);
      const built = JSON.parse(await run('build', 'stm32l4-otp', '--out', 'built', '--json'));
      expect(built.projectFiles).toEqual([{ file, sha256 }]);
    }));
});

describe('a build of a bank whose controller is of another family', () => {
  it('works, and warns', () =>
    withBank(1, async (folder) => {
      const args = ['build', 'stm32l4-otp', '--out', 'built', ...own];
      expect(await otpforge(args, folder)).toMatchObject({
        exitCode: 0,
        stderr: expect.stringMatching(
          /warning: the controller stm32l4 of the bank stm32l4-otp is for STM32L4/,
        ),
      });
    }));
});
