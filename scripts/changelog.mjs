// Moves the fragments of changelog/ into CHANGELOG.md, as the section of the version in package.json.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fragmentFault, withFragments } from './changelog-text.mjs';
import { root } from './support.mjs';

const folder = `${root}changelog/`;
const fragments = readdirSync(folder)
  .filter((name) => name !== 'README.md')
  .map((name) => ({ name, text: readFileSync(folder + name, 'utf8') }));
const faults = fragments.flatMap((fragment) => {
  const fault = fragmentFault(fragment);
  return fault === undefined ? [] : [`changelog/${fragment.name}: ${fault}`];
});
if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}

const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
const [date] = new Date().toISOString().split('T');
const file = `${root}CHANGELOG.md`;
writeFileSync(file, withFragments(readFileSync(file, 'utf8'), fragments, version, date));
for (const { name } of fragments) rmSync(folder + name);
console.log(`${version}: ${fragments.length} fragments are in CHANGELOG.md now`);
