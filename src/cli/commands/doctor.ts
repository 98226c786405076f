import type { Command } from 'commander';
import type { DoctorDocument } from '../../api/doctor.js';
import { ExitCode } from '../../errors/index.js';
import { loadUserConfig } from '../config.js';
import { examples } from '../examples.js';
import type { Done } from '../options.js';
import { printResult } from '../output.js';

interface DoctorFlags {
  readonly json?: boolean;
  readonly jlinkLibrary?: string;
}

export function registerDoctor(program: Command, done: Done): void {
  const command = program
    .command('doctor')
    .description('check which probes this machine can use, and how to fix what is missing')
    .option('--json', 'print one JSON document instead of text')
    .option('--jlink-library <file>', 'SEGGER’s library or its folder, instead of the installed one');
  examples(command, ['otpforge doctor', 'otpforge doctor --json']);
  command.action(async (flags: DoctorFlags) => {
    const { doctor } = await import('../../api/doctor.js');
    const jlinkLibrary = await libraryOf(flags);
    const document = await doctor(jlinkLibrary === undefined ? {} : { jlinkLibrary });
    printResult(document, flags.json, doctorText);
    if (document.result !== 'ready') done(ExitCode.Environment);
  });
}

// The library that a run would take; a project can name none.
async function libraryOf({ jlinkLibrary }: DoctorFlags): Promise<string | undefined> {
  if (jlinkLibrary !== undefined || process.env.OTPFORGE_JLINK_LIBRARY) return jlinkLibrary;
  return (await loadUserConfig()).config.jlink?.library;
}

function doctorText({ result, uris, findings }: DoctorDocument): string {
  const lines = findings.flatMap(({ check, status, what, cure }) => [
    `${marks[status]} ${check}: ${what}`,
    ...(cure === '' ? [] : [`     ${cure}`]),
  ]);
  const ready = `Ready: use --probe ${uris.join(' or ')}`;
  return [...lines, result === 'ready' ? ready : 'Not ready: no probe can be used yet'].join('\n');
}

const marks = { ok: 'ok  ', warning: 'warn', problem: 'FAIL' } as const;
