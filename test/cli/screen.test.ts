import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inFolder, stateFolderOf } from '../support/cli.js';
import { inTerminal, type Screen } from '../support/terminal.js';

const fields = 'serial,mac,revision,date,crc';

type Type = (
  line: string,
  answers?: Record<string, string>,
  more?: Record<string, string>,
) => Promise<Screen>;

async function atTerminal(work: (type: Type) => Promise<void>): Promise<void> {
  await inFolder(async (folder) => {
    const { NO_COLOR: _no, FORCE_COLOR: _force, ...rest } = process.env;
    const env = { ...rest, OTPFORGE_STATE_DIR: stateFolderOf(folder), HOME: join(folder, 'home') };
    await work((line, answers, more) =>
      inTerminal(`${process.execPath} ${resolve('dist/cli/main.js')} ${line}`, {
        cwd: folder,
        env: { ...env, ...more },
        ...(answers && { answers }),
      }),
    );
  });
}

describe('a terminal of 80 columns and 24 rows', () => {
  it.each([
    ['STM32F401RE', ' --lock'],
    ['STM32L476RG', ''],
  ])('shows all of a unit with five fields at once, %s', (device, lock) =>
    atTerminal(async (type) => {
      const screens: Screen[] = [];
      const shows = async (...args: Parameters<Type>) => {
        const screen = await type(...args);
        screens.push(screen);
        return screen;
      };
      await shows(`init --device ${device} --fields ${fields}${lock}`);
      await shows('merge --csv units.csv --row 1 -o unit.hex');
      const plan = await shows('plan unit.hex');
      for (const field of fields.split(',')) {
        expect(plan.lines.join('\n')).toMatch(new RegExp(`^burn  ${field} +\\S`, 'm'));
      }
      expect(plan.lines.length).toBeLessThanOrEqual(24);
      expect(plan.lines.at(-1)).toBe('READY: this chip takes the image (SIMULATED)');
      const program = await shows('program unit.hex', { 'to go on: ': 'BURN' });
      expect(program.exitCode).toBe(0);
      const asked = program.lines.findIndex((line) => line.startsWith('Type BURN'));
      expect(asked).toBeGreaterThan(0);
      expect(asked).toBeLessThan(24);
      expect(program.lines.findLast((line) => /^[A-Z ]+: /.test(line))).toMatch(/^PASS: serial SN-EXAMPLE-1/);
      await shows('program unit.hex --verbose');
      await shows('verify unit.hex');
      await shows('read');
      await shows('merge --csv units.csv --row 2 -o other.hex');
      const refused = await shows('program other.hex', { 'to go on: ': 'BURN' });
      expect(refused.exitCode).toBe(5);
      await shows('program missing.hex', { 'to go on: ': 'BURN' });
      await shows('journal list');
      expect(screens.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 5, 3, 0]);
      for (const { width, lines } of screens) expect(width, lines.join('\n')).toBeLessThanOrEqual(80);
    }),
  );

  it('shows the verdict in colour, unless NO_COLOR is set', () =>
    atTerminal(async (type) => {
      await type('init --device STM32L476RG');
      await type('merge --csv units.csv --row 1 -o unit.hex');
      const green = `${String.fromCharCode(0x1b)}[1;32m`;
      const { raw, lines } = await type('plan unit.hex');
      expect(raw).toContain(`${green}READY:`);
      const plain = await type('plan unit.hex', {}, { NO_COLOR: '1' });
      expect(plain.raw).not.toMatch(/\[[\d;]*m/);
      expect(plain.lines).toEqual(lines.filter((line) => !line.includes('new simulated chip')));
    }));
});
