import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { packagePath } from '../../src/files/package-path.js';
import { writeIntelHex } from '../../src/image/index.js';
import { type CliResult, otpforge } from '../support/cli.js';
import { imageOf } from '../support/images.js';

/** Colours, an operating system command, a bell, a control of eight bits, a text turned round, a line of its own. */
const hostile = '\u001b[31m\u001b]0;x\u0007\u009b2J\u202e\u2066\u200b\nPASS: unit';
const at = (name: string) => `${hostile}${name}`;
const image = at('.hex');
const layout = at('otp.yaml');
// A probe's URI is one line.
const chip = `sim:STM32F401RE,file=${at('.chip').replace('\n', '')}`;
const probe = ['--probe', chip];

/** Each command at least once where it goes well, and where it fails, with names that nobody should print as they are. */
const commands: readonly (readonly string[])[] = [
  ['init', '--device', hostile],
  ['init', '--device', 'STM32F401RE', '--fields', hostile],
  ['init', '--device', 'STM32F401RE', '--probe', hostile],
  ['init', '--device', 'STM32F401RE', '--lock', hostile],
  ['inspect', image],
  ['inspect', image, '--layout', layout],
  ['inspect', at('missing.hex')],
  ['inspect', layout],
  ['merge', image, '-o', at('merged.hex')],
  ['merge', image, '-o', at('bound.hex'), '--uid', '0031001F3032471135383736'],
  ['merge', at('bound.hex'), '-o', at('merged.hex')],
  ['merge', image, '-o', at('merged.hex'), '--uid', hostile],
  ['merge', image, '-o', at('merged.hex'), '--layout', layout, '--set', `serial=${hostile}`],
  ['merge', image, '-o', at('merged.hex'), '--layout', layout, '--set', `${hostile}=1`],
  ['merge', image, '-o', at('merged.hex'), '--layout', layout, '--set', 'serial=SN-1'],
  ['merge', image, '-o', at('merged.hex'), '--layout', at('keys.yaml'), '--set', 'serial=SN-1'],
  ['merge', image, '-o', at('merged.hex'), '--layout', layout, '--csv', at('units.csv'), '--row', '1'],
  ['merge', image, '-o', at('merged.hex'), '--layout', layout, '--data', at('unit.json')],
  [
    'merge',
    image,
    '-o',
    at('a.hex'),
    '--layout',
    layout,
    '--csv',
    at('units.csv'),
    '--where',
    `${hostile}=${hostile}`,
  ],
  [
    'merge',
    image,
    '-o',
    at('a.hex'),
    '--layout',
    layout,
    '--csv',
    at('units.csv'),
    '--where',
    `serial=${hostile}`,
  ],
  ['table', 'check', at('units.csv'), '--layout', layout],
  ['table', 'check', at('units.csv'), '--layout', layout, '--column', `serial=${hostile}`],
  ['table', 'check', at('units.csv'), '--layout', layout, '--column', `${hostile}=serial`],
  ['table', 'check', at('units.csv'), '--layout', layout, '--ignore-column', hostile.replace('\n', '')],
  ['table', 'check', at('odd.csv'), '--layout', at('odd.yaml')],
  ['table', 'check', at('odd.csv'), '--layout', at('odd.yaml'), '--format', 'csv'],
  ['table', 'check', at('missing.csv'), '--layout', layout, '--json'],
  ['layout', 'header', layout, '-o', at('otp.h'), '--stub', '--zephyr', '--set', 'serial=SN-1'],
  ['layout', 'header', layout, '-o', at('otp.h'), '--prefix', hostile],
  ['layout', 'header', at('odd.yaml'), '-o', at('odd.h')],
  ['layout', 'header', at('missing.yaml'), '-o', at('otp.h'), '--device', hostile],
  ['line', 'trust', at('line.yaml'), '--yes'],
  ['line', 'check', at('line.yaml')],
  ['line', 'trust', at('odd-line.yaml')],
  ['line', 'trust', at('missing.yaml')],
  ['station', at('odd-line.yaml'), '--yes', '--once'],
  ['station', at('missing.yaml'), '--yes', '--operator', hostile],
  ['plan', image, ...probe],
  ['plan', image, '--probe', `sim:${hostile}`],
  ['plan', image, '--probe', hostile],
  ['plan', image, '--probe', `replay:${at('run.jsonl')}`, '--device', 'STM32F401RE'],
  ['plan', image, '--probe', 'gdb:127.0.0.1:1', '--device', hostile],
  ['program', image, ...probe, '--yes', '--journal', at('journal.jsonl'), '--trace', at('trace.jsonl')],
  ['program', image, ...probe, '--yes', '--journal', at('journal.jsonl'), '--layout', layout],
  ['program', at('missing.hex'), ...probe, '--yes'],
  ['verify', image, ...probe],
  ['read', ...probe, '--layout', layout],
  ['read', ...probe, '-o', at('dump.hex')],
  ['map', image, ...probe, '--layout', layout, '--svg', at('map.svg')],
  ['map', image, '--chip-dump', at('dump.hex'), '--layout', at('keys.yaml'), '--device', 'STM32F401RE'],
  ['map', '--chip-dump', at('missing.hex'), '--device', hostile],
  ['sector', 'erase', '--probe', `sim:STM32H743ZI,file=${at('.chip').replace('\n', '')}`, '--confirm', '00'],
  ['sector', 'erase', '--probe', hostile, '--confirm', '00'],
  ['sector', 'erase', '--probe', `sim:${hostile}`, '--confirm', '00', '--layout', layout],
  ['journal', 'list', at('journal.jsonl')],
  ['journal', 'verify', at('journal.jsonl')],
  ['journal', 'verify', at('odd-journal.jsonl')],
  ['journal', 'list', at('missing.jsonl')],
  ['unit', at('missing.yaml'), '--yes'],
  ['unit', at('odd-line.yaml'), '--yes', '--probe', hostile],
  ['batch', at('odd-line.yaml'), '--batch', 'B-1', '--count', '1', '-o', at('{serial}.hex')],
  ['batch', at('line.yaml'), '--batch', hostile, '--count', '1', '-o', at('{serial}.hex')],
  ['batch', at('missing.yaml'), '--batch', 'B-1', '--data', at('units.csv'), '-o', at('{serial}.hex')],
  ['ledger', 'init', at('missing.yaml')],
  ['ledger', 'status', at('odd-line.yaml')],
  ['ledger', 'export', at('odd-line.yaml'), '-o', at('rows.jsonl')],
  ['ledger', 'load', at('line.yaml'), at('odd.csv'), '--list', hostile],
  ['ledger', 'import', at('line.yaml'), at('odd.csv'), '--batch', hostile],
  ['ledger', 'report', at('odd-line.yaml'), '-o', at('report.html'), '--order', hostile],
  ['ledger', 'report', at('line.yaml'), '-o', hostile, '--from', hostile],
  ['ledger', 'backup', at('line.yaml'), '-o', at('line.bak')],
  ['ledger', 'restore', at('line.yaml'), at('line.bak'), '--reason', hostile, '--skip', `${hostile}=1`],
  ['ledger', 'restore', at('line.yaml'), '--reason', hostile, '--skip', hostile],
  ['ledger', 'show', at('missing.yaml'), hostile],
  ['ledger', 'release', at('missing.yaml'), hostile, '--reason', hostile],
  ['ledger', 'scrap', at('missing.yaml'), hostile, '--reason', hostile],
  ['ledger', 'replace', at('missing.yaml'), hostile, '--replaces', hostile, '--reason', hostile],
  ['ledger', 'accept', at('missing.yaml'), hostile, '--probe', hostile, '--reason', hostile],
  ['ledger', 'accept', at('missing.yaml'), '--clock', '--reason', hostile],
  ['ledger', 'adopt', at('missing.yaml'), '--slot', hostile, '--reason', hostile, '--yes'],
  ['ledger', 'verify', at('missing.yaml')],
  ['ledger', 'key', at('missing.yaml'), '--write', at('line.key')],
  ['check-dump', at('dump.hex'), '--image', image, '--device', 'STM32F401RE'],
  ['explain', hostile],
  ['explain', `STM32F103${hostile}`],
  ['explain', 'STM32L476RG', '--banks', at('banks')],
  ['lint', at('loader.elf'), '--bank', 'stm32f4-otp'],
  ['lint', image, '--bank', hostile],
  ['banks', '--banks', at('banks')],
  ['build', hostile],
  ['export', 'openocd', image, '--device', 'STM32F401RE', '-o', at('unit.tcl')],
  ['export', 'commander', image, '--device', 'STM32F401RE', '--out', at('scripts')],
  ['export', 'pyocd', '--out', at('pyocd')],
  ['export', 'jlink', '--out', at('jlink')],
  ['install', '--dir', at('jlink-folder')],
  ['uninstall', '--dir', at('jlink-folder')],
  ['simulate', hostile],
  ['simulate', 'STM32F401RE', '--file', layout],
  ['doctor', '--library', hostile],
  ['demo', `--${hostile}`],
  ['hwcheck', '--review', at('missing.json')],
  ['hwcheck', '--yes', '--probe', hostile],
  ['mp1', 'show', at('missing.bin')],
  ['mp1', 'show', at('displ.txt')],
  ['mp1', 'show', layout],
  ['mp1', 'show', at('displ.txt'), hostile],
  ['mp1', 'show', at('displ.txt'), '--device', hostile],
  ['mp1', 'show', at('displ.txt'), '--at', hostile],
  ['mp1', 'show', at('displ.txt'), '--map', '--svg', at('fuses.svg')],
  ['mp1', 'diff', at('displ.txt'), at('displ.txt')],
  ['mp1', 'write', hostile],
  ['mp1', 'write', `word=${hostile}`],
  ['mp1', 'write', 'word=60', 'value=0x1', '--against', at('displ.txt')],
  ['mp1', 'write', 'word=60', 'value=0x1', '--blind', '--device', hostile],
  ['mp1', 'write', '--layout', layout, '--against', at('missing.bin')],
  ['mp1', 'write', '--layout', at('fuses.yaml'), '--blind', '--set', `serial=${hostile}`],
  [
    'mp1',
    'write',
    'word=60',
    'value=0x1',
    '--blind',
    '--device',
    'STM32MP157C',
    '-o',
    at('values.bin'),
    '--yes',
  ],
  ['mp1', 'lock', hostile],
  ['mp1', 'fwrite', at('missing.bin'), 'word=60', '--blind', '--device', 'STM32MP157C'],
  ['completion', 'bash'],
  ['completion', hostile],
  ['complete', hostile],
  ['docs', hostile],
  ['docs', `safety#${hostile}`],
  [hostile],
  ['inspect', '--config', at('otpforge.yaml'), image],
  ['plan', image, '--config', at('bad.yaml')],
];

