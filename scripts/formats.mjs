// Writes the files and documents of this version to test/formats/released/<version>, once, for all later versions to read.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { producedFiles } from './formats-files.mjs';
import { installDependencies, must, root } from './support.mjs';

installDependencies();
must(process.execPath, ['scripts/build.mjs']);
const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
const folder = `${root}test/formats/released/${version}`;
mkdirSync(folder, { recursive: true });
for (const [name, bytes] of await producedFiles()) writeFileSync(`${folder}/${name}`, bytes);
console.log(`test/formats/released/${version} is written`);
