import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** Every source below a folder, for tests that look for a kind of code. */
export async function sourceTexts(folder: string): Promise<readonly { file: string; text: string }[]> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => /\.[mc]?ts$/.test(name));
  return Promise.all(
    names.map(async (name) => {
      const file = join(folder, name);
      return { file: file.split(sep).join('/'), text: await readFile(file, 'utf8') };
    }),
  );
}
