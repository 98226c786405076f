import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { stateFolderOf } from '../../support/cli.js';
import { withStation } from './line.js';

describe('otpforge station with a page', () => {
  it('serves it until it is stopped, and says where', () =>
    withStation([], async (folder) => {
      const main = resolve('dist/cli/main.js');
      const child = spawn(process.execPath, [main, 'station', 'line.yaml', '--page', '0'], {
        cwd: folder,
        env: { ...process.env, FORCE_COLOR: undefined, OTPFORGE_STATE_DIR: stateFolderOf(folder) },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      const lines = createInterface(child.stderr)[Symbol.asyncIterator]();
      const { value: where = '' } = await lines.next();
      const { value: supervisor = '' } = await lines.next();
      const [, url = ''] = /^page: (http:\/\/127\.0\.0\.1:\d+\/)$/.exec(where) ?? [];
      expect(supervisor).toContain(`${url}#token=`);
      const page = await fetch(url);
      expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      const state = await (await fetch(`${url}api/state`)).json();
      expect(state).toMatchObject({ format: 'otpforge.station/1', product: 'controller-c', training: true });
      child.kill('SIGTERM');
      expect(await once(child, 'close')).toEqual([0, null]);
      await expect(fetch(url)).rejects.toThrow();
    }));
});
