import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Plan } from '../burn/index.js';
import { stateFolder } from '../files/state-folder.js';
import { version } from '../files/version.js';
import { writeAtomic } from '../files/write.js';

const format = 'otpforge.rehearsed/1';

/** Shapes of plans that have been rehearsed, with the time of the first rehearsal. */
const memorySchema = z.object({ format: z.literal(format), shapes: z.record(z.string(), z.string()) });
type Memory = z.infer<typeof memorySchema>;

/**
 * What of a plan a rehearsal holds for: bank, places and kinds of its write units, loader and version of otpforge.
 * Values, and what of them the chip holds already, do not matter.
 */
export function planShape({ device, area, loader, units }: Plan): string {
  const places = units.map(({ address, length, kind }) => [address, length, kind]);
  const shape = [version(), device, area.name, loader?.sha256 ?? null, places];
  return createHash('sha256').update(JSON.stringify(shape)).digest('hex');
}

/** Whether a plan of this shape was rehearsed before. A memory that cannot be read knows nothing. */
export async function wasRehearsed(shape: string, file = memoryFile()): Promise<boolean> {
  return Object.hasOwn((await readMemory(file)).shapes, shape);
}

/** Errors: FILE_WRITE_FAILED. */
export async function rememberRehearsal(shape: string, file = memoryFile()): Promise<void> {
  const { shapes } = await readMemory(file);
  const memory: Memory = { format, shapes: { ...shapes, [shape]: new Date().toISOString() } };
  await writeAtomic(file, `${JSON.stringify(memory, undefined, 2)}\n`);
}

function memoryFile(): string {
  return join(stateFolder(), 'rehearsed.json');
}

async function readMemory(file: string): Promise<Memory> {
  try {
    return memorySchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    // The worst that can come of it is one rehearsal more.
    return { format, shapes: {} };
  }
}
