import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkDump } from '../../src/api/check-dump.js';
import { exportCommanderScripts } from '../../src/api/export-commander.js';
import { exportOpenocdScript } from '../../src/api/export-openocd.js';
import { plan } from '../../src/api/plan.js';
import { program } from '../../src/api/program.js';
import { verify } from '../../src/api/verify.js';
import { rejectionOf } from '../image/contents.js';
import { elfFile } from '../image/elf-file.js';
import { data, EOF, page } from '../image/records.js';
import { inFolder } from '../support/cli.js';

const firmware = [page(0x0800_0000), data(0, 0x00, 0x10, 0x00, 0x20, 0x09, 0x00, 0x00, 0x08)];
const serial = [...Buffer.from('SN-0042\0')];

/** Images of which some bytes are neither firmware nor OTP data that somebody asked for. */
const images: readonly (readonly [what: string, name: string, content: string | Uint8Array, code: string])[] =
  [
    [
      // A record that begins below the OTP of the L4 and runs into it.
      'a record that straddles the start of the OTP',
      'straddle.hex',
      [...firmware, page(0x1fff_0000), data(0x6ff8, ...serial, ...serial), EOF].join('\n'),
      'REGION',
    ],
    [
      'a record with a slip in its address',
      'typo.hex',
      [...firmware, page(0x1fff_0000), data(0x7000, ...serial), data(0x7400, ...serial), EOF].join('\n'),
      'REGION',
    ],
    [
      'bytes that an ELF loads into the OTP outside its sections',
      'gap.elf',
      elfFile([
        { paddr: 0x0800_0000, bytes: [1, 2, 3, 4] },
        { paddr: 0x1fff_7000, bytes: serial },
      ]),
      'ELF_GAP',
    ],
  ];

const device = 'STM32L475VG';

describe.each(images)('an image with %s', (_, name, content, code) => {
  const withImage = (work: (image: string, folder: string) => Promise<void>) =>
    inFolder(async (folder) => {
      const image = join(folder, name);
      writeFileSync(image, content);
      await work(image, folder);
    });

  it('is refused by plan, program and verify', () =>
    withImage(async (image, folder) => {
      const target = { image, probe: `sim:${device},file=${join(folder, 'a.chip')}` };
      const refusals = [{ code, address: expect.any(Number) }];
      expect(await plan(target)).toMatchObject({ refusals });
      const options = { ...target, confirm: async () => true };
      expect(await program(options)).toMatchObject({ result: 'refused', plan: { refusals } });
      expect(await verify(target)).toMatchObject({ result: 'refused', refusals });
    }));

  it('is refused by check-dump, though the dump holds the rest', () =>
    withImage(async (image, folder) => {
      const dump = join(folder, 'otp.bin');
      writeFileSync(dump, Buffer.concat([Buffer.from(serial), Buffer.alloc(0x400 - 8, 0xff)]));
      expect(await rejectionOf(checkDump({ dump, image, device }))).toMatchObject({
        code: 'IMAGE_REGION',
        exitCode: 5,
        details: { address: expect.any(Number) },
      });
    }));

  it('is refused by every export of a unit', () =>
    withImage(async (image, folder) => {
      const options = { image, device, out: join(folder, 'out') };
      for (const make of [exportCommanderScripts, exportOpenocdScript]) {
        expect(await rejectionOf(make(options))).toMatchObject({ code: 'EXPORT_REFUSED', exitCode: 5 });
      }
    }));
});

describe('a file that is plainly something else', () => {
  it('is refused by every command that takes an image and an address', () =>
    inFolder(async (folder) => {
      const image = join(folder, 'fw.dfu');
      const container = Buffer.alloc(341);
      container.write('DfuSe\u0001', 'latin1');
      container[10] = 1;
      writeFileSync(image, container);
      const dump = join(folder, 'otp.bin');
      writeFileSync(dump, Buffer.alloc(0x400, 0xff));
      const address = 0x1fff_7000;
      const target = { image, address, probe: `sim:${device},file=${join(folder, 'a.chip')}` };
      const unit = { image, address, device, out: join(folder, 'out') };
      for (const refused of [
        () => plan(target),
        () => program({ ...target, confirm: async () => true }),
        () => verify(target),
        () => checkDump({ dump, image, address, device }),
        () => exportCommanderScripts(unit),
        () => exportOpenocdScript(unit),
      ]) {
        expect(await rejectionOf(refused())).toMatchObject({
          code: 'IMAGE_FORMAT',
          message: expect.stringMatching(/fw\.dfu: a DfuSe container, not a raw binary$/),
        });
      }
      const insisted = await plan({ ...target, raw: true });
      expect(insisted.units.length).toBeGreaterThan(40);
    }));
});
