import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

import type { Device } from '../../src/bank/index.js';
import { loadChip } from '../../src/chip/index.js';
import { exampleFirmware } from '../example/record.js';
import { encodeJob, readJob, status } from '../loader-contract/job.js';
import { f401, l476 } from '../support/banks.js';
import { serveChip } from '../support/served-chip.js';
import { withSimulate } from '../support/simulate.js';
import { runGdb } from './gdb.js';

const codeAt = 0x20000020;
const jobAt = 0x20002000;
const sourceAt = 0x20002100;
const returnAt = 0x20003000;
const stackTop = 0x20004000;
const record = [0x4f, 0x54, 0x50, 0x21, 0x10, 0x20, 0x30, 0x40];

const chips: readonly { device: Device; short: string; loader: string }[] = [
  { device: f401, short: 'f401', loader: resolve('firmware/loaders/stm32f4-otp.elf') },
  { device: l476, short: 'l476', loader: resolve('firmware/loaders/stm32l4-otp.elf') },
];

/** In any order: GDB prints what the user asks for and what a server says by two pipes. */
const expectLines = (output: string, ...lines: readonly string[]) =>
  expect(output.split('\n')).toEqual(expect.arrayContaining([...lines]));

describe.each(chips)('gdb-multiarch with a simulated $device.name', ({ device, short, loader }) => {
  it('loads the loader at an offset, runs Burn to a breakpoint and reads the OTP', async () => {
    await withSimulate([device.name, '--file', 'unit.chip'], async (simulation) => {
      const cwd = simulation.folder;
      const { job, data } = encodeJob([{ address: device.bank.otp.base, bytes: record }], sourceAt, {});
      await writeFile(join(cwd, 'job.bin'), job);
      for (const { bytes } of data) await writeFile(join(cwd, 'data.bin'), bytes);
      const { base, size } = device.bank.otp;
      const run = await runGdb(
        [
          `target remote 127.0.0.1:${simulation.port}`,
          'monitor reset halt',
          'maintenance flush register-cache',
          // It is linked at 0, so that the offset is where it lies; DevDscr comes along.
          `load ${loader} ${codeAt}`,
          `restore job.bin binary ${jobAt}`,
          `restore data.bin binary ${sourceAt}`,
          `set var $r0 = ${jobAt}`,
          'set var $primask = 1',
          'set var $control = 0',
          'set var $xpsr = 0x01000000',
          `set var $msp = ${stackTop}`,
          `set var $sp = ${stackTop}`,
          `set var $lr = ${returnAt + 1}`,
          `set var $pc = ${codeAt} + ((unsigned int) &Burn & ~1)`,
          `break *${returnAt}`,
          'continue',
          'printf "stopped at %x with %d\\n", $pc, $r0',
          `dump binary memory result.bin ${jobAt} ${jobAt + 32}`,
          `dump binary memory otp.bin ${base} ${base + size}`,
        ],
        { cwd, file: loader },
      );
      expect(await simulation.stop()).toBe(0);
      expect(run).toMatchObject({
        exitCode: 0,
        output: expect.stringContaining('stopped at 20003000 with 0'),
      });
      expect(readJob(await readFile(join(cwd, 'result.bin')))).toMatchObject({
        status: status.done,
        unitsDone: record.length / device.bank.otp.writeUnit,
      });
      const otp = [...(await readFile(join(cwd, 'otp.bin')))];
      expect(otp).toEqual([...record, ...Array(size - record.length).fill(0xff)]);
      const kept = await loadChip(join(cwd, 'unit.chip'), device);
      expect([...kept.bench.peek(base, size)]).toEqual(otp);
    });
  });

  it('programs firmware into the main flash and steps it from reset', async () => {
    await withSimulate([device.name, '--file', 'unit.chip'], async (simulation) => {
      const cwd = simulation.folder;
      const run = await runGdb(
        [
          `target remote 127.0.0.1:${simulation.port}`,
          `load ${resolve(`firmware/example/example-${short}.hex`)}`,
          'monitor reset halt',
          'maintenance flush register-cache',
          'set $start = $pc',
          'stepi',
          'printf "step %d\\n", $pc != $start',
          'monitor status',
        ],
        { cwd },
      );
      expect(await simulation.stop('SIGINT')).toBe(0);
      expect(run.exitCode).toBe(0);
      expectLines(run.output, 'step 1', 'instructions: 1');
      const kept = await loadChip(join(cwd, 'unit.chip'), device);
      for (const { address, bytes } of exampleFirmware(short).segments) {
        expect(kept.bench.peek(address, bytes.length)).toEqual(bytes);
      }
    });
  });

  it('does not write OTP from GDB’s command line', async () => {
    await withSimulate([device.name, '--file', 'unit.chip'], async (simulation) => {
      const cwd = simulation.folder;
      const run = await runGdb(
        [
          `target remote 127.0.0.1:${simulation.port}`,
          `set var *(unsigned char *) ${device.bank.otp.base} = 0`,
        ],
        { cwd },
      );
      await simulation.stop();
      expect(run.output).toContain('Cannot access memory');
      const kept = await loadChip(join(cwd, 'unit.chip'), device);
      expect(kept.bench.peek(device.bank.otp.base, 1)).toEqual(Uint8Array.of(0xff));
    });
  });

  it('stops a running core by Ctrl-C', async () => {
    const { server, chip } = await serveChip(device);
    const run = await runGdb(
      [
        `target remote 127.0.0.1:${server.port}`,
        'set var *(unsigned short *) 0x20000000 = 0xe7fe',
        'set var $xpsr = 0x01000000',
        'set var $pc = 0x20000000',
        'continue',
        'printf "at %x\\n", $pc',
      ],
      { cwd: '.', interruptWhen: () => chip.counters.instructions > 1000 },
    );
    await server.close();
    expect(run).toMatchObject({
      exitCode: 0,
      output: expect.stringMatching(/received signal SIGINT[\s\S]*at 20000000\n/),
    });
  });

  it('detaches from a core that runs on, and stops it by attaching again', async () => {
    await withSimulate([device.name], async (simulation) => {
      const cwd = simulation.folder;
      const attach = `target remote 127.0.0.1:${simulation.port}`;
      const first = await runGdb(
        [
          attach,
          'set var *(unsigned short *) 0x20000000 = 0xe7fe',
          'set var $xpsr = 0x01000000',
          'set var $pc = 0x20000000',
          'detach',
        ],
        { cwd },
      );
      expect(first.exitCode).toBe(0);
      const second = await runGdb([attach, 'monitor status', 'printf "at %x\\n", $pc'], { cwd });
      await simulation.stop();
      expect(second.exitCode).toBe(0);
      expectLines(second.output, 'at 20000000', 'state: halted (request)');
    });
  });
});
