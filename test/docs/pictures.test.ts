import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SimulatedChip, saveChip } from '../../src/chip/index.js';
import { wrapLines } from '../../src/cli/wrap.js';
import { makeZoo } from '../map/zoo.js';
import { l4Zoo } from '../map/zoo-kinds.js';
import { l476 } from '../support/banks.js';
import { inFolder, otpforge } from '../support/cli.js';
import { terminalSvg } from './terminal-svg.js';

const columns = 80;
// A die of its own, so that the plan and its hash are the same each time.
const uid = Buffer.from('3A002C001751363236393430', 'hex');

// `npm run pictures` draws them again.
describe('docs/pictures', () => {
  it('show what the command prints', () =>
    inFolder(async (folder) => {
      await saveChip(join(folder, 'board1.chip'), SimulatedChip.create(l476, { uid }));
      const screen = async (command: string) => {
        const { exitCode, stdout } = await otpforge(command.split(' '), folder, { FORCE_COLOR: '1' });
        expect(exitCode).toBe(0);
        return terminalSvg(
          [`$ otpforge ${command}`, ...wrapLines(stdout.trimEnd(), columns).split('\n')],
          columns,
        );
      };
      await otpforge(['init', '--device', l476.name], folder);
      await otpforge(['merge', '--csv', 'units.csv', '--row', '1', '-o', 'unit.hex'], folder);
      await expect(await screen('plan unit.hex')).toMatchFileSnapshot('../../docs/pictures/plan.svg');
      const program = await screen('program unit.hex --yes');
      await expect(program).toMatchFileSnapshot('../../docs/pictures/program.svg');
    }));

  it('show the map of a chip on which a run was interrupted', () =>
    inFolder(async (folder) => {
      await makeZoo(folder, l4Zoo);
      const chip = ['--probe', `sim:${l476.name},file=unit.chip`, '--journal', 'journal.jsonl'];
      const { exitCode } = await otpforge(
        ['map', 'unit.hex', ...chip, '--layout', 'otp.yaml', '--svg', 'map.svg'],
        folder,
      );
      expect(exitCode).toBe(5);
      const picture = await readFile(join(folder, 'map.svg'), 'utf8');
      await expect(picture).toMatchFileSnapshot('../../docs/pictures/map.svg');
    }));
});
