import { generateKeyPairSync } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withLine } from '../../src/api/open-line.js';
import { writeIntelHex } from '../../src/image/index.js';
import { parseLayout } from '../../src/layout/index.js';
import { loadList } from '../../src/ledger/index.js';
import { pendingOutbox } from '../../src/ledger/units/outbox.js';
import { listRow } from '../../src/visit/index.js';
import { leaksIn } from '../secrets/leaks.js';
import { f4 } from '../support/banks.js';
import { inFolder, otpforge, stateFolderOf } from '../support/cli.js';
import { imageOf } from '../support/images.js';

const layout = `format: otpforge.layout/2
bank: stm32f4-otp
fields:
  serial: { offset: 0x00, type: ascii, length: 8, pad: 0x00, unique: true }
  customer: { offset: 0x08, type: ascii, length: 8, pad: 0x00, unique: true }
  lot: { offset: 0x10, type: u32 }
  key: { offset: 0x20, type: bytes, length: 16, secret: true }
  token: { offset: 0x30, type: bytes, length: 8, secret: true }
  proof: { offset: 0x40, type: computed, length: 16, by: line, over: ["@uid", serial] }
`;
const line = `format: otpforge.line/1
product: controller-c
layout: otp.yaml
device: STM32F401RE
firmware: fw.hex
ledger: sqlite:line.db
values:
  serial: { sequence: "S{n:04}" }
  customer: { list: acme, column: Customer No }
  lot: { list: acme, column: Lot }
  key: { random: 16, recipient: keys.pub }
  token: { hook: [./ask.sh], timeout: 60 }
signers:
  line: { command: [./sign.sh], timeout: 60 }
`;
const token = '7f31c98d5be2a604';

async function prepare(folder: string) {
  const file = (name: string, text: string, mode = 0o644) => writeFile(join(folder, name), text, { mode });
  await file('otp.yaml', layout);
  await file('line.yaml', line);
  await writeFile(join(folder, 'fw.hex'), writeIntelHex(imageOf([0x08000000, [...Array(64).keys()]])));
  await file(
    'keys.pub',
    `${generateKeyPairSync('x25519').publicKey.export({ type: 'spki', format: 'pem' })}`,
  );
  await file('ask.sh', `#!/bin/sh\necho asked >> asked\necho ${token}\n`, 0o755);
  await file('sign.sh', '#!/bin/sh\necho asked >> asked\nhead -c 16 /dev/urandom\n', 0o755);
  const config = { OTPFORGE_CONFIG_DIR: join(folder, 'config') };
  const run = (...args: readonly string[]) => otpforge(args, folder, config);
  expect((await run('ledger', 'init', 'line.yaml', '--simulated')).exitCode).toBe(0);
  return run;
}

/** The ledger as this station has it. */
async function inLedger<T>(folder: string, work: Parameters<typeof withLine<T>>[2]): Promise<T> {
  const before = process.env.OTPFORGE_STATE_DIR;
  process.env.OTPFORGE_STATE_DIR = stateFolderOf(folder);
  try {
    return await withLine(join(folder, 'line.yaml'), { medium: 'simulated' }, work);
  } finally {
    if (before === undefined) delete process.env.OTPFORGE_STATE_DIR;
    else process.env.OTPFORGE_STATE_DIR = before;
  }
}

const loadRow = (folder: string) =>
  inLedger(folder, async ({ line, ledger }) => {
    const key = ledger.key();
    const keeper = { mac: (scope: string, bytes: Uint8Array) => key.mac(scope, bytes) };
    const cells = { 'Customer No': 'ACME-7', Lot: '42' };
    const row = listRow(
      { line, layout: parseLayout(layout, 'otp.yaml', f4), keeper },
      'acme',
      cells,
      'row 1',
    );
    await ledger.transaction((tx) => loadList(tx, 'acme', [row]));
  });

describe('otpforge unit, of a line with a list, a hook, a signer and a recipient', () => {
  it('burns what they give, once, and shows no secret', () =>
    inFolder(async (folder) => {
      const run = await prepare(folder);
      const unit = (...args: readonly string[]) =>
        run('unit', 'line.yaml', '--probe', 'sim:STM32F401RE,file=a.chip', '--yes', '--json', ...args);
      const untrusted = await unit();
      expect([untrusted.exitCode, JSON.parse(untrusted.stdout).error.code]).toEqual([3, 'LINE_UNTRUSTED']);
      expect((await run('line', 'trust', 'line.yaml', '--yes')).exitCode).toBe(0);
      const empty = await unit();
      expect([empty.exitCode, JSON.parse(empty.stdout).error.code]).toEqual([5, 'POOL_EMPTY']);
      await loadRow(folder);
      const burnt = await unit();
      expect(burnt.stderr + burnt.stdout).toContain('"verified"');
      expect(JSON.parse(burnt.stdout).values).toEqual([
        { field: 'customer', text: 'ACME-7' },
        { field: 'key' },
        { field: 'lot', text: '42' },
        { field: 'serial', text: 'S0001' },
        { field: 'token' },
      ]);
      const again = await unit();
      expect(JSON.parse(again.stdout).result).toBe('again');
      expect(await readFile(join(folder, 'asked'), 'utf8')).toBe('asked\nasked\n');
      const rows = await inLedger(folder, ({ ledger }) => ledger.transaction((tx) => pendingOutbox(tx)));
      expect(rows.map(({ kind }) => kind)).toEqual(['unit', 'secret']);
      const shown = Buffer.from([burnt, again].map(({ stdout, stderr }) => stdout + stderr).join('\n'));
      const secret = { name: 'token', bytes: Buffer.from(token, 'hex') };
      expect(leaksIn(shown, [secret])).toEqual([]);
      expect(leaksIn(await readFile(join(folder, 'line.db')), [secret])).toEqual([]);
    }));
});
