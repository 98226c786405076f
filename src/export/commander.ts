import { createHash } from 'node:crypto';
import type { Bank } from '../bank/index.js';
import { type Job, jobHeaderSize } from '../burn/job.js';
import { jobTimeLimitMs } from '../burn/run-job.js';
import { writeIntelHex } from '../image/index.js';
import { renderTemplate } from '../loader/templates.js';
import { hex } from '../text/hex.js';
import { printable } from '../text/printable.js';
import { protectionFacts } from './chip-facts.js';
import { type Step, stepsOf, unitFile } from './commander-steps.js';
import type { ExportedFile } from './exported-file.js';
import { unitJobs } from './unit-jobs.js';
import type { UnitScript, UnitScriptInput } from './unit-script.js';

export interface CommanderInput extends UnitScriptInput {
  /** As the user named it, for the readme. */
  readonly imageName: string;
  readonly speedKhz: number;
}

export interface CommanderExport extends UnitScript {
  readonly steps: readonly Step[];
}

/**
 * Scripts for J-Link Commander that burn an image by the RAMCode route, with the binaries that they load.
 * Without a chip there is no plan: the loader itself refuses what the chip cannot take.
 * Errors: EXPORT_REFUSED when the image itself cannot be burnt, LOADER_TOO_LARGE.
 */
export async function exportCommander(input: CommanderInput): Promise<CommanderExport> {
  const { device, image, loader, imageName, lockEmpty = [] } = input;
  const { firmware, data, locks } = unitJobs(device, image, loader, lockEmpty);
  const steps = stepsOf({
    device: device.name,
    firmware: firmware !== undefined,
    data: data !== undefined,
    locks: locks !== undefined,
    lockEmpty,
  });
  const files: ExportedFile[] = [{ name: unitFile, content: writeIntelHex(image) }];
  if (firmware !== undefined) files.push({ name: 'firmware.hex', content: firmware });
  if (data) files.push({ name: 'data-ram.bin', content: data.job.ram.bytes });
  if (locks) files.push({ name: 'locks-ram.bin', content: locks.job.ram.bytes });
  for (const step of steps) {
    const job = step.kind === 'data' ? data : step.kind === 'locks' ? locks : undefined;
    files.push({ name: step.script, content: await script(input, step, job?.job) });
  }
  const readme = {
    device: device.name,
    // A line break in it would be a line of the instructions.
    image: printable(imageName),
    loaderSha256: loader.sha256,
    protection: protectionText(device.bank),
    files: files.map(({ name, content }) => ({ name, sha256: sha256(content) })),
    steps: steps.map((step, index) => ({ ...step, number: index + 1 })),
  };
  files.push({ name: 'README.txt', content: await render(input, 'commander-readme.txt.hbs', readme) });
  return {
    files,
    steps,
    dataUnits: data?.units.length ?? 0,
    lockUnits: locks?.units.length ?? 0,
  };
}

/** What every script of a device begins with. */
function script(input: CommanderInput, step: Step, job: Job | undefined): Promise<string> {
  const { bank, name } = input.device;
  const context = {
    device: name,
    name: step.script,
    speed: input.speedKhz,
    idcode: bank.identity.idcode,
    protection: protectionText(bank),
    otp: { base: bank.otp.base, size: bank.otp.size },
    // OTP, unique ID and option bytes of an STM32 share 64 KB of the system area.
    uncached: { first: bank.otp.base & ~0xffff, last: bank.otp.base | 0xffff },
    idDump: 'id.bin',
    otpDump: `${step.kind}-otp.bin`,
    firmware: 'firmware.hex',
  };
  if (!job) return render(input, `commander-${step.kind}.jlink.hbs`, context);
  return render(input, 'commander-job.jlink.hbs', {
    ...context,
    burns: step.burns,
    ram: { file: `${step.kind}-ram.bin`, address: job.ram.address },
    vectorTable: job.vectorTable,
    registers: job.registers,
    returnAddress: job.returnAddress,
    waitMs: jobTimeLimitMs(bank, job),
    jobDump: `${step.kind}-job.bin`,
    jobAddress: job.jobAddress,
    jobSize: jobHeaderSize,
  });
}

function protectionText(bank: Bank) {
  const facts = protectionFacts(bank);
  if (!facts) return null;
  const { register, shift, mask, level0, isDark } = facts;
  const top = shift + 31 - Math.clz32(mask);
  return { register, isDark, text: `bits ${top}:${shift} of it are ${hex(level0)}, which is level 0` };
}

function render(
  { templates, onProjectFile }: CommanderInput,
  template: string,
  context: object,
): Promise<string> {
  return renderTemplate(template, context, { templates, onProjectFile, syntax: 'code' });
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
