import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { inspect } from '../../src/api/inspect.js';
import { merge } from '../../src/api/merge.js';
import { data, EOF, record } from '../image/records.js';
import { inFolder } from '../support/cli.js';

it('looks at images that start at different addresses, of which merge keeps the first', () =>
  inFolder(async (folder) => {
    const [boot, app] = [join(folder, 'boot.hex'), join(folder, 'app.hex')];
    await writeFile(boot, [data(0, 1), record(5, 0, [8, 0, 0, 1]), EOF].join('\n'));
    await writeFile(app, [data(16, 2), record(5, 0, [8, 0, 0, 17]), EOF].join('\n'));
    const inputs = [{ path: boot }, { path: app }];
    expect(await inspect({ inputs })).toMatchObject({
      byteCount: 2,
      starts: [
        { kind: 'linear', value: 0x08000001, file: boot },
        { kind: 'linear', value: 0x08000011, file: app },
      ],
    });
    expect(await merge({ inputs, output: join(folder, 'all.hex') })).toMatchObject({
      starts: [{ value: 0x08000001, file: boot }],
      warnings: [{ code: 'START_LEFT_OUT', message: expect.stringContaining(`0x08000011 in ${app}:2`) }],
    });
    const start = [{ file: boot }, { file: app }];
    await expect(merge({ inputs, output: join(folder, 'all.hex'), start })).rejects.toMatchObject({
      code: 'IMAGE_START_CONFLICT',
      remedy: `Ask for one: --start ${boot}, --start ${app} or --start none.`,
    });
  }));
