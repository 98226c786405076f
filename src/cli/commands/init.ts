import type { Command } from 'commander';
import type { InitDocument } from '../../api/init.js';
import { OtpforgeError } from '../../errors/index.js';
import { defaultInitFields, initFieldNames } from '../../init/index.js';
import { asking, canAsk } from '../ask.js';
import { examples } from '../examples.js';
import type { Done } from '../options.js';
import { printResult } from '../output.js';

interface InitFlags {
  readonly device?: string;
  readonly probe?: string;
  readonly fields?: string;
  readonly lock?: boolean;
  readonly json?: boolean;
}

export function registerInit(program: Command, _done: Done): void {
  const command = program
    .command('init')
    .description('start a project in this folder: otpforge.yaml, otp.yaml and units.csv')
    .option('--device <name>', 'the chip, for example STM32L476RG')
    .option('--probe <uri>', 'the probe to use; a simulated chip unless given')
    .option('--fields <names>', `some of ${initFieldNames.join(',')}`)
    .option('--lock', 'lock the blocks that hold the fields')
    .option('--json', 'print one JSON document instead of text');
  examples(command, [
    'otpforge init',
    'otpforge init --device STM32L476RG',
    'otpforge init --device STM32F401RE --fields serial,mac,crc --lock --probe jlink:',
  ]);
  command.action(async (flags: InitFlags) => {
    const { init } = await import('../../api/init.js');
    const { device, fields, lock, probe } = await choices(flags);
    const document = await init({
      device,
      ...(fields !== undefined && { fields: fields.split(',').map((name) => name.trim()) }),
      ...(lock !== undefined && { lock }),
      ...(probe !== undefined && { probe }),
    });
    printResult(document, flags.json, initText);
  });
}

type Choices = Omit<InitFlags, 'device'> & { readonly device: string };

/** What the flags leave open is asked for at a terminal, and takes its default elsewhere. */
async function choices(flags: InitFlags): Promise<Choices> {
  const named = flags.device ?? simulatedDevice(flags.probe);
  if (named !== undefined && flags.device !== undefined) return { ...flags, device: named };
  if (!canAsk() || flags.json) {
    if (named !== undefined) return { ...flags, device: named };
    throw new OtpforgeError('DEVICE_NEEDED', {
      message: 'no device is named',
      remedy: 'Name the chip with --device, for example --device STM32L476RG.',
    });
  }
  return asking(async (ask) => {
    const device = named ?? (await ask('Chip, as it is printed on it (for example STM32L476RG): '));
    const fields =
      flags.fields ??
      (await ask(`Fields, some of ${initFieldNames.join(',')} [${defaultInitFields.join(',')}]: `));
    const probe = flags.probe ?? (await ask('Probe, for example stlink: or jlink: [a simulated chip]: '));
    return {
      ...flags,
      device,
      ...(fields !== '' && { fields }),
      ...(probe !== '' && { probe }),
    };
  });
}

function simulatedDevice(probe: string | undefined): string | undefined {
  return /^sim:([^,]+)/.exec(probe ?? '')?.[1];
}

function initText({ device, files, rehearsal }: InitDocument): string {
  return [
    `${files.join(', ')}: written for ${device}`,
    '',
    'Edit units.csv: one row for each unit. Then make and program the first one:',
    '',
    '  otpforge merge --csv units.csv --row 1 -o unit.hex',
    '  otpforge plan unit.hex',
    '  otpforge program unit.hex',
    '',
    `Rehearsed on a simulated ${device}: ${rehearsal}`,
  ].join('\n');
}
