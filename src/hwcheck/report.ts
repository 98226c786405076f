import { createHash } from 'node:crypto';
import { z } from 'zod';
import { OtpforgeError } from '../errors/index.js';
import { checkFormat } from '../files/format.js';
import { readText } from '../files/read.js';
import { givenSchema } from './given.js';
import { stageIds, verdicts } from './row.js';

export const hwcheckFormat = { format: 'otpforge.hwcheck', major: 1 } as const;

const rowSchema = z.strictObject({
  id: z.string(),
  stage: z.enum(stageIds),
  title: z.string(),
  expected: z.string(),
  seen: z.string(),
  verdict: z.enum(verdicts),
  otpSpent: z.number().int().min(0).describe('bytes of OTP that the check has used up'),
});

export const hwcheckSchema = z.strictObject({
  format: z.string(),
  /** Version of otpforge, and the commit that it was built from. */
  otpforge: z.string(),
  commit: z.string().exactOptional(),
  checks: z.number().int().describe('which set of checks has made it'),
  /** SHA-256 of the loader. */
  loader: z.string(),
  node: z.string(),
  os: z.string(),
  probe: z.string().describe('the URI, without folders'),
  medium: z.enum(['silicon', 'simulated', 'replayed']),
  device: z.string(),
  bank: z.string(),
  /** Where several devices have one name, these tell which they are. */
  devId: z.number(),
  flashKb: z.number(),
  date: z.string(),
  uid: z.enum(['hashed', 'plain']),
  /** Why a stage did not run, where no row says it. */
  skipped: z.partialRecord(z.enum(stageIds), z.string()),
  given: givenSchema,
  otpSpent: z.number().int().min(0),
  rows: z.array(rowSchema).readonly(),
  trace: z.array(z.unknown()).readonly().describe('each probe call, as a line of a trace'),
  /** SHA-256 of everything else, as JSON. */
  sha256: z.string(),
});

export type HwcheckReport = z.infer<typeof hwcheckSchema>;

/** A report with its checksum. */
export function sealed(report: Omit<HwcheckReport, 'sha256' | 'format'>): HwcheckReport {
  const whole = { format: `${hwcheckFormat.format}/${hwcheckFormat.major}`, ...report };
  return { ...whole, sha256: checksumOf(whole) };
}

/** Reads a report. Errors: FILE_*, FORMAT_*, HWCHECK_REPORT, HWCHECK_EDITED when its checksum is another. */
export async function readReport(file: string): Promise<HwcheckReport> {
  const raw = parse(await readText(file), file);
  checkFormat(raw, { file, ...hwcheckFormat });
  const result = hwcheckSchema.safeParse(raw, { jitless: true });
  if (!result.success) {
    const [issue] = result.error.issues;
    throw notAReport(
      file,
      `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'it does not fit the schema'}`,
    );
  }
  return result.data;
}

/** Whether the checksum of a report is that of its contents. */
export function isSealed({ sha256, ...rest }: HwcheckReport): boolean {
  return sha256 === checksumOf(rest);
}

export function notAReport(
  file: string,
  problem: string,
  remedy = 'Name the report.json that otpforge hwcheck has written, as it is.',
): OtpforgeError {
  return new OtpforgeError('HWCHECK_REPORT', {
    message: `${file}: ${problem}`,
    remedy,
    details: { file },
  });
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notAReport(file, 'it is not JSON');
  }
}

function checksumOf(rest: object): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(rest)))
    .digest('hex');
}

// The order of keys says nothing, and whoever parses and writes JSON may change it.
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, sorted(inner)] as const);
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
