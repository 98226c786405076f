// Builds the example firmware: node scripts/build-example.mjs [--check]
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './support.mjs';

const folder = join(root, 'firmware', 'example');
const note = join(folder, 'build.json');
const chips = ['f401', 'l476', 'h743'];
const sources = ['example.c', 'example.ld', ...chips.flatMap((chip) => [`${chip}.ld`, `otp-${chip}.h`])];
const flags = [
  ...[
    '-mcpu=cortex-m0',
    '-mthumb',
    '-Os',
    '-std=c11',
    '-Wall',
    '-Wextra',
    '-Wconversion',
    '-Werror',
    '-ffreestanding',
  ],
  // A loop must not become a call of memcpy, which is not there.
  ...['-fno-tree-loop-distribute-patterns', '-nostdlib', '-Wl,--build-id=none', '-Wl,--gc-sections'],
];

const check = process.argv.includes('--check');
const version = compilerVersion();
const built = new Map(chips.map((chip) => [`example-${chip}.hex`, build(chip)]));
process.exitCode = check ? compare() : write();

function write() {
  for (const [name, hex] of built) writeFileSync(join(folder, name), hex);
  const content = {
    format: 'otpforge.example-build/1',
    compiler: `arm-none-eabi-gcc ${version}`,
    sources: Object.fromEntries(sources.map((name) => [name, sha256(readText(name))])),
    outputs: Object.fromEntries([...built].map(([name, hex]) => [name, sha256(hex)])),
  };
  writeFileSync(note, `${JSON.stringify(content, undefined, 2)}\n`);
  console.log(`built ${[...built.keys()].join(', ')} with arm-none-eabi-gcc ${version}`);
  return 0;
}

// Another compiler makes other bytes, so then only the committed files can be held against the note.
function compare() {
  const { compiler, sources: hashes, outputs } = JSON.parse(readFileSync(note, 'utf8'));
  const same = compiler === `arm-none-eabi-gcc ${version}`;
  const differing = [
    ...sources.filter((name) => sha256(readText(name)) !== hashes[name]),
    ...[...built]
      .filter(([name, hex]) => sha256(readText(name)) !== outputs[name] || (same && readText(name) !== hex))
      .map(([name]) => name),
  ];
  if (!same)
    console.log(`the note's compiler is ${compiler}, this one is ${version}: bytes are not compared`);
  if (differing.length > 0) {
    console.error(`not what build.json tells: ${differing.join(', ')}; run npm run build:example`);
    return 1;
  }
  console.log(
    same ? 'the committed hex files are what the source builds' : 'the committed files match build.json',
  );
  return 0;
}

function build(chip) {
  const work = mkdtempSync(join(tmpdir(), 'otpforge-example-'));
  try {
    const [elf, hex] = [join(work, 'example.elf'), join(work, 'example.hex')];
    tool('gcc', [...flags, `-DOTP_HEADER="otp-${chip}.h"`, '-T', `${chip}.ld`, '-o', elf, 'example.c']);
    tool('objcopy', ['-O', 'ihex', elf, hex]);
    // objcopy ends its lines with CRLF; the repository holds text with LF.
    return readFileSync(hex, 'latin1').replaceAll('\r\n', '\n');
  } finally {
    rmSync(work, { recursive: true });
  }
}

function compilerVersion() {
  return tool('gcc', ['-dumpfullversion']).trim();
}

function tool(name, args) {
  const program = `arm-none-eabi-${name}`;
  const { status, error, stdout, stderr } = spawnSync(program, args, { cwd: folder, encoding: 'utf8' });
  if (status === 0) return stdout;
  if (error)
    console.error(`${program} cannot be run: ${error.message}; install the GNU Arm embedded toolchain`);
  else console.error(`${program} failed:\n${stderr}`);
  process.exit(error ? 9 : 1);
}

function readText(name) {
  return readFileSync(join(folder, name), 'utf8');
}

function sha256(text) {
  return createHash('sha256').update(text).digest('hex');
}
