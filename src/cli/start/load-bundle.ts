import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { Script } from 'node:vm';
import { codeCache } from './code-cache.js';

const folder = import.meta.dirname;
const nodeRequire = createRequire(join(folder, 'main.js'));

type Require = (name: string) => unknown;
type Wrapper = (
  exports: object,
  require: Require,
  module: { exports: object },
  file: string,
  dir: string,
) => void;

/**
 * Loads a file of the bundle, and the files that it requires, with the code that the build has compiled. Node itself
 * loads them under OTPFORGE_DEBUG, since only then it reads their source maps.
 */
export function loadBundle<T>(name: string): T {
  if (process.env.OTPFORGE_DEBUG) {
    process.setSourceMapsEnabled(true);
    return nodeRequire(`./${name}`);
  }
  return bundleRequire(new Map())(`./${name}`) as T;
}

function bundleRequire(loaded: Map<string, { exports: object }>): Require {
  const require: Require = (name) => {
    if (!name.startsWith('./')) return nodeRequire(name);
    const known = loaded.get(name);
    if (known) return known.exports;
    const module = { exports: {} };
    loaded.set(name, module);
    const file = join(folder, name);
    compiled(file)(module.exports, require, module, file, folder);
    return module.exports;
  };
  return require;
}

function compiled(file: string): Wrapper {
  const source = readFileSync(file);
  const cachedData = codeCache(file, source);
  // The build writes ASCII alone, which takes half the memory and no decoding.
  const text = source.toString('latin1');
  const script = new Script(`(function (exports, require, module, __filename, __dirname) {${text}\n})`, {
    // Compiled code keeps the name, and the folder may move.
    filename: `otpforge:${basename(file)}`,
    ...(cachedData && { cachedData }),
  });
  return script.runInThisContext();
}
