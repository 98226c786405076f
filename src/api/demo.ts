import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadBanks } from '../bank/index.js';
import { ExitCode, OtpforgeError } from '../errors/index.js';
import { packagePath } from '../files/package-path.js';
import { openProbe } from '../probe/index.js';
import { callback, checkOptions, type Shape } from './options/index.js';

export interface DemoStep {
  readonly device: string;
  readonly title: string;
  /** The command line after `otpforge`; empty for the firmware's answer, which no command asks for. */
  readonly command: readonly string[];
  readonly exitCode: number;
  readonly expectedExitCode: number;
  readonly output: string;
}

export interface DemoDocument {
  readonly format: 'otpforge.demo/1';
  readonly passed: boolean;
  readonly steps: readonly DemoStep[];
}

export interface DemoOptions {
  /** Hears of each step as soon as it has ended. */
  readonly onStep?: (step: DemoStep) => void;
}

const chips = [
  { device: 'STM32F401RE', short: 'f401' },
  { device: 'STM32L476RG', short: 'l476' },
] as const;
type DemoChip = (typeof chips)[number];

const shape: Shape<DemoOptions> = { onStep: callback() };

/** The whole job on simulated chips, through the command line itself, in a folder that is removed at the end. */
export async function demo(options: DemoOptions = {}): Promise<DemoDocument> {
  checkOptions('demo', options, shape);
  const { onStep } = options;
  const folder = await mkdtemp(join(tmpdir(), 'otpforge-demo-'));
  const steps: DemoStep[] = [];
  try {
    for (const chip of chips) {
      for await (const step of demoChip(chip, folder)) {
        steps.push(step);
        onStep?.(step);
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const passed = steps.every(({ exitCode, expectedExitCode }) => exitCode === expectedExitCode);
  return { format: 'otpforge.demo/1', passed, steps };
}

async function* demoChip({ device, short }: DemoChip, folder: string): AsyncGenerator<DemoStep> {
  const example = (name: string) => packagePath('firmware', 'example', name);
  const layout = example(`otp-${short}.yaml`);
  const firmware = example(`example-${short}.hex`);
  const unit = `unit-${short}.hex`;
  const other = `other-${short}.hex`;
  const probe = ['--probe', `sim:${device},file=${short}.chip`];
  const run = async (
    title: string,
    command: readonly string[],
    expectedExitCode: number = ExitCode.Done,
  ) => ({
    device,
    title,
    command,
    expectedExitCode,
    ...(await runCommand(command, folder)),
  });
  const merge = ['merge', firmware, '--layout', layout, '--data', example('unit.json')];
  yield await run('firmware and serial data become one hex file', [...merge, '-o', unit]);
  yield await run('the unit is programmed, read back and verified', ['program', unit, ...probe, '--yes']);
  yield await firmwareAnswer(device, join(folder, `${short}.chip`));
  yield await run('the same again: nothing to burn', ['program', unit, ...probe, '--yes']);
  yield await run('another serial is merged', [...merge, '--set', 'serial=SN-0043', '-o', other]);
  yield await run(
    'and refused on this chip before anything is written',
    ['program', other, ...probe, '--yes'],
    ExitCode.Refused,
  );
  yield await run('the chip still holds the first unit', ['verify', unit, ...probe]);
  yield await run('what the OTP holds', ['read', '--layout', layout, ...probe]);
}

function runCommand(command: readonly string[], cwd: string): Promise<Pick<DemoStep, 'exitCode' | 'output'>> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [fileURLToPath(new URL('../cli/main.js', import.meta.url)), ...command],
      {
        cwd,
        // Runs on simulated chips are none of the user's record, and depend on none of the user's settings.
        env: {
          ...process.env,
          FORCE_COLOR: undefined,
          OTPFORGE_STATE_DIR: join(cwd, 'state'),
          OTPFORGE_CONFIG_DIR: join(cwd, 'config'),
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    const output: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({
        exitCode: code ?? ExitCode.Internal,
        output: Buffer.concat(output).toString('utf8').trimEnd(),
      }),
    );
  });
}

// The answer of firmware/example: magic "ANSW", state, serial as text.
const answer = { address: 0x20000000, size: 28, magic: 0x57534e41, found: 2, serialOffset: 8 } as const;

async function firmwareAnswer(device: string, file: string): Promise<DemoStep> {
  const probe = await openProbe(`sim:${device},file=${file}`, { banks: await loadBanks() });
  try {
    await probe.resetRun();
    if (await probe.waitHalted(100)) {
      throw new OtpforgeError('TARGET_FAULT', { message: 'the example firmware stopped' });
    }
    const bytes = Buffer.from(await probe.readMemory(answer.address, answer.size));
    const found = bytes.readUInt32LE(0) === answer.magic && bytes.readUInt32LE(4) === answer.found;
    const serial = bytes.toString('latin1', answer.serialOffset).replace(/\0.*$/s, '');
    const ok = found && serial === 'SN-0042';
    return {
      device,
      title: 'the firmware runs and answers with its serial',
      command: [],
      exitCode: ok ? ExitCode.Done : ExitCode.VerifyFailed,
      expectedExitCode: ExitCode.Done,
      output: found ? `firmware says: ${serial}` : 'the firmware did not find its serial',
    };
  } finally {
    await probe.close();
  }
}
