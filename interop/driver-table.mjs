import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SparseImage, writeIntelHex } from '../dist/image/index.js';
import { otpOf, withChip } from './chips.mjs';
import { families, openocd } from './openocd.mjs';
import { otpforge } from './processes.mjs';
import { wishes } from './wishes.mjs';

const devices = { STM32F4: 'STM32F401RE', STM32L4: 'STM32L476RG' };
/** What each way of burning makes of the same wishes, on a fresh simulated chip for each. */
export async function measureDrivers() {
  const rows = [];
  for (const [family, name] of Object.entries(devices)) {
    for (const wish of wishes) {
      if (wish.families && !wish.families.includes(family)) continue;
      for (const way of [byOpenocdsDriver, byOurScript, byOtpforge]) {
        rows.push(await measure(name, family, wish, way));
      }
    }
  }
  return rows;
}

/** The table as Markdown: a row for each wish, and what each way made of it. */
export function tableOf(rows) {
  const byWish = new Map(rows.map(({ columns: [chip, wish] }) => [`${chip} | ${wish}`, []]));
  for (const row of rows) byWish.get(`${row.columns[0]} | ${row.columns[1]}`).push(cellOf(row));
  const lines = [...byWish].map(([start, cells]) => `| ${[start, ...cells].join(' | ')} |`);
  const titles = '| chip | wish | OpenOCD’s own driver | our script in OpenOCD | otpforge program |';
  return [titles, titles.replaceAll(/[^|]+/g, ' --- '), ...lines].join('\n');
}

/** The rows of such a table, in any document. */
export function rowsOf(text) {
  return text.split('\n').filter((line) => /^\| (?:F4|L4) \|/.test(line));
}

/** How many accesses to the chip's bus each way took: not the same each time, since hosts poll. */
export function accessesOf(rows) {
  return rows
    .map(({ columns: [chip, wish, by], accesses }) => `${chip}, ${wish}, ${by}: ${accesses}`)
    .join('\n');
}

function cellOf({ columns: [, , , outcome, right, beyond, locks] }) {
  const refused = outcome.startsWith('refused') && right.startsWith('0 of ');
  const parts = [
    refused ? outcome : `${outcome}: ${right.replace(' of ', '/').replace(' bytes', '')}`,
    beyond === '0' ? '' : beyond,
    /LOCK/.test(locks) ? locks : '',
  ];
  return parts.filter((part) => part !== '').join('; ');
}

async function measure(name, family, wish, way) {
  let row;
  const prepare = (chip) => {
    const { base } = chip.device.bank.otp;
    if (wish.held) chip.bench.poke(base + wish.held.offset, wish.held.bytes);
  };
  await withChip(
    name,
    async ({ chip, device, ports, operations }) => {
      const before = otpOf(chip);
      const accesses = chip.counters.debugAccesses;
      const { by, outcome } = await way({ device, family, ports, wish });
      row = {
        columns: [
          family.slice(-2).toUpperCase(),
          wish.name,
          by,
          outcome,
          ...effects({ device, wish, before, after: otpOf(chip), operations }),
        ],
        accesses: chip.counters.debugAccesses - accesses,
      };
    },
    prepare,
  );
  return row;
}

// On F4 a byte is burnt when bits of it have changed; on L4 every byte of a double word that was programmed.
function effects({ device, wish, before, after, operations }) {
  const { base, writeUnit, locks } = device.bank.otp;
  const burnt = new Set();
  for (const [offset, byte] of after.entries()) if (byte !== before[offset]) burnt.add(offset);
  if (writeUnit > 1) {
    for (const { area, address } of operations) {
      for (let at = 0; area === 'otp' && at < writeUnit; at += 1) burnt.add(address - base + at);
    }
  }
  const lockOffset = locks?.offset ?? Number.POSITIVE_INFINITY;
  const wanted = new Map(
    wish.records.flatMap(({ offset, bytes }) => [...bytes].map((byte, index) => [offset + index, byte])),
  );
  const data = [...burnt].filter((offset) => offset < lockOffset);
  const right = data.filter((offset) => wanted.get(offset) === after[offset]).length;
  const lockBytes = [...burnt].filter((offset) => offset >= lockOffset);
  return [
    `${right} of ${wanted.size} bytes`,
    count(data.length - right, writeUnit),
    locks ? lockBytes.map((offset) => `LOCKB${offset - lockOffset}`).join(' ') || 'none' : 'has none',
  ];
}

