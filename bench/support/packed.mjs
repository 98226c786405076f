import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildBanks } from '../../dist/bank/build-banks.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Packs the package as built and unpacks it. The command line needs nothing beside it: what it is made of is in the bundle.
 * @param {string} folder
 * @returns {string} the package's folder
 */
export function unpackedPackage(folder) {
  mkdirSync(folder, { recursive: true });
  run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder]);
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  run('tar', ['-xzf', join(folder, `otpforge-${version}.tgz`), '-C', folder]);
  return join(folder, 'package');
}

/**
 * Adds banks of made-up families to an unpacked package, as its build would have done.
 * @param {string} installed
 * @param {number} count at most 26
 */
export function addBanks(installed, count) {
  const banks = join(installed, 'banks');
  const yaml = readFileSync(join(banks, 'stm32l4.yaml'), 'utf8');
  for (let index = 0; index < count; index += 1) {
    const family = `STM32X${String.fromCharCode(65 + index)}`;
    const name = family.toLowerCase();
    writeFileSync(
      join(banks, `${name}.yaml`),
      yaml
        .replaceAll('STM32L4', family)
        .replaceAll('stm32l4-otp', `${name}-otp`)
        // The controller names the families that it is for.
        .replace(`family: ${family}`, 'family: STM32L4'),
    );
  }
  for (const [name, text] of buildBanks(banks)) writeFileSync(join(installed, 'dist', 'banks', name), text);
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 */
function run(program, args) {
  const { status, error } = spawnSync(program, args, {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}`);
}
