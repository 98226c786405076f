import { join } from 'node:path';
import { OtpforgeError } from '../errors/index.js';
import { readBytes } from '../files/read.js';
import { readElf } from '../loader/elf.js';
import { sha256Of } from '../loader/loader-elf.js';
import { type LoaderManifestEntry, readManifest } from '../loader/manifest.js';
import { hex } from '../text/hex.js';
import type { BuiltFiles } from './build-files.js';
import { type BuildTarget, manifestPath } from './build-target.js';

/**
 * Holds a fresh build against the files of a target. What the manifest's compiler made must agree in every byte.
 * For another compiler, ELF and manifest are held against each other and against the sources, since a fresh build has
 * already passed the contract. Errors: BUILD_DIFFERS naming file and place, FILE_*.
 */
export async function compareBuild(built: BuiltFiles, target: BuildTarget): Promise<'bytes' | 'contract'> {
  const path = manifestPath(target);
  const manifest = await readManifest(path);
  let judgedBy: 'bytes' | 'contract' = 'bytes';
  for (const { entry } of built.loaders) {
    const committed = manifest.loaders.find(({ bank }) => bank === entry.bank);
    if (!committed) throw differs(path, `has no loader for the bank ${entry.bank}`);
    if (committed.compiler === entry.compiler) continue;
    await compareSources(entry, committed, join(target.loaders, committed.file));
    judgedBy = 'contract';
  }
  for (const [file, content] of built.files) {
    if (judgedBy === 'contract' && (file === path || file.endsWith('.elf'))) continue;
    compareBytes(file, await readBytes(file), Buffer.from(content));
  }
  return judgedBy;
}

async function compareSources(
  fresh: LoaderManifestEntry,
  committed: LoaderManifestEntry,
  path: string,
): Promise<void> {
  if (sha256Of(await readBytes(path)) !== committed.sha256.elf) {
    throw differs(path, 'is not the file that the manifest names');
  }
  for (const part of ['source', 'script'] as const) {
    if (fresh.sha256[part] !== committed.sha256[part]) {
      throw differs(path, `was built from another ${part} than the templates now give`);
    }
  }
}

function compareBytes(path: string, found: Uint8Array, expected: Uint8Array): void {
  const length = Math.max(found.length, expected.length);
  for (let at = 0; at < length; at += 1) {
    if (found[at] === expected[at]) continue;
    const place = path.endsWith('.elf') ? placeInElf(expected, at) : placeInText(expected, at);
    throw differs(path, `differs from a fresh build at ${place}`, { offset: at });
  }
}

function placeInElf(elf: Uint8Array, at: number): string {
  const section = readElf(elf, 'fresh build').sections.find(
    ({ bytes }) =>
      bytes.length > 0 &&
      at >= bytes.byteOffset - elf.byteOffset &&
      at < bytes.byteOffset - elf.byteOffset + bytes.length,
  );
  if (!section) return `offset ${hex(at)}, in the ELF's tables`;
  return `offset ${hex(at)}, ${section.name} + ${hex(at - (section.bytes.byteOffset - elf.byteOffset))}`;
}

function placeInText(text: Uint8Array, at: number): string {
  const before = Buffer.from(text.subarray(0, at)).toString('utf8').split('\n');
  return `line ${before.length}`;
}

function differs(path: string, problem: string, details: { readonly offset?: number } = {}): OtpforgeError {
  return new OtpforgeError('BUILD_DIFFERS', {
    message: `${path}: ${problem}`,
    remedy: 'Build again without --check, look at what changed, and commit it if it is meant.',
    details: { file: path, ...details },
  });
}
