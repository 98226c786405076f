#!/usr/bin/env node
import { loadBundle } from './start/load-bundle.js';
import { printedVersion } from './start/printed-version.js';

if (!printedVersion(process.argv.slice(2))) {
  void loadBundle<typeof import('./run.js')>('run.js').run(process.argv);
}
