// Loaded before a command (--require): keeps what V8 has compiled of the bundle beside each file when the command ends.
const { readFileSync, writeFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const vm = require('node:vm');
const { crc32 } = require('node:zlib');

const compiled = [];
vm.Script = class extends vm.Script {
  constructor(source, options) {
    super(source, options);
    // The command line runs scripts of its own too.
    const [, name] = /^otpforge:(.+)$/.exec(options?.filename) ?? [];
    if (name !== undefined) compiled.push({ script: this, file: join(dirname(process.argv[1]), name) });
  }
};

process.on('exit', () => {
  for (const { script, file } of compiled) {
    const data = script.createCachedData();
    const header = Buffer.alloc(8);
    header.writeUInt32LE(crc32(readFileSync(file)), 0);
    header.writeUInt32LE(crc32(data), 4);
    writeFileSync(`${file}.cache`, Buffer.concat([header, data]));
  }
});
