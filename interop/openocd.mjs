import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execute } from './processes.mjs';

/** What OpenOCD's own scripts are called for each family, and the driver of its flash. */
export const families = {
  // Its loader for these is Cortex-M3 code, which the simulated core does not execute: without a work area it writes by itself.
  STM32F2: { config: 'target/stm32f2x.cfg', driver: 'stm32f2x', before: ['set WORKAREASIZE 0'] },
  STM32F4: { config: 'target/stm32f4x.cfg', driver: 'stm32f2x', before: ['set WORKAREASIZE 0'] },
  STM32F7: { config: 'target/stm32f7x.cfg', driver: 'stm32f2x', before: ['set WORKAREASIZE 0'] },
  STM32G0: { config: 'target/stm32g0x.cfg', driver: 'stm32l4x', before: [] },
  STM32G4: { config: 'target/stm32g4x.cfg', driver: 'stm32l4x', before: [] },
  // Likewise; the second bank is there when it is asked for.
  STM32H7: {
    config: 'target/stm32h7x.cfg',
    driver: 'stm32h7x',
    before: ['set WORKAREASIZE 0', 'set DUAL_BANK 1'],
  },
  STM32L4: { config: 'target/stm32l4x.cfg', driver: 'stm32l4x', before: [] },
  // The OTP bank is the third one: before it are the two places of the main flash.
  STM32L5: { config: 'target/stm32l5x.cfg', driver: 'stm32l4x', before: [], otpBank: 2 },
  STM32U5: { config: 'target/stm32u5x.cfg', driver: 'stm32l4x', before: [], otpBank: 2 },
};

const prologue = `
proc report {name script} {
  if {[catch {uplevel #0 $script} result]} { echo "@$name error $result" } else { echo "@$name ok $result" }
}
init
report reset {reset halt}
`;

/**
 * Runs OpenOCD on a port of remote_bitbang. `steps` are Tcl scripts by name, done in order whatever becomes of each;
 * `files` are put into the working folder first. Returns what each step came to, and all that was printed.
 */
export async function openocd({ port, family, steps, files = {}, workArea = false }) {
  const { config, before } = families[family];
  const folder = mkdtempSync(join(tmpdir(), 'otpforge-openocd-'));
  try {
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
    const body = Object.entries(steps).map(([name, script]) => `report ${name} {${script}}`);
    writeFileSync(join(folder, 'run.tcl'), `${prologue}${body.join('\n')}\nshutdown\n`);
    const commands = [
      'adapter driver remote_bitbang',
      'remote_bitbang host 127.0.0.1',
      `remote_bitbang port ${port}`,
      'gdb_port disabled; tcl_port disabled; telnet_port disabled',
      ...(workArea ? [] : before),
    ];
    const args = [...commands.flatMap((command) => ['-c', command]), '-f', config, '-f', 'run.tcl'];
    const { exitCode, output } = await execute('openocd', args, { cwd: folder });
    // It goes on with a chain that is not the one it expects, and only says so.
    if (/UNEXPECTED|scan chain anyway/.test(output))
      throw new Error(`another scan chain than OpenOCD expects:\n${output}`);
    return { exitCode, output, results: resultsIn(output) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function resultsIn(output) {
  const results = {};
  for (const [, name, outcome, text] of output.matchAll(/^@(\w+) (ok|error) ?(.*)$/gm)) {
    results[name] = { ok: outcome === 'ok', text };
  }
  return results;
}
