import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './support.mjs';

/** The tracked files as they are in the working tree, so that uncommitted work is judged too, in a folder that ends with us. */
export function copyTree(name) {
  const copy = mkdtempSync(join(tmpdir(), `otpforge-${name}-`));
  process.on('exit', () => rmSync(copy, { recursive: true, force: true }));
  process.on('SIGINT', () => process.exit(130));
  process.on('SIGTERM', () => process.exit(143));
  const files = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 });
  for (const file of files.split('\0')) {
    if (file !== '' && existsSync(join(root, file))) cpSync(join(root, file), join(copy, file));
  }
  // A rule that is broken may leave a name unused.
  const types = join(copy, 'tsconfig.json');
  writeFileSync(types, readFileSync(types, 'utf8').replaceAll(/("noUnused\w+"): true/g, '$1: false'));
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
  return copy;
}

/** How often a mutant's text occurs in its file of a copy; it must be once. */
export function occurrences(copy, { file, find }) {
  const path = join(copy, file);
  return existsSync(path) ? readFileSync(path, 'utf8').split(find).length - 1 : 0;
}

/** Breaks a rule in a copy; returns how to mend it. */
export function breakRule(copy, { file, find, replace }) {
  const path = join(copy, file);
  const sound = readFileSync(path, 'utf8');
  writeFileSync(
    path,
    sound.replace(find, () => replace),
  );
  return () => writeFileSync(path, sound);
}

/** Runs Node in a copy. */
export function nodeIn(copy, args, timeout = 600_000) {
  return spawnSync(process.execPath, args, { cwd: copy, encoding: 'utf8', maxBuffer: 2 ** 28, timeout });
}
