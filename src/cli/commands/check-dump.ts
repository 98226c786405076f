import type { Command } from 'commander';
import type { CheckDumpDocument } from '../../api/check-dump.js';
import { ExitCode } from '../../errors/index.js';
import { hex32 } from '../../text/hex.js';
import { needed } from '../config.js';
import { examples } from '../examples.js';
import { type CommonFlags, commonOptions, type Done, type ImageFlags, imageOptions } from '../options.js';
import { noteWarnings, printResult } from '../output.js';
import { parseUid } from '../parse-uid.js';
import { besidesLines } from '../report-text.js';
import { resolveCommand } from '../resolve.js';

interface CheckDumpFlags extends CommonFlags, ImageFlags {
  readonly image: string;
  readonly device?: string;
  readonly layout?: string;
  readonly uid?: string;
  readonly before?: string;
  readonly id?: string;
  readonly job?: string;
  readonly withoutLocks?: boolean;
}

/** Lines of text for units that cannot hold what the image wants. */
const shownUnits = 8;

export function registerCheckDump(program: Command, done: Done): void {
  const command = program
    .command('check-dump')
    .description('check a dump from J-Link Commander: is the unit burnt as planned?')
    .argument('<dump>', 'the whole OTP bank, as the exported scripts save it')
    .requiredOption('--image <file>', 'the image that was exported')
    .option('--device <name>', 'the chip, for example STM32L476RG')
    .option('--layout <file>', 'the layout of the serial data; its secret fields are never shown')
    .option('--uid <uid>', 'the unique ID of the chip, for an image of one die', parseUid)
    .option('--before <file>', 'the bank before the burn, to find what else changed')
    .option('--id <file>', 'dump of DBGMCU_IDCODE, to check that it is this chip')
    .option('--job <file>', 'dump of the job, to check what the loader reported')
    .option('--without-locks', 'check the data alone; the locks come later');
  examples(imageOptions(commonOptions(command)), [
    'otpforge check-dump check-otp.bin --id id.bin --image unit.hex --device STM32F401RE',
    'otpforge check-dump locks-otp.bin --before check-otp.bin --job locks-job.bin --image unit.hex --device STM32F401RE',
  ]);
  command.action(async (dump: string, flags: CheckDumpFlags) => {
    const { checkDump } = await import('../../api/check-dump.js');
    const {
      device,
      layout,
      banks,
      fill,
      address,
      raw,
      image,
      uid,
      before,
      id,
      job,
      withoutLocks,
      lockEmpty,
    } = await resolveCommand(flags);
    const document = await checkDump({
      dump,
      image,
      device: needed(device, '--device', '--device STM32F401RE'),
      ...(layout !== undefined && { layout }),
      ...(banks && { banks }),
      ...(fill !== undefined && { fill }),
      ...(address !== undefined && { address }),
      ...(raw !== undefined && { raw }),
      ...(lockEmpty && { lockEmpty }),
      ...(uid !== undefined && { uid }),
      ...(before !== undefined && { before }),
      ...(id !== undefined && { id }),
      ...(job !== undefined && { job }),
      ...(withoutLocks !== undefined && { withoutLocks }),
    });
    noteWarnings(document.warnings);
    printResult(document, flags.json, dumpText);
    done(exitCodes[document.result]);
  });
}

const exitCodes = {
  verified: ExitCode.Done,
  'to-burn': ExitCode.Interrupted,
  changed: ExitCode.VerifyFailed,
  different: ExitCode.VerifyFailed,
  'invalid-unit': ExitCode.VerifyFailed,
  'job-failed': ExitCode.VerifyFailed,
  'wrong-chip': ExitCode.Refused,
} as const satisfies Record<CheckDumpDocument['result'], ExitCode>;

function dumpText({ result, reason, units, against, job, device, unit }: CheckDumpDocument): string {
  return [
    `${device}: ${result}: ${reason}`,
    `${units.wanted} write units wanted, ${units.held} held, ${units.toBurn} to burn, ${units.impossible} impossible`,
    ...against
      .slice(0, shownUnits)
      .map(
        ({ address, old, wanted, secret, reason: why }) =>
          `${hex32(address)} ${secret ? 'is secret' : `holds ${old}, wanted ${wanted}`} (${why})`,
      ),
    ...(against.length > shownUnits ? [`… and ${against.length - shownUnits} more`] : []),
    ...(job ? [job.text] : []),
    ...(unit ? [...besidesLines({ unit }), unit.text] : []),
  ].join('\n');
}
