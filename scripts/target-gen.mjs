// Holds our target descriptions for probe-rs against its own target-gen: the algorithm that it makes of each ELF must be
// ours, and it must read our description and leave it as it is. Needs cargo and crates.io, or the path of a target-gen.
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import { root, run } from './support.mjs';

const folder = mkdtempSync(join(tmpdir(), 'otpforge-target-gen-'));
try {
  const targetGen = process.argv[2] ?? installed(join(folder, 'cargo'));
  const out = join(folder, 'probe-rs');
  step(process.execPath, [`${root}dist/cli/main.js`, 'export', 'probe-rs', '--out', out], {
    stdio: 'ignore',
  });
  const { banks } = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'));
  const differing = banks.filter(({ bank }) => !agrees(targetGen, out, bank)).map(({ bank }) => bank);
  console.log(
    differing.length === 0
      ? `target-gen: ${banks.length} descriptions equal`
      : `target-gen: differs from ours for ${differing.join(', ')}`,
  );
  process.exitCode = differing.length === 0 ? 0 : 6;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function agrees(targetGen, out, bank) {
  const ours = join(out, `${bank}.yaml`);
  const theirs = join(out, `${bank}-target-gen.yaml`);
  cpSync(ours, theirs);
  const elf = `${root}firmware/loaders/${bank}.elf`;
  const fresh = join(out, `${bank}-fresh.yaml`);
  step(targetGen, ['elf', '--name', bank, elf, fresh], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (!isDeepStrictEqual(read(fresh).flash_algorithms, read(ours).flash_algorithms)) return false;
  step(targetGen, ['elf', '--update', '--name', bank, elf, theirs], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return isDeepStrictEqual(read(theirs), read(ours));
}

// What is a default may stand there or not; the order of names means nothing.
function read(file) {
  return parse(readFileSync(file, 'utf8'), { logLevel: 'error' });
}

function installed(place) {
  step('cargo', ['install', 'target-gen', '--locked', '--debug', '--root', place]);
  const program = join(place, 'bin', process.platform === 'win32' ? 'target-gen.exe' : 'target-gen');
  if (!existsSync(program)) throw new Error(`cargo has put no target-gen into ${place}`);
  return program;
}

// Throws instead of ending the process, so that the temporary folder goes.
function step(program, args, options) {
  const status = run(program, args, options);
  if (status !== 0) throw new Error(`${program} ended with ${status}`);
}
