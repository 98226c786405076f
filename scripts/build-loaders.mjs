// Builds firmware/loaders and devices.xml with the command line itself; --check compares instead.
import { existsSync } from 'node:fs';
import { must, root, run } from './support.mjs';

if (!existsSync(`${root}dist/cli/main.js`)) must(process.execPath, ['scripts/build.mjs']);
process.exit(run(process.execPath, ['dist/cli/main.js', 'build', ...process.argv.slice(2)]));
