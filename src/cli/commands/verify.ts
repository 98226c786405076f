import type { Command } from 'commander';
import type { VerifyDocument } from '../../burn/index.js';
import { ExitCode } from '../../errors/index.js';
import { hex32 } from '../../text/hex.js';
import { chipText } from '../chip-text.js';
import { examples } from '../examples.js';
import { imageTarget } from '../image-options.js';
import { markedByProbe } from '../medium-text.js';
import { type Done, type ImageFlags, imageOptions, type TargetFlags, targetOptions } from '../options.js';
import { printResult } from '../output.js';
import { refusalLines, warningLines } from '../plan-text.js';
import { withProgress } from '../progress.js';
import { besidesLines, readBackTable } from '../report-text.js';
import { resolveCommand } from '../resolve.js';
import { comparisonVerdict } from '../verdict-text.js';

const exitCodes = {
  equal: ExitCode.Done,
  different: ExitCode.VerifyFailed,
  refused: ExitCode.Refused,
} as const;

export function registerVerify(program: Command, done: Done): void {
  const command = program
    .command('verify')
    .description('compare a chip with an image, both flash and OTP; writes nothing')
    .argument('<image>', 'Intel HEX, ELF, or raw binary with --address');
  examples(imageOptions(targetOptions(command)), [
    'otpforge verify unit.hex --probe sim:STM32F401RE,file=unit1.chip',
  ]);
  command.action(async (image: string, flags: TargetFlags & ImageFlags) => {
    const { verify } = await import('../../api/verify.js');
    const target = await imageTarget(image, await resolveCommand(flags));
    const report = await withProgress(flags.json, (heard) => verify({ ...target, ...heard }));
    printResult(report, flags.json, (shown) => markedByProbe(shown, verifyText(shown)));
    done(exitCodes[report.result]);
  });
}

function verifyText(document: VerifyDocument): string {
  const { device, chip, ranges, refusals, ecc, warnings, result, unit } = document;
  return [
    chipText(device, chip),
    ...(ranges.length ? [readBackTable(ranges)] : []),
    ...ecc.map(({ address, state }) => `${hex32(address)} ${state}: ECC error`),
    ...warningLines(warnings),
    ...refusalLines(refusals),
    ...besidesLines(unit ? { unit } : {}),
    comparisonVerdict(result, unit?.text),
  ].join('\n');
}
