import type { Command } from 'commander';
import type { JlinkDevicesOptions } from '../api/export-jlink.js';
import { count } from '../text/plural.js';
import { bankOption, type CommonFlags, commonOptions } from './options.js';
import { resolveCommand } from './resolve.js';

export interface JlinkFlags extends CommonFlags {
  readonly bank?: readonly string[];
  readonly known?: string;
  readonly skipNative?: boolean;
  readonly templates?: string;
}

/** Which devices get an OTP bank: --bank, --known, --skip-native and --templates. */
export function jlinkOptions(command: Command): Command {
  return commonOptions(
    bankOption(command)
      .option(
        '--known <file>',
        'what J-Link Commander’s ExpDevListXML wrote; devices that it lacks are left out',
      )
      .option('--skip-native', 'skip devices that J-Link itself has an OTP bank for (STM32F42x)')
      .option('--templates <dir>', 'your own templates, used instead of the package’s of the same name'),
  );
}

/** The same, as the API takes it. */
export async function jlinkDevicesOptions(flags: JlinkFlags): Promise<JlinkDevicesOptions> {
  const { banks, bank, known, skipNative, templates } = await resolveCommand(flags);
  return {
    ...(bank && { names: bank }),
    ...(banks && { banks }),
    ...(known !== undefined && { known }),
    ...(skipNative && { skipNative }),
    ...(templates !== undefined && { templates }),
  };
}

/** A line on names that were left out; none when there are none. */
export function leftOutText(leftOut: readonly string[]): readonly string[] {
  if (leftOut.length === 0) return [];
  return [
    `left out: ${count(leftOut.length, 'device')}, ${leftOut.slice(0, 8).join(' ')}${leftOut.length > 8 ? ' …' : ''}`,
  ];
}
