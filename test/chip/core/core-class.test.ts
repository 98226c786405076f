import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { coreClass } from '../../../src/chip/core/core-class.js';
import { packagePath } from '../../../src/files/package-path.js';

it('the core of the chip is the class that the bundle takes from its file', async () => {
  const file = packagePath('node_modules', 'rp2040js', 'dist', 'esm', 'cortex-m0-core.js');
  const { CortexM0Core } = await import(pathToFileURL(file).href);
  expect(coreClass()).toBe(CortexM0Core);
});
