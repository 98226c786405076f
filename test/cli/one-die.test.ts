import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inFolder, journalOf, otpforge } from '../support/cli.js';

const layout = `format: otpforge.layout/1
bank: stm32l4-otp
fill: 0x00
fields:
  serial: { type: utf8, offset: 0x00, length: 24, pad: 0x00, unique: true }
  mac:    { type: mac, offset: 0x18 }
  rev:    { type: u16, offset: 0x20, default: 1 }
`;

const table = `serial,mac,rev
SN-0001,02:00:5E:10:00:01,1
SN-0002,02:00:5E:10:00:02,1
`;

const device = 'STM32L476RG';

class Bench {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  async unit(row: number, ...flags: string[]): Promise<string> {
    const image = `row${row}${flags.join('')}.hex`.replaceAll(/[^a-z0-9.]/gi, '');
    const merge = ['merge', '--layout', 'otp.yaml', '--csv', 'units.csv', '--row', String(row)];
    const { exitCode, stderr } = await otpforge([...merge, ...flags, '-o', image], this.folder);
    expect(stderr + exitCode).toMatch(/0$/);
    return image;
  }

  run(command: 'plan' | 'program', image: string, chip: string, ...flags: string[]) {
    const yes = command === 'program' && !flags.includes('--confirm') ? ['--yes'] : [];
    return otpforge(
      [command, image, '--probe', `sim:${device},file=${chip}.chip`, ...yes, ...flags],
      this.folder,
    );
  }

  program(image: string, chip: string, ...flags: string[]) {
    return this.run('program', image, chip, '--layout', 'otp.yaml', ...flags);
  }

  async uid(chip: string): Promise<string> {
    return JSON.parse(await readFile(join(this.folder, `${chip}.chip`), 'utf8')).uid;
  }

  async journal(): Promise<readonly Record<string, unknown>[]> {
    const text = await readFile(journalOf(this.folder), 'utf8');
    return text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  }
}

const onBench = (work: (bench: Bench) => Promise<void>) =>
  inFolder(async (folder) => {
    await writeFile(join(folder, 'otp.yaml'), layout);
    await writeFile(join(folder, 'units.csv'), table);
    await work(new Bench(folder));
  });

