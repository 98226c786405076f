import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { must } from './support.mjs';

/** What building and testing need besides Node, as Debian packages, with the test for each. */
const packages = [
  { name: 'gcc-arm-none-eabi', present: () => runs('arm-none-eabi-gcc', ['--version']) },
  { name: 'binutils-arm-none-eabi', present: () => runs('arm-none-eabi-objcopy', ['--version']) },
  { name: 'gcc', present: () => runs('gcc', ['--version']) },
  { name: 'g++', present: () => runs('g++', ['--version']) },
  { name: 'device-tree-compiler', present: () => runs('dtc', ['--version']) },
  { name: 'libc6-dev', present: () => existsSync('/usr/include/stdio.h') },
  { name: 'srecord', present: () => runs('srec_cat', ['--version']) },
  { name: 'python3-unicorn', present: () => runs('/usr/bin/python3', ['-c', 'import unicorn']) },
  { name: 'gdb-multiarch', present: () => runs('gdb-multiarch', ['--version']) },
  { name: 'qemu-system-arm', present: () => runs('qemu-system-arm', ['--version']) },
  { name: 'libxml2-utils', present: () => runs('xmllint', ['--version']) },
  { name: 'openocd', present: () => runs('openocd', ['--version']) },
  { name: 'zsh', present: () => runs('zsh', ['--version']) },
  { name: 'fish', present: () => runs('fish', ['--version']) },
  { name: 'git', present: () => runs('git', ['--version']) },
];

/** What `npm run interop` needs beside them. */
export const interopPackages = [
  { name: 'chromium', present: () => existsSync('/usr/bin/chromium') },
  { name: 'postgresql', present: () => existsSync('/usr/lib/postgresql') },
  { name: 'python3-venv', present: () => runs('python3', ['-c', 'import ensurepip, venv']) },
];

/** Installs what is missing on Debian as root; elsewhere lists it and ends with 9. */
export function installSystemPackages(more = []) {
  const missing = [...packages, ...more].filter(({ present }) => !present()).map(({ name }) => name);
  if (missing.length === 0) return;
  if (!isDebian() || process.getuid?.() !== 0) {
    console.error(
      `verify and interop need these Debian packages, or the like of them: ${missing.join(', ')}`,
    );
    if (isDebian()) console.error(`  sudo apt-get install ${missing.join(' ')}`);
    process.exit(9);
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const quiet = { env, stdio: ['ignore', 'ignore', 'inherit'] };
  console.log(`installing ${missing.join(', ')}`);
  must('apt-get', ['update', '-qq'], quiet);
  must('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], quiet);
}

function runs(program, args) {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}

function isDebian() {
  return (
    existsSync('/etc/os-release') && /^ID(?:_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'))
  );
}
