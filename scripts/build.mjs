import { rmSync } from 'node:fs';
import { must, root } from './support.mjs';

rmSync(`${root}dist`, { recursive: true, force: true });
must(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json']);