const files: Readonly<Record<string, string>> = {
  [layout]:
    'format: otpforge.layout/1\nfields:\n  serial: { type: ascii, offset: 0, length: 16, pattern: "SN-[0-9\u202e]+" }\n',
  [at('keys.yaml')]:
    'format: otpforge.layout/1\nfields:\n  "\\e[31m\\u202E\\nPASS": { type: u32, offset: 0 }\n',
  [at('fuses.yaml')]:
    'format: otpforge.layout/1\nfuses: STM32MP157C\nfields:\n  serial: { type: ascii, offset: 240, length: 4, pattern: "SN-[0-9\u202e]+" }\n',
  [at('displ.txt')]: '    00     |     0x00000017  |  0x30000000\n',
  [at('odd.yaml')]:
    'format: otpforge.layout/1\nbank: stm32f4-otp\nfields:\n  "\\e[31m\\u202E\\nPASS": { type: u32, offset: 0 }\n',
  [at('line.yaml')]: lineText('after: [{ command: ["./\\e[31m\\u202E\\nPASS: unit"] }]'),
  [at('odd-line.yaml')]: lineText('"\\e[31m\\u202E\\nPASS: unit": 1'),
  [at('odd.csv')]: `"\u001b[31m\u202e\nPASS"\n1\n`,
  [at('units.csv')]: `serial,${hostile.replace('\n', '')}\n"${hostile}",1\n`,
  [at('unit.json')]: `{ "serial": ${JSON.stringify(hostile)} }`,
  [at('run.jsonl')]: '{"format":"otpforge.trace/1","probe":"\u009b2J"}\n{"call":"\u202e"}\n',
  [at('odd-journal.jsonl')]: '{"format":"otpforge.journal/9\u009b\u202e"}\n',
  [at('bad.yaml')]: 'format: otpforge.config/1\n"\\e[31m\\u202E": 1\n',
  [at('odd-line.yaml')]: 'format: otpforge.line/1\n"\\e[31m\\u202E": 1\n',
  [at('otpforge.yaml')]: 'format: otpforge.config/1\nprobe: "\u202e"\n',
};

