import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkDump } from '../../src/api/check-dump.js';
import { inspect } from '../../src/api/inspect.js';
import { merge } from '../../src/api/merge.js';
import { plan } from '../../src/api/plan.js';
import { verify } from '../../src/api/verify.js';
import { OtpforgeError } from '../../src/errors/index.js';
import { inFolder } from '../support/cli.js';

/** 0xDE of a secret field in line 2, and 0xCA at the same address in line 3. */
const overlapping = [':020000041FFFDC', ':01780000DEA9', ':01780000CABD', ':00000001FF', ''].join('\n');
const layoutText = [
  'format: otpforge.layout/1',
  'bank: stm32f4-otp',
  'fields:',
  '  key: { type: bytes, offset: 0, length: 1, secret: true }',
].join('\n');

interface Files {
  readonly image: string;
  readonly layout: string;
  readonly output: string;
}

const set = ['key=11'];
const chip = { probe: 'sim:STM32F401RE' };
const commands = {
  inspect: ({ image, layout }: Files) => inspect({ inputs: [{ path: image }], layout }),
  plan: ({ image, layout }: Files) => plan({ image, layout, ...chip }),
  verify: ({ image, layout }: Files) => verify({ image, layout, ...chip }),
  'check-dump': ({ image, layout }: Files) =>
    checkDump({ image, layout, device: 'STM32F401RE', dump: 'absent.bin' }),
  merge: ({ image, ...files }: Files) => merge({ ...files, inputs: [{ path: image }], set }),
  'merge --chip-dump': ({ image, ...files }: Files) => merge({ ...files, inputs: [], set, chipDump: image }),
};

describe('an image that is wrong where a secret lies', () => {
  it.each(Object.entries(commands))('is named without its bytes by %s', (_, run) =>
    inFolder(async (folder) => {
      const [image, layout] = [join(folder, 'unit.hex'), join(folder, 'otp.yaml')];
      await writeFile(image, overlapping);
      await writeFile(layout, layoutText);
      const error = await run({ image, layout, output: join(folder, 'out.hex') }).then(
        () => expect.unreachable(),
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(OtpforgeError);
      expect(error).toMatchObject({ code: 'IHEX_OVERLAP', details: { address: 0x1fff7800, lines: [2, 3] } });
      expect(String(error)).toContain(
        `${image}:3: the byte at 0x1FFF7800 is in line 2 already: (secret) and (secret)`,
      );
      expect(`${error}${JSON.stringify(error)}`).not.toMatch(/0xDE|0xCA|222|202/);
    }),
  );
});
