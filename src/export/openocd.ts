import type { Device } from '../bank/index.js';
import type { JobSegment } from '../burn/job.js';
import { preambleAddress } from '../burn/preamble.js';
import { jobTimeLimitMs } from '../burn/run-job.js';
import { writeIntelHex } from '../image/index.js';
import { renderTemplate } from '../loader/templates.js';
import { coreOfPart, partOfCore } from '../target/index.js';
import { hexBytes } from '../text/hex.js';
import { clockOf, eccReports, protectionFacts } from './chip-facts.js';
import { unitFile } from './commander-steps.js';
import type { ExportedFile } from './exported-file.js';
import { scriptCells, scriptReasons } from './judging.js';
import { type UnitJob, unitJobs } from './unit-jobs.js';
import type { UnitScript, UnitScriptInput } from './unit-script.js';

/** The script, what of the image goes into the main flash, and what the script saves in the end. */
export const openocdScript = 'otp.tcl';
const firmwareFile = 'firmware.hex';
export const openocdDump = 'otp.bin';

/**
 * A Tcl script that burns an image by OpenOCD. It holds loader and job as words, so that no file that it names can be
 * another unit's. Errors: EXPORT_REFUSED when the image itself cannot be burnt, LOADER_TOO_LARGE, TEMPLATE_INVALID.
 */
export async function exportOpenocd(input: UnitScriptInput): Promise<UnitScript> {
  const { device, image, loader, templates, onProjectFile, lockEmpty } = input;
  const { firmware, data, locks, ones } = unitJobs(device, image, loader, lockEmpty);
  const context = {
    ...deviceContext(device),
    loaderSha256: loader.sha256,
    script: openocdScript,
    dump: openocdDump,
    firmware: firmware === undefined ? '' : firmwareFile,
    firmwareSize: firmware?.length ?? 0,
    ones: ones.map(({ address, bytes }) => ({ address, count: bytes.length })),
    data: { segments: segmentsContext(data) },
    locks: { ...lockContext(device), segments: segmentsContext(locks) },
    jobs: [
      ...(data ? [jobContext('data', 'the data', device, data)] : []),
      ...(locks ? [jobContext('locks', 'the locks', device, locks)] : []),
    ],
  };
  const script = await renderTemplate('openocd.tcl.hbs', context, {
    templates,
    onProjectFile,
    syntax: 'code',
  });
  const files: ExportedFile[] = [
    { name: openocdScript, content: script },
    { name: unitFile, content: writeIntelHex(image) },
  ];
  if (firmware !== undefined) files.push({ name: firmwareFile, content: firmware });
  return { files, dataUnits: data?.units.length ?? 0, lockUnits: locks?.units.length ?? 0 };
}

function deviceContext({ name, line, bank }: Device) {
  const { otp, controller } = bank;
  return {
    device: name,
    // OpenOCD names its target files after the family.
    target: `${bank.family.toLowerCase()}x`,
    core: coreOf(line.core),
    devIds: line.devIds,
    idcode: bank.identity.idcode,
    otp: { ...otp, erased: hexBytes([otp.erasedValue]) },
    clock: clockOf(bank.identity),
    protection: protectionFacts(bank),
    cells: scriptCells([bank]),
    reasons: scriptReasons(scriptCells([bank])),
    ecc: otp.ecc && { ...otp.ecc, reports: eccReports(otp.ecc) },
    ram: preambleAddress(bank),
    statusRegister: controller.base + controller.statusOffset,
  };
}

// Its own name, since a script runs what a description could put into it.
function coreOf(described: string) {
  const part = partOfCore(described);
  return part === undefined ? null : { part, name: coreOfPart(part) };
}

function lockContext({ bank: { otp } }: Device) {
  const { locks } = otp;
  return locks
    ? {
        first: otp.base + locks.offset,
        end: otp.base + locks.offset + locks.count,
        count: locks.count,
        data: otp.base + otp.data.offset,
        block: locks.blockSize,
        open: locks.unlocked,
        locked: locks.locked,
      }
    : { first: null };
}

function segmentsContext(
  unit: UnitJob | undefined,
): readonly { address: number; bytes: readonly number[] }[] {
  const segments: readonly JobSegment[] = unit?.job.segments ?? [];
  return segments.map(({ address, bytes }) => ({ address, bytes: [...bytes] }));
}

function jobContext(name: string, what: string, { bank }: Device, { job }: UnitJob) {
  const { R0, LR, PC, MSP, PRIMASK, CONTROL, xPSR } = job.registers;
  return {
    name,
    what,
    rows: rowsOf(job.ram.bytes),
    // CONTROL first, so that SP is MSP; the names are OpenOCD's.
    registers: [
      { name: 'control', value: CONTROL },
      { name: 'primask', value: PRIMASK },
      { name: 'msp', value: MSP },
      { name: 'sp', value: MSP },
      { name: 'r0', value: R0 },
      { name: 'lr', value: LR },
      { name: 'xPSR', value: xPSR },
      { name: 'pc', value: PC },
    ],
    jobAddress: job.jobAddress,
    waitMs: jobTimeLimitMs(bank, job),
  };
}

function rowsOf(bytes: Uint8Array): readonly (readonly number[])[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const rows: number[][] = [];
  for (let at = 0; at < bytes.length; at += 4) {
    if (at % 32 === 0) rows.push([]);
    rows.at(-1)?.push(view.getUint32(at, true));
  }
  return rows;
}