function lineText(more: string): string {
  return `format: otpforge.line/1\nproduct: a\nlayout: ${JSON.stringify(layout)}\ndevice: STM32F401RE\nledger: sqlite:line.db\n${more}\n`;
}

async function prepare(): Promise<void> {
  const bytes = writeIntelHex(imageOf([0x1fff7800, [1, 2, 3, 4, 0x1b, 0x5b, 0xc2, 0x9b]]));
  await writeFile(join(folder, image), bytes);
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  await copyFile(packagePath('firmware', 'loaders', 'stm32f4-otp.elf'), join(folder, at('loader.elf')));
  await mkdir(join(folder, at('banks')));
  await writeFile(join(folder, at('banks'), `${hostile}.yaml`), 'format: otpforge.bank/1\n"\\u202E": 1\n');
}

function visible({ stdout, stderr }: CliResult, args: readonly string[]): void {
  for (const output of [stdout, stderr]) {
    expect([args, output.match(/[^\P{C}\n]|[\p{Zl}\p{Zp}\p{DI}]/gu)]).toEqual([args, null]);
    expect([args, output.match(/^PASS: unit.*$/gm)]).toEqual([args, null]);
  }
}

const folder = await mkdtemp(join(tmpdir(), 'otpforge-test-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('names that would steer a terminal', () => {
  const said: string[] = [];

  it.each(commands.map((args) => [args.map((arg) => JSON.stringify(arg)).join(' '), args] as const))(
    'reach neither output of %s',
    async (_shown, args) => {
      for (const flags of [[], ['--json']]) {
        const result = await otpforge([...args, ...flags], folder);
        visible(result, [...args, ...flags]);
        if (flags.length > 0 && result.stdout !== '') JSON.parse(result.stdout);
        said.push(result.stdout + result.stderr);
      }
    },
  );

  it('are named anyway', () => {
    const naming = said.filter((text) => /u\{1B\}|\\u001b/.test(text));
    expect(naming.length).toBeGreaterThan(said.length / 2);
  });

  it.each(['journal.jsonl', 'trace.jsonl'])('reach no %s', async (log) => {
    visible({ stdout: await readFile(join(folder, at(log)), 'utf8'), stderr: '', exitCode: 0 }, [log]);
  });

  it('are tried on every command that there is', () => {
    expect(new Set(commands.map(([name]) => name))).toEqual(new Set([...commandNames, hostile]));
  });
});

await prepare();
const page = await readFile('src/cli/commands/index.ts', 'utf8');
const commandNames = [...page.matchAll(/^ {2}'?([a-z0-9-]+)'?: async/gm)].map(([, name]) => name);
