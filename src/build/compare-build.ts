import { readElf } from '../elf/index.js';
import { OtpforgeError } from '../errors/index.js';
import { readBytes } from '../files/read.js';
import { sha256Of } from '../loader/loader-elf.js';
import { type LoaderManifestEntry, manifestText, readManifest } from '../loader/manifest.js';
import { hex } from '../text/hex.js';
import type { BuiltFiles } from './build-files.js';
import { type BuildTarget, loaderPath, manifestPath } from './build-target.js';

/**
 * Holds a fresh build against the files of a target. What this compiler made must agree in every byte. For a loader of
 * another compiler, ELF and manifest are checked against each other and against the sources, since a fresh build has
 * already passed the contract. Errors: BUILD_DIFFERS naming file and place, FILE_*.
 */
export async function compareBuild(built: BuiltFiles, target: BuildTarget): Promise<'bytes' | 'contract'> {
  const path = manifestPath(target);
  const committed = await readManifest(path);
  const foreign = new Map<string, LoaderManifestEntry>();
  for (const { entry, elf } of built.loaders) {
    const old = committed.loaders.find(({ bank }) => bank === entry.bank);
    if (!old) throw differs(path, `has no loader for the bank ${entry.bank}`);
    if (old.compiler === entry.compiler) {
      const file = loaderPath(target, entry);
      compareBytes(file, await readBytes(file), elf);
    } else {
      await compareSources(entry, old, loaderPath(target, old));
      foreign.set(entry.bank, old);
    }
  }
  const loaders = built.manifest.loaders.map((entry) => foreign.get(entry.bank) ?? entry);
  compareBytes(path, await readBytes(path), Buffer.from(manifestText({ ...built.manifest, loaders })));
  compareBytes(target.devicesXml, await readBytes(target.devicesXml), Buffer.from(built.devicesXml));
  return foreign.size === 0 ? 'bytes' : 'contract';
}

const sources = {
  source: 'another source',
  script: 'another script',
  facts: 'another bank description',
} as const;

async function compareSources(
  fresh: LoaderManifestEntry,
  committed: LoaderManifestEntry,
  path: string,
): Promise<void> {
  if (sha256Of(await readBytes(path)) !== committed.sha256.elf) {
    throw differs(path, 'is not the file that the manifest names');
  }
  for (const part of ['source', 'script', 'facts'] as const) {
    if (fresh.sha256[part] !== committed.sha256[part]) {
      throw differs(path, `was built from ${sources[part]} than there now is`);
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
