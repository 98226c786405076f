// Reports on standard error what a program has loaded, one a line: what is imported as it comes, the rest at its end.
import { writeSync } from 'node:fs';
import module, { register } from 'node:module';
import { isMainThread } from 'node:worker_threads';

if (isMainThread) {
  register(import.meta.url);
  process.on('exit', () => {
    for (const each of [...process.moduleLoadList, ...Object.keys(module._cache)]) writeSync(2, `${each}\n`);
  });
}

/** The hook, in a thread of its own. */
export async function resolve(specifier, context, next) {
  const found = await next(specifier, context);
  writeSync(2, `${found.url}\n`);
  return found;
}
