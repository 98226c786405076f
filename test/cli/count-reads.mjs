// Loaded into the command line's process before it: how often it has opened a file of this name when it ends.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { basename } from 'node:path';

const { COUNTED_NAME: name, COUNT_FILE: file } = process.env;
let reads = 0;
const counted = (read) =>
  function count(path, ...rest) {
    if (basename(String(path)) === name) reads += 1;
    return read.call(this, path, ...rest);
  };
for (const call of ['readFile', 'open']) fs.promises[call] = counted(fs.promises[call]);
for (const call of ['readFileSync', 'openSync', 'readFile', 'open', 'createReadStream'])
  fs[call] = counted(fs[call]);
syncBuiltinESMExports();
process.on('exit', () => fs.writeFileSync(file, String(reads)));
