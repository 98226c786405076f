// Reports in the file of IMPORTS what a program has loaded, one a line: what is imported as it comes, the rest at its end.
import { appendFileSync } from 'node:fs';
import module, { register } from 'node:module';
import { isMainThread } from 'node:worker_threads';

// A pipe would refuse what its reader has not taken yet (EAGAIN); a file takes all.
const report = (name) => appendFileSync(process.env.IMPORTS, `${name}\n`);

if (isMainThread) {
  register(import.meta.url);
  process.on('exit', () => {
    for (const each of [...process.moduleLoadList, ...Object.keys(module._cache)]) report(each);
  });
}

/** The hook, in a thread of its own. */
export async function resolve(specifier, context, next) {
  const found = await next(specifier, context);
  report(found.url);
  return found;
}
