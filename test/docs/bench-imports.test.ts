import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const importLine = /^import \{([^}]*)\} from '([^']*\/dist\/[^']*)';$/gms;
const files = readdirSync('bench', { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.mjs'),
);
const imports = files.flatMap((file) =>
  [...readFileSync(join('bench', file), 'utf8').matchAll(importLine)].map(([, names = '', from = '']) => {
    const built = resolve('bench', dirname(file), from);
    const source = built.replace(resolve('dist'), resolve('src')).replace(/\.js$/, '.ts');
    return { file, source, names: names.split(',').flatMap((each) => each.trim().split(' as ')[0] || []) };
  }),
);

it('finds what the benches import', () => {
  expect(imports.length).toBeGreaterThan(5);
});

// Nobody runs the benches with the tests, and an import that fails would only show in the next measurement.
it.each(imports)('$file finds $names', async ({ source, names }) => {
  expect(Object.keys(await import(source))).toEqual(expect.arrayContaining(names));
});
