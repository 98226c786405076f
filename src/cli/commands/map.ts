import type { Command } from 'commander';
import type { MapOptions } from '../../api/map.js';
import { ExitCode, OtpforgeError } from '../../errors/index.js';
import { examples } from '../examples.js';
import { imageFlags, probeTarget } from '../image-options.js';
import { journalOptions } from '../journal-file.js';
import { mapText } from '../map-text.js';
import { markedByProbe } from '../medium-text.js';
import {
  type Done,
  type HistoryFlags,
  historyOptions,
  type ImageFlags,
  imageOptions,
  type TargetFlags,
  targetOptions,
} from '../options.js';
import { note, printResult } from '../output.js';
import { keepConfig, type Resolved, resolveCommand } from '../resolve.js';

interface MapFlags extends Omit<TargetFlags, 'probe'>, ImageFlags, HistoryFlags {
  /** False: --no-probe. */
  readonly probe?: string | false;
  readonly chipDump?: string;
  readonly svg?: string;
}

export function registerMap(program: Command, done: Done): void {
  const command = program
    .command('map')
    .description(
      'show an OTP bank as a grid, and what burning an image would change; writes nothing to a chip',
    )
    .argument('[image]', 'Intel HEX, ELF, or raw binary with --address');
  targetOptions(command)
    .option('--no-probe', 'the image alone, though otpforge.yaml names a probe')
    .option('--chip-dump <file>', 'what read wrote of a chip’s OTP, instead of a probe')
    .option('--svg <file>', 'draw the grid into this file, too');
  examples(historyOptions(imageOptions(command)), [
    'otpforge map --probe sim:STM32F401RE,file=unit1.chip --layout otp.yaml',
    'otpforge map unit.hex --probe sim:STM32F401RE,file=unit1.chip --svg map.svg',
    'otpforge map --chip-dump otp.hex --device STM32L476RG',
    'otpforge map unit.hex --no-probe --device STM32L476RG',
  ]);
  command.action(async (image: string | undefined, flags: MapFlags) => {
    const { map } = await import('../../api/map.js');
    refuseUnused(image, flags);
    const document = await map({ ...(await mapOptions(image, flags)), note });
    printResult(document, flags.json, (shown) => markedByProbe(shown, mapText(shown)));
    if (document.result === 'refused') done(ExitCode.Refused);
  });
}

async function mapOptions(image: string | undefined, flags: MapFlags): Promise<MapOptions> {
  const { probe: named, ...others } = flags;
  const resolved = await resolveCommand({ ...others, ...(typeof named === 'string' && { probe: named }) });
  const { chipDump, svg } = flags;
  await keepConfig(resolved, 'the picture', svg);
  const common = { ...withImage(image, resolved), ...(svg !== undefined && { svg }) };
  const isFile = chipDump !== undefined || (image !== undefined && (named === false || !resolved.probe));
  if (!isFile) {
    const target = await probeTarget(resolved);
    return { ...common, ...target, ...journalOptions(target.probe, resolved) };
  }
  // Given by a flag, the probe is meant; api/map refuses two sources.
  const { probe, device, layout, banks } = resolved;
  return {
    ...common,
    ...(chipDump !== undefined && { chipDump }),
    ...(typeof named === 'string' && probe && { probe }),
    ...(device !== undefined && { device }),
    ...(layout !== undefined && { layout }),
    ...(banks && { banks }),
  };
}

function withImage(image: string | undefined, flags: Resolved<ImageFlags & HistoryFlags>): MapOptions {
  if (image === undefined) return {};
  const { acceptSuspect, movedFrom } = flags;
  return {
    image,
    ...imageFlags(flags),
    ...(acceptSuspect && { acceptSuspect }),
    ...(movedFrom && { movedFrom }),
  };
}

// A flag that would be passed over in silence is a wish that was not understood.
function refuseUnused(image: string | undefined, flags: MapFlags): void {
  const unused =
    image === undefined ? Object.entries(ofImages).find(([key]) => Object.hasOwn(flags, key)) : undefined;
  if (unused) {
    throw new OtpforgeError('USAGE', {
      message: `${unused[1]} means nothing without an image`,
      remedy: 'Give the image, or leave the flag out.',
    });
  }
}

const ofImages: Readonly<Record<string, string>> = {
  address: '--address',
  raw: '--raw',
  fill: '--fill',
  lockEmpty: '--lock-empty',
  firmwareOnly: '--firmware-only',
  acceptSuspect: '--accept-suspect',
  movedFrom: '--moved-from',
};
