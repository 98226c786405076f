// Loaded into the command line's process before it: who reads a file of this name waits for ever, on nothing.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { basename } from 'node:path';

const { readFile } = fs.promises;
fs.promises.readFile = (path, ...rest) =>
  basename(String(path)) === process.env.NEVER_ANSWERS
    ? new Promise(() => undefined)
    : readFile(path, ...rest);
syncBuiltinESMExports();
