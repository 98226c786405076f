import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

/** Starts a warm command line for each worker, for all projects of a run; its end stops them. */
export async function setup({ config }: TestProject): Promise<(() => void) | undefined> {
  if (process.env.OTPFORGE_WARM_HOSTS) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'otpforge-warm-'));
  const hosts: ChildProcess[] = [];
  for (let worker = 1; worker <= Number(config.maxWorkers); worker += 1) {
    const host = fork('test/support/warm/host.mjs', [join(folder, String(worker))], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    await once(host, 'message');
    hosts.push(host);
  }
  process.env.OTPFORGE_WARM_HOSTS = folder;
  return () => {
    for (const host of hosts) host.kill();
    rmSync(folder, { recursive: true, force: true });
  };
}
