import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Device } from '../bank/index.js';
import { readUid } from '../burn/identify.js';
import { OtpforgeError } from '../errors/index.js';
import { checkFormat } from '../files/format.js';
import { isMissing, readText } from '../files/read.js';
import { stateFolder } from '../files/state-folder.js';
import { writeAtomic } from '../files/write.js';
import type { Probe } from '../probe/index.js';
import { hex32 } from '../text/hex.js';
import { downloadArea, isBlank } from './download-area.js';
import { eraseScratch } from './erase-scratch.js';
import { markerOf, scratchArea } from './scratch-area.js';

const scratchFormat = { format: 'otpforge.scratch', major: 1 } as const;
const savedSchema = z.strictObject({
  format: z.string(),
  device: z.string(),
  address: z.number(),
  bytes: z.string().regex(/^(?:[0-9a-f]{2})*$/),
});

export interface SavedScratch {
  readonly file: string;
  readonly wasBlank: boolean;
  /** An earlier run was interrupted, and what it had saved is back in place. */
  readonly recovered: boolean;
}

/**
 * Saves what is in the scratch sector of a die into a file of the state folder, and erases it. What an interrupted
 * run has saved is put back first. Errors: HWCHECK_SCRATCH, FILE_*, PROBE_*.
 */
export async function saveScratch(probe: Probe, device: Device): Promise<SavedScratch> {
  await probe.resetHalt();
  const area = scratchArea(device);
  const file = await fileOf(probe, device);
  const recovered = await recover(probe, device, file);
  const bytes = await probe.readMemory(area.address, area.length);
  const saved = {
    format: `${scratchFormat.format}/${scratchFormat.major}`,
    device: device.name,
    address: area.address,
    bytes: Buffer.from(bytes).toString('hex'),
  };
  await writeAtomic(file, `${JSON.stringify(saved)}\n`, { mode: 0o600 });
  // Before the first recorded call: what was there is nobody else's to read.
  if (!(await eraseScratch(probe, device))) {
    await restoreScratch(probe, device, file);
    throw new OtpforgeError('HWCHECK_SCRATCH', {
      message: `the probe's download does not erase the sector at ${hex32(area.address)}`,
      remedy:
        'Check that the sector is not write-protected, and that the probe has been given the right device.',
      details: { address: area.address },
    });
  }
  return { file, wasBlank: isBlank(bytes), recovered };
}

/** Puts the saved contents back, and removes the file when they read back. Errors: HWCHECK_SCRATCH, PROBE_*. */
export async function restoreScratch(probe: Probe, device: Device, file: string): Promise<void> {
  await probe.resetHalt();
  const saved = await savedIn(file, device);
  if (saved) await putBack(probe, device, file, saved);
}

/** Whether an interrupted run has left something to put back. */
async function recover(probe: Probe, device: Device, file: string): Promise<boolean> {
  const saved = await savedIn(file, device);
  if (!saved) return false;
  const area = scratchArea(device);
  const found = await probe.readMemory(area.address, area.length);
  if (!isOurs(device, saved, found)) throw changed(file, area.address);
  await putBack(probe, device, file, saved);
  return true;
}

async function putBack(probe: Probe, device: Device, file: string, saved: Uint8Array): Promise<void> {
  const { address } = scratchArea(device);
  const isBack = async () => Buffer.from(await probe.readMemory(address, saved.length)).equals(saved);
  if (!(await isBack()) && !(await downloadArea(probe, address, saved, isBack))) {
    throw new OtpforgeError('HWCHECK_SCRATCH', {
      message: `the sector at ${hex32(address)} does not read as it was saved`,
      remedy: `Program the bytes of ${file} there with a tool of your own, then delete that file.`,
      details: { file, address },
    });
  }
  await rm(file, { force: true });
}

// A run of ours leaves the marker, or was interrupted while it erased or put back.
function isOurs(device: Device, saved: Uint8Array, found: Uint8Array): boolean {
  const marker = markerOf(device);
  const at = marker.address - scratchArea(device).address;
  if (Buffer.from(found.subarray(at)).equals(marker.bytes)) return true;
  return found.every((byte, index) => byte === 0xff || byte === 0 || byte === saved[index]);
}

async function savedIn(file: string, device: Device): Promise<Uint8Array | undefined> {
  let text: string;
  try {
    text = await readText(file);
  } catch (error) {
    if (error instanceof OtpforgeError && isMissing(error.cause)) return undefined;
    throw error;
  }
  const { address, bytes } = parse(text, file);
  const area = scratchArea(device);
  if (address === area.address && bytes.length === 2 * area.length) return Buffer.from(bytes, 'hex');
  throw changed(file, address);
}

function parse(text: string, file: string): z.infer<typeof savedSchema> {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    raw = undefined;
  }
  const result = savedSchema.safeParse(raw, { jitless: true });
  if (result.success) {
    checkFormat(raw, { file, ...scratchFormat });
    return result.data;
  }
  throw new OtpforgeError('HWCHECK_SCRATCH', {
    message: `${file} is to hold what an interrupted hwcheck has saved of the chip, and is damaged`,
    remedy: 'Program the end of the main flash by a tool of your own if it matters, then delete the file.',
    details: { file },
  });
}

function changed(file: string, address: number): OtpforgeError {
  return new OtpforgeError('HWCHECK_SCRATCH', {
    message: `${file} holds what was at ${hex32(address)} before an interrupted hwcheck, and the chip now holds something else there`,
    remedy:
      'If you have programmed the chip since, delete the file and run hwcheck again. Else program the bytes of the file there.',
    details: { file, address },
  });
}

async function fileOf(probe: Probe, device: Device): Promise<string> {
  const die = createHash('sha256')
    .update(await readUid(probe, device))
    .digest('hex');
  return join(stateFolder(), `hwcheck-scratch-${die.slice(0, 24)}.json`);
}
