import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/**
 * Where PATH has a program; undefined where it has none. Entries that are empty or relative are passed over: they are the
 * working folder, and so is the place where Windows looks first of all.
 */
export function findProgram(
  name: string,
  env = process.env,
  platform = process.platform,
): string | undefined {
  const file = platform === 'win32' ? `${name}.exe` : name;
  const key = Object.keys(env).find((each) => each.toUpperCase() === 'PATH') ?? 'PATH';
  return (env[key] ?? '')
    .split(delimiter)
    .filter((folder) => isAbsolute(folder))
    .map((folder) => join(folder, file))
    .find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
