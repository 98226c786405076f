import { sha256Of } from '../loader/index.js';
import { exportManifestName, readExportManifest } from './export-manifest.js';
import { bytesOf } from './exported-file.js';
import { unzipOwn } from './unzip.js';

/** Whether a file is a pack as some export left it: its manifest says so, and lists what it holds and nothing else. */
export function isOwnPack(bytes: Uint8Array): boolean {
  const files = unzipOwn(bytes) ?? [];
  const manifest = files.find(({ name }) => name === exportManifestName);
  const said = manifest && readExportManifest(Buffer.from(bytesOf(manifest)).toString('utf8'));
  if (said?.host !== 'pack') return false;
  const listed = said.files.map(({ name, sha256 }) => `${sha256} ${name}`);
  const held = files
    .filter((file) => file !== manifest)
    .map((file) => `${sha256Of(bytesOf(file))} ${file.name}`);
  return held.length === listed.length && held.every((each, index) => each === listed[index]);
}
