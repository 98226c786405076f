import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { otpforge } from '../support/cli.js';
import { apartFromMedium } from '../support/medium.js';

const example = (name: string) => resolve('firmware/example', name);

describe.each([
  { device: 'STM32F401RE', short: 'f401', spent: 'LOCKED' },
  { device: 'STM32L476RG', short: 'l476', spent: 'CONFLICT' },
])('the main job on the command line, $device', ({ device, short, spent }) => {
  let folder: string;
  const probe = ['--probe', `sim:${device},file=unit.chip`];
  const layout = ['--layout', example(`otp-${short}.yaml`)];
  const run = (...args: string[]) => otpforge(args, folder);
  const chip = () => readFile(join(folder, 'unit.chip'), 'utf8');
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'otpforge-cli-'));
    const merge = ['merge', example(`example-${short}.hex`), ...layout, '--csv', example('units.csv')];
    expect(await run(...merge, '--row', '2', '-o', 'unit.hex')).toMatchObject({ exitCode: 0 });
    expect(await run(...merge, '--row', '3', '-o', 'other.hex')).toMatchObject({ exitCode: 0 });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('asks nobody without a terminal: exit 8, and no chip was touched', async () => {
    const { exitCode, stderr } = await run('program', 'unit.hex', ...probe);
    expect(exitCode).toBe(8);
    expect(stderr).toContain('NOBODY_TO_ASK');
    await expect(chip()).rejects.toThrow('ENOENT');
  });

  it('plans, and the plan writes nothing', async () => {
    const { exitCode, stdout } = await run('plan', 'unit.hex', ...probe);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^burn /m);
    const byField = await run('plan', 'unit.hex', ...layout, ...probe);
    expect(byField.stdout).toMatch(/^burn {2}serial {4}SN-0042$/m);
    const { stdout: json } = await run('plan', 'unit.hex', ...probe, '--json');
    expect(JSON.parse(json)).toMatchObject({ format: 'otpforge.plan/2', device, refusals: [] });
  });

  it('refuses a hash that is not the plan’s', async () => {
    const { exitCode, stderr } = await run(
      'program',
      'unit.hex',
      ...probe,
      '--confirm',
      `p2-${'f'.repeat(64)}`,
    );
    expect(exitCode).toBe(5);
    expect(stderr).toContain('PLAN_NOT_CONFIRMED');
  });

  it('refuses a hash of an older plan by name, and a word that is no hash, and touches no chip', async () => {
    const none = ['--probe', `sim:${device},file=none.chip`];
    const old = await run('program', 'unit.hex', ...none, '--confirm', 'f'.repeat(64));
    expect(old.exitCode).toBe(5);
    expect(old.stderr).toContain('PLAN_NOT_CONFIRMED');
    expect(old.stderr).toContain('is the hash of an otpforge.plan/1');
    const word = await run('program', 'unit.hex', ...none, '--confirm', 'burn');
    expect(word.exitCode).toBe(2);
    await expect(readFile(join(folder, 'none.chip'))).rejects.toThrow('ENOENT');
  });

  it('programs, and then has nothing to burn', async () => {
    const first = await run('program', 'unit.hex', ...probe, '--yes');
    expect(first.exitCode).toBe(0);
    // Shown before the burn, and once.
    expect(first.stderr).toMatch(/^burn {2}0x1FFF7[08]00 {2}16 B/m);
    expect(first.stderr).toMatch(/^plan p2-/m);
    expect(first.stdout).not.toMatch(/^plan p2-/m);
    expect(first.stdout).toContain('everything read back and equal');
    const before = await chip();
    const again = await run('program', 'unit.hex', ...probe, '--yes', '--json');
    expect(again.exitCode).toBe(0);
    expect(JSON.parse(again.stdout)).toMatchObject({ result: 'nothing-to-do', unitsBurnt: 0, locksSet: 0 });
    expect(await chip()).toBe(before);
  });

  it('refuses another serial with exit 5, and the chip stays as it is', async () => {
    const before = await chip();
    const { exitCode, stdout } = await run('program', 'other.hex', ...probe, '--yes');
    expect(exitCode).toBe(5);
    expect(stdout).toContain(`refused [${spent}]`);
    expect(stdout).toContain('nothing was written');
    expect(await chip()).toBe(before);
  });

  it('verifies, reads and decodes', async () => {
    expect(await run('verify', 'unit.hex', ...probe)).toMatchObject({ exitCode: 0 });
    const other = await run('verify', 'other.hex', ...probe, '--json');
    expect(other.exitCode).toBe(6);
    expect(JSON.parse(other.stdout)).toMatchObject({ result: 'different' });
    const { stdout } = await run('read', ...probe, ...layout, '--json');
    const { fields } = JSON.parse(stdout);
    expect(fields).toContainEqual(expect.objectContaining({ name: 'serial', value: 'SN-0042' }));
    expect(fields).toContainEqual(expect.objectContaining({ name: 'check', crcOk: true }));
  });

  it('writes the bank to a file', async () => {
    await run('read', ...probe, '-o', 'otp.bin');
    const bytes = await readFile(join(folder, 'otp.bin'));
    expect(bytes.toString('latin1', 0, 7)).toBe('SN-0042');
    await run('read', ...probe, '-o', 'otp.hex');
    expect(await run('verify', 'otp.hex', ...probe)).toMatchObject({ exitCode: 0 });
  });

  it('records a trace that replays to the same report', async () => {
    const traced = await run('program', 'unit.hex', ...probe, '--yes', '--json', '--trace', 'run.jsonl');
    const replayed = await run(
      ...['program', 'unit.hex', '--probe', 'replay:run.jsonl', '--device', device, '--yes', '--json'],
    );
    const [report, again] = [traced, replayed].map(({ stdout }) => JSON.parse(stdout));
    expect(again).toMatchObject({ medium: 'replayed', plan: { medium: 'replayed' } });
    expect(apartFromMedium(again)).toEqual(apartFromMedium(report));
    expect(again.plan.hash).not.toBe(report.plan.hash);
  });

  it('takes defaults from otpforge.yaml, and flags win', async () => {
    const config = `format: otpforge.config/1\nprobe: sim:${device},file=unit.chip\nlayout: ${example(`otp-${short}.yaml`)}\n`;
    await writeFile(join(folder, 'otpforge.yaml'), config);
    const { exitCode, stdout } = await run('read', '--json');
    await rm(join(folder, 'otpforge.yaml'));
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).fields).toContainEqual(expect.objectContaining({ value: 'SN-0042' }));
  });
});

describe('a partial write unit', () => {
  it('is refused with the missing bytes, and burnt with --fill', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'otpforge-cli-'));
    const image = ['part.bin', '--address', '0x1FFF7000', '--probe', 'sim:STM32L476RG,file=unit.chip'];
    await writeFile(join(folder, 'part.bin'), Uint8Array.of(1, 2, 3));
    const refused = await otpforge(['plan', ...image], folder);
    expect(refused.exitCode).toBe(5);
    expect(refused.stdout).toMatch(/refused \[PARTIAL\] 0x1FFF7000 .*missing are 0x1FFF7003, .*0x1FFF7007/);
    const filled = await otpforge(['program', ...image, '--fill', '0x00', '--yes', '--json'], folder);
    expect(filled.exitCode).toBe(0);
    expect(JSON.parse(filled.stdout).plan.units[0]).toMatchObject({
      wanted: '01 02 03 00 00 00 00 00',
      fillBytes: 5,
    });
    await rm(folder, { recursive: true });
  });
});
