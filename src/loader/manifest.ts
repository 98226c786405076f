import { z } from 'zod';
import { OtpforgeError } from '../errors/index.js';
import { checkFormat } from '../files/format.js';
import { readText } from '../files/read.js';

export const manifestFormat = { format: 'otpforge.loaders', major: 1 } as const;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in lower-case hexadecimal');
const count = z.number().int().min(0);

const loaderEntry = z.strictObject({
  /** Name of the bank. */
  bank: z.string(),
  /** The ELF, beside the manifest. */
  file: z.string().regex(/^[^/\\]+$/, 'must be a file name without a folder'),
  /** First line of its --version. */
  compiler: z.string().min(1),
  flags: z.array(z.string()),
  /** Of the bank's facts, the rendered C, the rendered linker script, the ELF, and the bytes that go to RAM. */
  sha256: z.strictObject({ facts: sha256, source: sha256, script: sha256, elf: sha256, code: sha256 }),
  /** PrgCode + PrgData in bytes. */
  codeBytes: count,
  /** Bound on the stack of the deepest entry in bytes. */
  stackBytes: count,
});

export const manifestSchema = z.strictObject({
  format: z.string(),
  loaders: z.array(loaderEntry),
});

export type LoaderManifest = Readonly<z.infer<typeof manifestSchema>>;
export type LoaderManifestEntry = LoaderManifest['loaders'][number];

export const manifestName = 'manifest.json';

const remedy = 'Restore it, or delete it and build the loaders again: otpforge build';

/** Reads a manifest. Errors: FILE_*, SCHEMA, FORMAT_*. */
export async function readManifest(file: string): Promise<LoaderManifest> {
  const raw = parseJson(await readText(file), file);
  checkFormat(raw, { file, ...manifestFormat });
  const result = manifestSchema.safeParse(raw, { jitless: true });
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new OtpforgeError('SCHEMA', {
    message: problems.map((problem) => `${file}: ${problem}`).join('\n'),
    remedy,
    details: { file, problems },
  });
}

/** A manifest as its file holds it. */
export function manifestText(manifest: LoaderManifest): string {
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new OtpforgeError('SCHEMA', {
      message: `${file}: not valid JSON: ${cause instanceof Error ? cause.message : String(cause)}`,
      remedy,
      details: { file },
      cause,
    });
  }
}
