import { OtpforgeError } from '../errors/index.js';
import { formatText, type JournalLine, journalFormat, journalSchema } from './line.js';

/** One line of a journal; undefined when it is none. Errors: FORMAT_TOO_NEW. */
export function parseLine(text: Uint8Array, file: string, line: number): JournalLine | undefined {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(text.buffer, text.byteOffset, text.length).toString('utf8'));
  } catch {
    return undefined;
  }
  refuseNewer(value, file, line);
  parsed += 1;
  return journalSchema.safeParse(value, { jitless: parsed < fewLines }).data;
}

/** The code that zod makes for a schema takes longer to make than a few lines take to check. */
const fewLines = 100;
let parsed = 0;

function refuseNewer(value: unknown, file: string, line: number): void {
  const format = typeof value === 'object' && value !== null && 'format' in value ? String(value.format) : '';
  const major = /^otpforge\.journal\/(\d+)$/.exec(format)?.[1];
  if (major === undefined || Number(major) <= journalFormat.major) return;
  throw new OtpforgeError('FORMAT_TOO_NEW', {
    message: `${file}:${line}: format ${format} is newer than ${formatText}, the newest that this version reads`,
    remedy: 'Update otpforge.',
    details: { file, line, expected: formatText },
  });
}