describe('a value of another die', () => {
  it('is refused with that die, when, and how its run ended, by plan and program alike', () =>
    onBench(async (bench) => {
      expect(await bench.program(await bench.unit(1), 'a')).toMatchObject({ exitCode: 0 });
      const same = await bench.unit(1);
      for (const command of ['plan', 'program'] as const) {
        const { exitCode, stdout } = await bench.run(command, same, 'b', '--layout', 'otp.yaml');
        expect(exitCode).toBe(5);
        expect(stdout).toContain('[UNIT_ALREADY_BURNT] serial SN-0001 belongs to another die');
        expect(stdout).toContain('mac 02:00:5E:10:00:01');
        expect(stdout).toContain(`${await bench.uid('a')} got it on 2`);
        expect(stdout).toContain('by a run that read it back');
      }
      expect(await bench.program(await bench.unit(2), 'b')).toMatchObject({ exitCode: 0 });
    }));

  it('is told by the value: other firmware is the same unit, another unit may share all but that', () =>
    onBench(async (bench) => {
      await bench.program(await bench.unit(1), 'a');
      const other = await bench.unit(1, '--set', 'rev=2');
      const { exitCode, stdout } = await bench.program(other, 'b');
      expect(exitCode).toBe(5);
      expect(stdout).toContain('UNIT_ALREADY_BURNT');
    }));

  it('is free where the die that had it is scrapped, and the journal says so', () =>
    onBench(async (bench) => {
      const image = await bench.unit(1);
      await bench.program(image, 'a');
      const uid = await bench.uid('a');
      expect(await bench.program(image, 'b', '--moved-from', '00AA')).toMatchObject({ exitCode: 5 });
      const { exitCode, stderr } = await bench.program(image, 'b', '--moved-from', uid.toLowerCase());
      expect(exitCode).toBe(0);
      expect(stderr).toContain(`its values are moved from die ${uid}, which is scrapped`);
      expect((await bench.journal()).at(-2)).toMatchObject({ state: 'begin', movedFrom: [uid] });
      expect(await bench.program(image, 'a')).toMatchObject({ exitCode: 0 });
      expect(await bench.program(image, 'c')).toMatchObject({ exitCode: 5 });
    }));

  it('is not asked about where there is nothing to burn', () =>
    onBench(async (bench) => {
      const image = await bench.unit(1);
      await bench.program(image, 'a', '--no-journal');
      await bench.program(image, 'b');
      const { exitCode, stdout } = await bench.program(image, 'a');
      expect(exitCode).toBe(0);
      expect(stdout).toContain('nothing to burn');
    }));

  it('stays the die’s own through an interrupted run, which then finishes', () =>
    onBench(async (bench) => {
      const image = await bench.unit(1);
      const cut = `sim:${device},file=a.chip,fault=power@2:1`;
      const { exitCode } = await otpforge(
        ['program', image, '--probe', cut, '--yes', '--layout', 'otp.yaml'],
        bench.folder,
      );
      expect(exitCode).toBe(7);
      const { exitCode: other, stdout } = await bench.program(image, 'b');
      expect(other).toBe(5);
      expect(stdout).toMatch(/ended as interrupted \(BURN_INTERRUPTED\), and may have burnt it/);
      const finished = await bench.program(image, 'a', '--accept-suspect');
      expect(finished.stdout).toContain('everything read back and equal');
      expect(finished.exitCode).toBe(0);
    }));

  it('keeps what the journal may not hold: a secret value is a keyed hash', () =>
    onBench(async (bench) => {
      await writeFile(
        join(bench.folder, 'otp.yaml'),
        layout.replace('pad: 0x00, unique', 'pad: 0x00, secret: true, unique'),
      );
      const image = await bench.unit(1);
      await bench.program(image, 'a');
      const [begin] = await bench.journal();
      expect(begin).toMatchObject({
        medium: 'simulated',
        values: [
          { field: 'serial', hmacSha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
          { field: 'mac', value: '02:00:5E:10:00:01' },
        ],
        otp: expect.stringMatching(/^[0-9a-f]{64}$/),
      });
      expect(JSON.stringify(await bench.journal())).not.toContain('SN-0001');
      const { exitCode, stdout } = await bench.program(image, 'b');
      expect(exitCode).toBe(5);
      expect(stdout).toContain('serial (secret) belongs to another die');
      expect(stdout).not.toContain('SN-0001');
    }));

  it('is refused to one of two processes that burn it at the same moment', () =>
    onBench(async (bench) => {
      const image = await bench.unit(1);
      const ends = await Promise.all(['a', 'b', 'c'].map((chip) => bench.program(image, chip, '--json')));
      expect(ends.map(({ exitCode }) => exitCode).toSorted()).toEqual([0, 5, 5]);
      const begins = (await bench.journal()).filter(({ state }) => state === 'begin');
      expect(begins).toHaveLength(1);
    }));
});

describe('OTP bytes of another die, where no field tells units apart', () => {
  it('are named by plan, and refused only where nobody sees it', () =>
    onBench(async (bench) => {
      const image = await bench.unit(1);
      await bench.run('program', image, 'a');
      await bench.run('program', image, 'b', '--shared');
      const last = await bench.uid('b');
      const planned = await bench.run('plan', image, 'c');
      expect(planned.exitCode).toBe(0);
      expect(planned.stdout).toContain('these OTP bytes were also burnt into 2 dies, last');
      expect(planned.stdout).toContain(`(done) into ${last}`);
      const refused = await bench.run('program', image, 'c');
      expect(refused.exitCode).toBe(5);
      expect(refused.stdout).toContain('[UNIT_ALREADY_BURNT] the same OTP bytes were also burnt into 2 dies');
      expect(refused.stdout).toContain('--shared');
      const [, hash = ''] = /^plan (p2-[0-9a-f]+)/m.exec(planned.stdout) ?? [];
      expect(await bench.run('program', image, 'c', '--confirm', hash)).toMatchObject({ exitCode: 0 });
    }));

  it('are burnt unseen where otpforge.yaml says that every board may have them', () =>
    onBench(async (bench) => {
      await writeFile(join(bench.folder, 'otpforge.yaml'), 'format: otpforge.config/1\nshared: true\n');
      const image = await bench.unit(1);
      for (const chip of ['a', 'b'])
        expect(await bench.run('program', image, chip)).toMatchObject({ exitCode: 0 });
    }));

  it('are not compared where a layout has unique fields and the image none: a later stage', () =>
    onBench(async (bench) => {
      const staged = layout
        .replace('default: 1 }', 'default: 1, when: test }')
        .replaceAll(/(unique: true|offset: 0x18) }/g, '$1, when: line }');
      await writeFile(join(bench.folder, 'otp.yaml'), staged);
      const stage = async (name: string, row: number) => {
        const merge = [
          'merge',
          '--layout',
          'otp.yaml',
          '--csv',
          'units.csv',
          '--row',
          String(row),
          '--stage',
          name,
        ];
        await otpforge([...merge, '-o', `${name}${row}.hex`], bench.folder);
        return `${name}${row}.hex`;
      };
      for (const [chip, row] of [
        ['a', 1],
        ['b', 2],
      ] as const) {
        expect(await bench.program(await stage('line', row), chip)).toMatchObject({ exitCode: 0 });
        expect(await bench.program(await stage('test', row), chip)).toMatchObject({ exitCode: 0 });
      }
      expect((await bench.journal()).filter(({ state }) => state === 'begin').at(-1)).toMatchObject({
        held: [
          { field: 'serial', value: 'SN-0002' },
          { field: 'mac', value: '02:00:5E:10:00:02' },
        ],
      });
    }));
});

describe('a finished board with the image of another row', () => {
  it('is named in one line, not refused unit by unit', () =>
    onBench(async (bench) => {
      await bench.program(await bench.unit(2), 'a');
      const { exitCode, stdout } = await bench.program(await bench.unit(1), 'a');
      expect(exitCode).toBe(5);
      expect(stdout).toMatch(
        /refused \[OTHER_UNIT\] this board is SN-0002, programmed 20\S+Z, and the image is SN-0001/,
      );
      expect(stdout.match(/^refused \[/gm)).toHaveLength(1);
    }));

  it('is named too where this journal does not know it', () =>
    onBench(async (bench) => {
      await bench.program(await bench.unit(2), 'a', '--no-journal');
      const { exitCode, stdout } = await bench.program(await bench.unit(1), 'a');
      expect(exitCode).toBe(5);
      expect(stdout).toContain(
        'this board is SN-0002, which this journal does not know, and the image is SN-0001',
      );
    }));
});
