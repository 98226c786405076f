import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readIntelHex } from '../dist/image/index.js';
import { openProbe } from '../dist/probe/index.js';
import { contentsOf, withChip } from './chips.mjs';
import { examplePath } from './example.mjs';
import { families } from './openocd.mjs';
import { mustOtpforge } from './processes.mjs';

const longestStartMs = 60_000;
/** Reserved on every STM32F4, L4 and L4+. */
const nowhere = 0x30000000;

/** `gdb:` through the GDB servers of real OpenOCD and pyOCD, on the simulated chip. */
export async function checkGdbServers(tally, venv) {
  for (const [name, short, target] of [
    ['STM32F429ZI', 'f401', 'stm32f429xi'],
    ['STM32L475VG', 'l476', 'stm32l475xg'],
  ]) {
    await tally.check(`gdb: burns a unit of ${name} through OpenOCD’s server, and sees a bus error`, () =>
      burnThrough('OpenOCD', name, short, ({ ports, device }) => openocdServer(ports.openocd, device)),
    );
    await tally.check(`gdb: burns a unit of ${name} through pyOCD’s server, and sees a bus error`, () =>
      burnThrough('pyOCD', name, short, ({ ports }) => pyocdServer(venv, ports.pyocd, target)),
    );
  }
}

const burnThrough = (server, name, short, commandOf) =>
  withChip(name, async ({ chip, device, ports }) => {
    const folder = mkdtempSync(join(tmpdir(), 'otpforge-gdb-'));
    const [program, ...args] = commandOf({ ports, device });
    const child = spawn(program, args, { cwd: folder, env: { ...process.env, HOME: folder } });
    try {
      const uri = `gdb:127.0.0.1:${await portOf(child)}`;
      const inFolder = { cwd: folder };
      const layout = ['--layout', examplePath(`otp-${short}.yaml`), '--data', examplePath('unit.json')];
      await mustOtpforge(
        ['merge', examplePath(`example-${short}.hex`), ...layout, '-o', 'unit.hex'],
        inFolder,
      );
      const burn = [
        'program',
        'unit.hex',
        '--device',
        name,
        '--probe',
        uri,
        '--yes',
        '--no-journal',
        '--json',
      ];
      const { probe, result } = JSON.parse((await mustOtpforge(burn, inFolder)).stdout);
      assert.equal(result, 'done');
      assert.equal(probe.description, `${server} at ${uri.slice('gdb:'.length)}`);
      const image = readIntelHex(readFileSync(join(folder, 'unit.hex')), 'unit.hex');
      for (const { address, bytes } of image.segments) {
        assert.ok(contentsOf(chip, { address, bytes }).equals(Buffer.from(bytes)), `at ${address}`);
      }
      const opened = await openProbe(uri, { banks: [], device });
      try {
        await assert.rejects(opened.readMemory(nowhere, 16), { code: 'TARGET_FAULT' });
      } finally {
        await opened.close();
      }
    } finally {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    }
  });

function openocdServer(port, { bank }) {
  const { config, before } = families[bank.family];
  const commands = [
    `adapter driver remote_bitbang; remote_bitbang host 127.0.0.1; remote_bitbang port ${port}`,
    'gdb_port 0; tcl_port disabled; telnet_port disabled',
    ...before,
  ];
  return ['openocd', ...commands.flatMap((command) => ['-c', command]), '-f', config];
}

function pyocdServer(venv, port, target) {
  const connection = ['-u', `remote:127.0.0.1:${port}`, '-W', '-t', target];
  return [`${venv}/bin/pyocd`, 'gdbserver', '--persist', ...connection, '--port', '0', '-T', '0'];
}

/** Both servers tell their port in a line of their log. */
function portOf(child) {
  return new Promise((resolve, reject) => {
    let log = '';
    const fail = () => reject(new Error(`the server does not listen:\n${log}`));
    const timer = setTimeout(fail, longestStartMs);
    const hear = (text) => {
      log += text;
      const [, port] =
        /istening on port (\d+)(?: for gdb| \(core)/.exec(log.replace(/^.*STDIO.*$/gm, '')) ?? [];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(Number(port));
    };
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', hear);
    child.on('error', reject);
    child.on('exit', fail);
  });
}
