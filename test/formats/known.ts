import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Written for speed, read by the version that wrote them, made again by any other. */
export const caches: readonly string[] = ['otpforge.journal-index/2'];

export const released = join('test', 'formats', 'released');

/** Every `otpforge.<name>/<major>` that the code writes or reads, at its newest major. */
export function formatsOfCode(): readonly string[] {
  const found = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => formatsIn(readFileSync(join('src', file), 'utf8')));
  return [...new Set(found)].toSorted();
}

/** The format in the first line of a file, or at the top of a document; undefined for files of other people's formats. */
export function formatOfFile(path: string): string | undefined {
  return /^\s*(?:\{\s*"format":\s*"|format:\s*)(otpforge\.[a-z0-9-]+\/\d+)/.exec(
    readFileSync(path, 'latin1'),
  )?.[1];
}

function formatsIn(text: string): readonly string[] {
  const whole = [...text.matchAll(/'(otpforge\.[a-z0-9-]+\/\d+)'/g)].map(([, format = '']) => format);
  const parts = [...text.matchAll(/format: '(otpforge\.[a-z0-9-]+)', major: (\d+)/g)];
  return [...whole, ...parts.map(([, name = '', major = '']) => `${name}/${major}`)];
}
