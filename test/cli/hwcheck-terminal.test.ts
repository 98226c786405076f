import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SimulatedChip } from '../../src/chip/index.js';
import { loadChip } from '../../src/chip/index.js';
import type { HwcheckReport } from '../../src/hwcheck/index.js';
import { f401 } from '../support/banks.js';
import { inFolder, stateFolderOf } from '../support/cli.js';
import { inTerminal, type Screen } from '../support/terminal.js';

const timeout = 240_000;
const yes = { '[Y/n] ': '' };

interface Done extends Screen {
  readonly report: HwcheckReport;
  readonly chip: SimulatedChip;
}

/** What a terminal shows of a run on a simulated chip, and the report of it. */
async function typed(
  folder: string,
  answers: Readonly<Record<string, string>>,
  flags = '',
  fault = '',
): Promise<Done> {
  const command = `${process.execPath} ${resolve('dist/cli/main.js')} hwcheck --probe sim:STM32F401RE,file=unit.chip${fault} ${flags}`;
  const env = { ...process.env, OTPFORGE_STATE_DIR: stateFolderOf(folder) };
  const screen = await inTerminal(command, { cwd: folder, env, answers });
  const [run = ''] = readdirSync(folder).filter((name) => name.startsWith('hwcheck-'));
  const report = JSON.parse(readFileSync(join(folder, run, 'report.json'), 'utf8'));
  return { ...screen, report, chip: await loadChip(join(folder, 'unit.chip'), f401) };
}

const seenIn = ({ report }: Done, id: string) => {
  const { verdict, seen } = report.rows.find((row) => row.id === id) ?? {};
  return `${verdict}: ${seen}`;
};
const burnt = ({ chip }: Done) =>
  chip.bench.peek(f401.bank.otp.base, f401.bank.otp.size).filter((byte) => byte !== 0xff).length;

describe('hwcheck at a terminal', () => {
  it(
    'asks before each stage and for the word, and shows which check runs',
    () =>
      inFolder(async (folder) => {
        const answers = { ...yes, 'Type BURN to go on: ': 'BURN', 's skips it: ': '' };
        const done = await typed(folder, answers, '--burn');
        expect(done.exitCode).toBe(0);
        for (const stage of ['Stage 0, look', 'Stage 1, RAM', 'Stage 2, scratch', 'Stage 3, burn']) {
          expect(done.lines.join('\n')).toContain(stage);
        }
        expect(done.raw).toContain('31 of 43: 100 burns of one unit each …');
        expect(seenIn(done, 'burn.power-cycle')).toBe('ok: equal');
        expect(burnt(done)).toBe(1);
      }),
    timeout,
  );

  it.each([
    ['n', 8, { 'Stage 1': 'n' }],
    ['Ctrl-C', 8, { 'Stage 1': '\u0003' }],
  ])('takes %s for no, skips what follows, and keeps what it has found', (_, exitCode, answer) =>
    inFolder(async (folder) => {
      const done = await typed(folder, { ...answer, 'Stage 0': '' });
      expect(done.exitCode).toBe(exitCode);
      expect(seenIn(done, 'look.rdp')).toMatch(/^ok/);
      expect(seenIn(done, 'ram.all-ones')).toBe('skipped: declined');
      expect(seenIn(done, 'scratch.erase')).toBe('skipped: the stage before it, ram, was skipped');
      expect(done.lines.join('\n')).toContain('not complete');
    }),
  );

  it(
    'burns nothing for another word than BURN',
    () =>
      inFolder(async (folder) => {
        const done = await typed(folder, { ...yes, 'Type BURN to go on: ': 'burn' }, '--burn');
        expect(done.exitCode).toBe(8);
        expect(seenIn(done, 'scratch.restored')).toMatch(/^ok/);
        expect(seenIn(done, 'burn.unit')).toBe('skipped: declined');
        expect(burnt(done)).toBe(0);
      }),
    timeout,
  );

  // The probe is lost while the units of the pulled plug are burnt, and is there again behind the second question.
  it(
    'asks to pull the plugs one after another, and to put back what was pulled',
    () =>
      inFolder(async (folder) => {
        const answers = {
          'pull the USB plug of the probe within ten seconds. s skips it: ': '',
          'Put the USB plug of the probe back in, then press Enter: ': '',
          'pull the supply of the board within ten seconds. s skips it: ': 's',
        };
        const done = await typed(folder, answers, '--yes --pull', ',fault=lost@3000');
        expect(done.exitCode).toBe(0);
        expect(done.report.given.pulled).toEqual([true, true, false]);
        expect(seenIn(done, 'scratch.pulled-usb')).toBe('ok: PROBE_LOST; then erased, status 0, equal');
        expect(seenIn(done, 'scratch.pulled-supply')).toBe('skipped: declined');
        expect(seenIn(done, 'scratch.restored')).toMatch(/^ok/);
      }),
    timeout,
  );
});
