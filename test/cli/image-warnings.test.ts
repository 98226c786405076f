import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkDump } from '../../src/api/check-dump.js';
import { exportCommanderScripts } from '../../src/api/export-commander.js';
import { exportOpenocdScript } from '../../src/api/export-openocd.js';
import { plan } from '../../src/api/plan.js';
import { program } from '../../src/api/program.js';
import { verify } from '../../src/api/verify.js';
import { planText } from '../../src/cli/plan-text.js';
import { plain } from '../../src/text/tone.js';
import { inFolder, otpforge } from '../support/cli.js';

const device = 'STM32F401RE';
const address = 0x1fff_7800;
const warnings = [{ code: 'RAW_LINE_END', message: expect.stringContaining('ends with a line end (0A)') }];

describe('a serial number in a text file', () => {
  const withText = (work: (image: string, folder: string) => Promise<void>) =>
    inFolder(async (folder) => {
      const image = join(folder, 'serial.txt');
      writeFileSync(image, 'SN-0042\n');
      await work(image, folder);
    });

  it('is shown as text in the plan, with a warning for its line end', () =>
    withText(async (image, folder) => {
      const document = await plan({ image, address, probe: `sim:${device},file=${join(folder, 'a.chip')}` });
      expect(document).toMatchObject({ warnings, refusals: [] });
      const text = plain(planText(document));
      expect(text).toMatch(/53 4E 2D 30 30 34 32 0A .*"SN-0042\\n"/);
      expect(text).toMatch(/^warning: .*serial\.txt is text and ends with a line end/m);
    }));

  it('brings its warning into the document of every command', () =>
    withText(async (image, folder) => {
      const target = { image, address, probe: `sim:${device},file=${join(folder, 'a.chip')}` };
      const report = await program({ ...target, confirm: async () => true });
      expect(report).toMatchObject({ result: 'done', plan: { warnings } });
      expect(await verify(target)).toMatchObject({ result: 'equal', warnings });
      const dump = join(folder, 'otp.bin');
      writeFileSync(dump, Buffer.concat([Buffer.from('SN-0042\n'), Buffer.alloc(0x208, 0xff)]));
      const unit = { image, address, device };
      expect(await checkDump({ ...unit, dump })).toMatchObject({ result: 'verified', warnings });
      const scripts = await exportCommanderScripts({ ...unit, out: join(folder, 'commander') });
      expect(scripts).toMatchObject({ warnings });
      expect(await exportOpenocdScript({ ...unit, out: join(folder, 'openocd') })).toMatchObject({
        warnings,
      });
    }));

  it('has the same plan hash wherever its file is, since the warning names the file', () =>
    withText(async (image, folder) => {
      const other = join(folder, 'other.txt');
      writeFileSync(other, 'SN-0042\n');
      const probe = `sim:${device},file=${join(folder, 'a.chip')}`;
      const [one, two] = [
        await plan({ image, address, probe }),
        await plan({ image: other, address, probe }),
      ];
      expect(one.warnings).not.toEqual(two.warnings);
      expect(one.hash).toBe(two.hash);
    }));

  it('is told on standard error by commands that print no plan', () =>
    withText(async (image, folder) => {
      for (const args of [
        ['inspect', `${image}@0x1FFF7800`],
        ['merge', `${image}@0x1FFF7800`, '-o', 'out.hex'],
        ['export', 'openocd', image, '--address', '0x1FFF7800', '--device', device, '-o', 'scripts'],
      ]) {
        const { exitCode, stderr } = await otpforge(args, folder);
        expect([exitCode, stderr]).toEqual([0, expect.stringMatching(/^warning: .*ends with a line end/)]);
      }
    }));
});

describe('--raw', () => {
  it('makes every command take the bytes of Intel HEX as they are', () =>
    inFolder(async (folder) => {
      writeFileSync(join(folder, 'a.hex'), ':00000001FF');
      const refused = await otpforge(['inspect', 'a.hex@0x1FFF7800'], folder);
      expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('IMAGE_ADDRESS_UNUSED') });
      const { stdout } = await otpforge(['inspect', 'a.hex@0x1FFF7800', '--raw', '--json'], folder);
      expect(JSON.parse(stdout)).toMatchObject({ byteCount: 11, ranges: [{ kind: 'binary' }] });
      const probe = ['--probe', `sim:${device},file=a.chip`];
      const planned = await otpforge(
        ['plan', 'a.hex', '--address', '0x1FFF7800', '--raw', ...probe, '--json'],
        folder,
      );
      expect(JSON.parse(planned.stdout).units).toHaveLength(11);
    }));

  it('means nothing without an address', () =>
    inFolder(async (folder) => {
      writeFileSync(join(folder, 'a.hex'), ':00000001FF');
      const { exitCode, stderr } = await otpforge(['merge', 'a.hex', '--raw', '-o', 'b.hex'], folder);
      expect([exitCode, stderr]).toEqual([
        2,
        expect.stringContaining('--raw means nothing without an address'),
      ]);
    }));
});
