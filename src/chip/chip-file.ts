import type { Device } from '../bank/index.js';
import { OtpforgeError } from '../errors/index.js';
import { type FileLock, isLockHolder, takeLock } from '../files/lock.js';
import { readText } from '../files/read.js';
import { canonicalPath } from '../files/same-file.js';
import { writeAtomic } from '../files/write.js';
import { type ChipState, chipFormat, chipStateSchema } from './chip-state.js';
import { type ChipOptions, SimulatedChip } from './simulated-chip.js';

/**
 * The chip that a file holds; a blank one when the file does not exist yet.
 * Errors: FILE_UNREADABLE, YAML_SYNTAX, FORMAT_*, SCHEMA, CHIP_FILE_DEVICE, CHIP_FILE_INVALID.
 */
export async function loadChip(
  file: string,
  device: Device,
  options: ChipOptions = {},
): Promise<SimulatedChip> {
  const text = await readText(file).catch((error: unknown) => {
    if (error instanceof OtpforgeError && error.code === 'FILE_NOT_FOUND') return undefined;
    throw error;
  });
  if (text === undefined) return SimulatedChip.create(device, options);
  const state = asWritten(text) ?? (await parseState(text, file));
  try {
    return SimulatedChip.fromState(state, device, options);
  } catch (error) {
    throw error instanceof OtpforgeError ? inFile(error, file) : error;
  }
}

/** The state in a file that is to the byte as we write it; undefined for any other, whose errors are looked for. */
function asWritten(text: string): ChipState | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (stateText(value) !== text) return undefined;
  const { data } = chipStateSchema.safeParse(value, { jitless: true });
  return data?.format === formatText ? data : undefined;
}

const formatText = `${chipFormat.format}/${chipFormat.major}`;

// JSON is YAML, and so its errors name their line.
async function parseState(text: string, file: string): Promise<ChipState> {
  const { parseYaml } = await import('../files/yaml.js');
  return parseYaml({ text, file, ...chipFormat }, chipStateSchema).value;
}

function stateText(state: unknown): string {
  return `${JSON.stringify(state, null, 2)}\n`;
}

// A chip's contents do not know where they were read from.
function inFile(error: OtpforgeError, file: string): OtpforgeError {
  const { code, remedy } = error;
  return new OtpforgeError(code, {
    ...error.within((text) => `${file}: ${text}`, { file }),
    ...(remedy !== undefined && { remedy }),
  });
}

/**
 * Takes a chip file for this process: two programs on one file would each undo what the other's chip has burnt.
 * Errors: CHIP_FILE_BUSY, FILE_WRITE_FAILED.
 */
export async function lockChipFile(file: string): Promise<FileLock> {
  // Beside the file itself, so that whoever comes by a link finds it too.
  const lock = takeLock(`${await canonicalPath(file)}.lock`);
  if (!isLockHolder(lock)) return lock;
  throw new OtpforgeError('CHIP_FILE_BUSY', {
    message: `${file}: process ${lock.pid} works on the chip in this file`,
    remedy: 'Wait for it or end it, or use another file.',
    details: { file, pid: lock.pid },
  });
}

/** Replaces the file by the chip's contents in one step. Errors: FILE_WRITE_FAILED. */
export async function saveChip(file: string, chip: SimulatedChip): Promise<void> {
  // What a chip holds may be secret.
  await writeAtomic(file, stateText(chip.toState()), { mode: 0o600 });
}