function count(bytes, writeUnit) {
  if (bytes === 0) return '0';
  return writeUnit === 1 ? `${bytes} more bytes` : `${bytes} more bytes spent`;
}

async function byOpenocdsDriver({ device, family, ports, wish }) {
  const { driver } = families[family];
  const { lock } = wish;
  const { results } = await openocd({
    port: ports.openocd,
    family,
    files: { 'wish.hex': hexOf(device, wish.records) },
    steps: {
      enable: `flash probe 1; ${driver} otp 1 enable`,
      write: 'flash write_image wish.hex',
      ...(lock !== undefined && { lock: `flash protect 1 ${lock} ${lock} on` }),
    },
  });
  const failed = ['write', 'lock'].filter((step) => results[step] && !results[step].ok);
  return {
    by: `OpenOCD’s ${driver}`,
    outcome: failed.length === 0 ? 'done' : `${failed.join(' and ')} failed`,
  };
}

function byOurScript({ device, family, ports, wish }) {
  return inFolder(device, wish, async (folder) => {
    const by = 'our script in OpenOCD';
    const args = ['export', 'openocd', 'wish.hex', '--device', device.name, '--out', 'out', '--json'];
    const exported = await otpforge(args, { cwd: folder });
    if (exported.exitCode !== 0) return { by, outcome: `refused: ${codeIn(exported)}` };
    const { results } = await openocd({
      port: ports.openocd,
      family,
      steps: { burn: `source ${join(folder, 'out', 'otp.tcl')}; otpforge_burn` },
    });
    const reason = results.burn.text.split(': ').at(-1);
    return { by, outcome: results.burn.ok ? 'done, read back' : `refused: ${reason}` };
  });
}

function byOtpforge({ device, ports, wish }) {
  return inFolder(device, wish, async (folder) => {
    const target = ['--device', device.name, '--probe', `gdb:127.0.0.1:${ports.gdb}`];
    const args = ['program', 'wish.hex', ...target, '--yes', '--json'];
    const state = { ...process.env, OTPFORGE_STATE_DIR: folder };
    const ended = await otpforge(args, { cwd: folder, env: state });
    const outcome = ended.exitCode === 0 ? 'done, read back' : `refused: ${codeIn(ended)}`;
    return { by: 'otpforge program', outcome };
  });
}

async function inFolder(device, wish, work) {
  const folder = mkdtempSync(join(tmpdir(), 'otpforge-wish-'));
  try {
    const { locks } = device.bank.otp;
    const lock =
      wish.lock === undefined
        ? []
        : [{ offset: locks.offset + wish.lock, bytes: Uint8Array.of(locks.locked) }];
    writeFileSync(join(folder, 'wish.hex'), hexOf(device, [...wish.records, ...lock]));
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function hexOf(device, records) {
  const origin = { source: { file: 'wish.hex', kind: 'ihex' }, line: 1 };
  const { base } = device.bank.otp;
  return writeIntelHex(
    SparseImage.fromChunks(records.map(({ offset, bytes }) => ({ address: base + offset, bytes, origin }))),
  );
}

// A refusal is an error document, or a report that holds its refusals.
function codeIn({ stdout, exitCode, output }) {
  try {
    const document = JSON.parse(stdout);
    const code = document.error?.code ?? document.plan.refusals[0].code;
    return `${code} (exit ${exitCode})`;
  } catch {
    throw new Error(output);
  }
}
