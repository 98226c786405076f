import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
// The mutation check is a script; this keeps it fit to run.
import { mutants } from '../../scripts/mutants/index.mjs';
import { packagePath } from '../../src/files/package-path.js';

it.each(mutants)('$name breaks one place of $file', ({ file, find, replace, tests }) => {
  const source = readFileSync(packagePath(file), 'utf8');
  expect(source.split(find)).toHaveLength(2);
  expect(replace).not.toBe(find);
  for (const test of tests) expect(existsSync(packagePath('test', test)), test).toBe(true);
});
