import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findDevice } from '../../src/bank/index.js';
import { loadChip, SimulatedChip, saveChip } from '../../src/chip/index.js';
import { ExitCode } from '../../src/errors/index.js';
import { writeIntelHex } from '../../src/image/index.js';
import { allBanks, f401 } from '../support/banks.js';
import { inFolder } from '../support/cli.js';
import { imageOf } from '../support/images.js';

const h743 = findDevice('STM32H743ZI', allBanks);

/** Runs a command in a terminal of its own, types once it is asked, and prints its exit code. */
const terminal = `
import os, pty, sys
pid, terminal = pty.fork()
if pid == 0:
    os.execv(sys.argv[2], sys.argv[2:])
seen = b''
typed = False
while True:
    try:
        part = os.read(terminal, 4096)
    except OSError:
        break
    if not part:
        break
    seen += part
    if not typed and b'to go on' in seen:
        typed = True
        os.write(terminal, sys.argv[1].encode().decode('unicode_escape').encode())
_, status = os.waitpid(pid, 0)
sys.stdout.write('asked' if typed else 'not asked')
sys.exit(os.waitstatus_to_exitcode(status) & 0xff)
`;

function answering(typed: string, args: readonly string[], cwd: string) {
  return new Promise<{ exitCode: number | null; stdout: string }>((done, fail) => {
    const command = [process.execPath, resolve('dist/cli/main.js'), ...args];
    const child = spawn('/usr/bin/python3', ['-c', terminal, typed, ...command], { cwd });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.on('error', fail);
    child.on('close', (exitCode) => done({ exitCode, stdout }));
  });
}

describe('the question before a burn', () => {
  it.each([
    ['BURN\\n', ExitCode.Done],
    ['burn\\n', ExitCode.Declined],
    ['\\n', ExitCode.Declined],
    // Ctrl-C and Ctrl-D, as a terminal hands them over while a line is read.
    ['\\x03', ExitCode.Declined],
    ['\\x04', ExitCode.Declined],
  ])('answered by %j ends with %i', (typed, exitCode) =>
    inFolder(async (folder) => {
      const { base } = f401.bank.otp;
      writeFileSync(join(folder, 'unit.hex'), writeIntelHex(imageOf([base, [1, 2, 3]])));
      const args = ['program', 'unit.hex', '--probe', 'sim:STM32F401RE'];
      expect(await answering(typed, args, folder)).toEqual({ exitCode, stdout: 'asked' });
    }),
  );
});

describe('the question before an erase of a reserved sector', () => {
  it.each([
    ['ERASE\\n', ExitCode.Done],
    ['erase\\n', ExitCode.Declined],
    ['BURN\\n', ExitCode.Declined],
    ['\\x03', ExitCode.Declined],
    ['\\x04', ExitCode.Declined],
  ])('answered by %j ends with %i', (typed, exitCode) =>
    inFolder(async (folder) => {
      const file = join(folder, 'unit.chip');
      const chip = SimulatedChip.create(h743);
      chip.bench.poke(h743.bank.otp.base, Uint8Array.of(1, 2, 3));
      await saveChip(file, chip);
      const args = ['sector', 'erase', '--probe', 'sim:STM32H743ZI,file=unit.chip'];
      expect(await answering(typed, args, folder)).toEqual({ exitCode, stdout: 'asked' });
      const left = (await loadChip(file, h743)).bench.peek(h743.bank.otp.base, 3);
      expect([...left]).toEqual(exitCode === ExitCode.Done ? [0xff, 0xff, 0xff] : [1, 2, 3]);
    }),
  );
});
