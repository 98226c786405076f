// Holds the description of our CMSIS-Pack against a PACK.xsd, which Keil's and Arm's tools bring with them:
//   npm run pack-schema -- path/to/PACK.xsd
// It is in no package that we may ship, so `verify` uses test/export/pdsc.xsd. With 1.7.32 our description is valid, and of 22
// broken ones ours refuses the same 20.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { exportBanks } from '../dist/api/export-banks.js';
import { exportPack } from '../dist/export/pack.js';

if (process.argv.length !== 3) {
  console.error('usage: npm run pack-schema -- path/to/PACK.xsd');
  process.exit(2);
}
const schema = resolve(process.argv[2]);

const folder = mkdtempSync(join(tmpdir(), 'otpforge-pack-schema-'));
try {
  const text = readFileSync(schema);
  const [{ name, content }] = await exportPack(await exportBanks({}));
  // A schema that takes anything would prove nothing.
  const spoilt = content.replace(/<algorithm [^>]*RAMsize="[^"]*"/, '$& otpforge="1"');
  if (refusal(spoilt) === undefined) throw new Error(`${schema} takes an attribute that does not exist`);
  const wrong = refusal(content);
  const sha256 = createHash('sha256').update(text).digest('hex');
  const of = `${/<xs:schema\b[^>]*\sversion="([^"]*)"/.exec(String(text))?.[1] ?? 'no version'}, sha256 ${sha256}`;
  console.log(
    wrong === undefined ? `${name} keeps to ${schema} (${of})` : `${wrong}\n${name} does not keep to ${of}`,
  );
  process.exitCode = wrong === undefined ? 0 : 6;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** What xmllint has against a description; undefined when it is valid. */
function refusal(description) {
  const file = join(folder, 'otpforge.pdsc');
  writeFileSync(file, description);
  const args = ['--nonet', '--noout', '--schema', schema, file];
  const { status, stderr, error } = spawnSync('xmllint', args, { encoding: 'utf8' });
  if (error) throw new Error(`xmllint: ${error.message}; it is in Debian's package libxml2-utils`);
  if (status === 0) return undefined;
  // 3 is a document that does not keep to the schema; the rest is a schema that could not be used.
  if (status !== 3) throw new Error(`xmllint ended with ${status}:\n${stderr}`);
  return stderr.trim();
}
