import type { Command } from 'commander';
import type { InitDocument } from '../../api/init.js';
import { initFieldNames } from '../../init/index.js';
import { asking, canAsk } from '../ask.js';
import { examples } from '../examples.js';
import { type Ask, type InitFlags, initAnswers } from '../init-questions.js';
import type { Done } from '../options.js';
import { note, printResult } from '../output.js';

export function registerInit(program: Command, _done: Done): void {
  const command = program
    .command('init')
    .description('start a project in this folder: otpforge.yaml, otp.yaml and units.csv')
    .option(
      '--device <name>',
      'the chip, for example STM32L476RG; stlink:, cmsis-dap: and pyocd: find it out',
    )
    .option('--probe <uri>', 'the probe to use; a simulated chip unless given')
    .option('--fields <names>', `some of ${initFieldNames.join(',')}`)
    .option('--lock [blocks]', 'lock these blocks, as 0,1, or each that holds a field; none unless given')
    .option('--json', 'print one JSON document instead of text');
  examples(command, [
    'otpforge init',
    'otpforge init --device STM32L476RG',
    'otpforge init --probe stlink:',
    'otpforge init --device STM32F401RE --fields serial,mac,crc --lock --probe jlink:',
  ]);
  command.action(async (flags: InitFlags) => {
    const [{ initFor, refuseExisting }, { initDevice }] = await Promise.all([
      import('../../api/init.js'),
      import('../../api/init-device.js'),
    ]);
    await refuseExisting();
    const answers = (ask: Ask) => initAnswers(flags, ask, (wanted) => initDevice({ ...wanted, note }));
    const isAsking = canAsk() && !flags.json && flags.device === undefined;
    const { device, probe, fields, lock } = await (isAsking ? asking(answers) : answers(undefined));
    const document = await initFor(device, { fields, lock, ...(probe !== undefined && { probe }) });
    printResult(document, flags.json, initText);
  });
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
