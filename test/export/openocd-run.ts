import { spawn } from 'node:child_process';
import type { SimulatedChip } from '../../src/chip/index.js';
import { startChipServer } from '../../src/server/index.js';

export interface OpenocdRun {
  readonly exitCode: number | null;
  /** Both streams: OpenOCD prints results on either. */
  readonly output: string;
}

/** Runs OpenOCD on a simulated chip as on a board, with a script loaded, and ends it after some commands. */
export async function openocd(chip: SimulatedChip, script: string, commands: string): Promise<OpenocdRun> {
  const defects: unknown[] = [];
  const server = await startChipServer(chip, {
    ports: { openocd: 0 },
    failed: (error: unknown) => defects.push(error),
  });
  try {
    const target = chip.device.name.startsWith('STM32F4') ? 'stm32f4x' : 'stm32l4x';
    // Its work area holds Cortex-M3 code, and the simulated core is an ARMv6-M.
    const set = `gdb_port disabled; tcl_port disabled; telnet_port disabled; set WORKAREASIZE 0; adapter driver remote_bitbang; remote_bitbang host localhost; remote_bitbang port ${server.ports.openocd}`;
    const args = ['-c', set, '-f', `target/${target}.cfg`, '-f', script, '-c', `init; ${commands}; shutdown`];
    const run = await finished(args);
    if (defects.length > 0) throw defects[0];
    return run;
  } finally {
    await server.close();
  }
}

function finished(args: readonly string[]): Promise<OpenocdRun> {
  return new Promise((done, fail) => {
    const child = spawn('openocd', args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    child.on('error', fail);
    child.on('close', (exitCode) => done({ exitCode, output }));
  });
}
