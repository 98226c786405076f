// Writes the files and documents of this version to test/formats/released/<version>, for all later versions to read. What is
// there stays, unless --all is given.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { producedFiles } from './formats-files.mjs';
import { installDependencies, must, root } from './support.mjs';

installDependencies();
must(process.execPath, ['scripts/build.mjs']);
const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
const folder = `${root}test/formats/released/${version}`;
mkdirSync(folder, { recursive: true });
const all = process.argv.includes('--all');
for (const [name, bytes] of await producedFiles()) {
  const file = `${folder}/${name}`;
  if (existsSync(file) && !all) continue;
  writeFileSync(file, bytes);
  console.log(`written: test/formats/released/${version}/${name}`);
}
