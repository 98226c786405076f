import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

/**
 * Starts the PostgreSQL server of the tests, where Debian's is installed.
 * @returns {Promise<{ url: string, remove(): Promise<void> } | undefined>}
 */
export async function postgresServer() {
  if (!existsSync('/usr/lib/postgresql')) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'otpforge-bench-pg-'));
  try {
    const input = fileURLToPath(new URL('../../test/support/postgres.ts', import.meta.url));
    const build = await rolldown({ input, platform: 'node' });
    const { output } = await build.generate({ format: 'esm' });
    await build.close();
    const file = join(folder, 'postgres.mjs');
    writeFileSync(file, output[0].code);
    const { startPostgres } = await import(pathToFileURL(file).href);
    return await startPostgres();
  } finally {
    rmSync(folder, { recursive: true });
  }
}
