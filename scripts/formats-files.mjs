import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { bundledModule } from './bundle.mjs';
import { root } from './support.mjs';

const main = join(root, 'dist', 'cli', 'main.js');
const device = 'STM32L476RG';
const yours = `format: otpforge.config/1
probe: "sim:${device}"
jlink: { log: jlink.log }
`;

const unitLine = `format: otpforge.line/1
product: controller
layout: otp.yaml
device: ${device}
ledger: sqlite:unit.db
timezone: UTC
values:
  serial: { sequence: "SN-{n:06}" }
  mac: { pool: macs, from: "02:00:5E:10:00:00", to: "02:00:5E:1F:FF:FF" }
`;

const listLine = unitLine.replace('{ sequence: "SN-{n:06}" }', '{ list: erp }');

/**
 * One file of each kind that this version writes, and one document of each kind that it prints, by the name of the file.
 * `run` runs a command of otpforge in a folder with more variables; without it each is a process of its own.
 */
export async function producedFiles(run = runProcess) {
  const folder = mkdtempSync(join(tmpdir(), 'otpforge-formats-'));
  try {
    const work = new Work(folder, run);
    await unitOfAProject(work);
    await journalOfTheUnit(work);
    await otherHosts(work);
    await machine(work);
    await productionLine(work);
    await boards(work);
    await fuses(work);
    await dumpsOfFuses(work);
    await reservedSector(work);
    await pageOfAStation(work);
    return work.files;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function unitOfAProject(work) {
  await work.document('init', ['init', '--device', device]);
  for (const name of ['otpforge.yaml', 'otp.yaml', 'units.csv']) work.keep(name);
  await work.document('table', ['merge', '--csv', 'units.csv', '--check']);
  await work.document('layout-header', ['layout', 'header', '-o', 'otp.h']);
  await work.document('merge-report', ['merge', '--csv', 'units.csv', '--row', '1', '-o', 'unit.hex']);
  await work.document('image', ['inspect', 'unit.hex']);
  await work.document('plan', ['plan', 'unit.hex']);
  await work.document('report', ['program', 'unit.hex', '--yes', '--rehearse', '--trace', 'run.jsonl']);
  await work.document('verify', ['verify', 'unit.hex']);
  await work.document('read', ['read', '-o', 'dump.bin']);
  await work.document('map', ['map', 'unit.hex']);
  await work.document('error', ['verify', 'nothing.hex']);
  await work.run(['merge', 'unit.hex', '--uid', '0031001F3032471135383736', '-o', 'bound.hex']);
  const bound = ['bound.hex', 'bound.hex.json'];
  for (const name of ['unit.hex', ...bound, 'run.jsonl', 'board1.chip', 'dump.bin']) work.keep(name);
}

async function journalOfTheUnit(work) {
  // A run that burns nothing leaves a line too.
  await work.run(['program', 'unit.hex', '--yes']);
  await work.document('journal-list', ['journal', 'list']);
  await work.document('journal-check', ['journal', 'verify']);
  const day = new Date().toISOString().slice(0, 10);
  work.keep('journal.jsonl', join('state', `journal-${day}.jsonl`));
  work.keep('rehearsed.json', join('state', 'rehearsed.json'));
}

async function otherHosts(work) {
  await work.document('export-report', ['export', 'pyocd', '--out', 'pyocd']);
  work.keep('export-manifest.json', join('pyocd', 'manifest.json'));
  await work.document('commander-export', [
    ...['export', 'commander', 'unit.hex', '--device', device, '--out', 'commander'],
  ]);
  await work.document('dump-check', ['check-dump', 'dump.bin', '--image', 'unit.hex', '--device', device]);
  await work.document('install', ['install', '--dir', 'jlink']);
  work.keep('otpforge-installed.json', join('jlink', 'otpforge-installed.json'));
  await work.document('uninstall', ['uninstall', '--dir', 'jlink']);
  await work.document('build', ['build', 'stm32l4-otp', '--out', 'built']);
  work.keep('devices.xml', join('built', 'devices.xml'));
  work.keep('loaders-manifest.json', join('built', 'loaders', 'manifest.json'));
  await work.document('lint', ['lint', join('built', 'loaders', 'stm32l4-otp.elf')]);
}

async function machine(work) {
  work.keep('bank.yaml', join(root, 'test', 'support', 'bank-1', 'stm32l4.yaml'));
  work.keep('bank-2.yaml', join(root, 'banks', 'stm32l4.yaml'));
  work.keep('otp-2.yaml', join(root, 'test', 'support', 'layout-2.yaml'));
  work.keep('line.yaml', join(root, 'test', 'support', 'line.yaml'));
  work.keep('controller.yaml', join(root, 'controllers', 'stm32l4.yaml'));
  work.files.set('config.yaml', Buffer.from(yours));
  await work.document('banks', ['banks']);
  await work.document('explain', ['explain', device]);
  await work.document('completion', ['completion', 'bash']);
  await work.document('doctor', ['doctor']);
  await work.document('demo', ['demo']);
  await work.document('docs', ['docs']);
  await work.document('page', ['docs', 'PLAN_CHANGED']);
  await work.firstLine('simulate', ['simulate', device]);
}

/** A line that is checked, one whose programs somebody trusts, and ledgers. */
async function productionLine(work) {
  work.write('line.yaml', readFileSync(join(root, 'test', 'support', 'line.yaml')));
  work.write('unit.yaml', unitLine);
  await work.document('line-check', ['line', 'check', 'unit.yaml']);
  await work.document('line-trust', ['line', 'trust', 'line.yaml', '--yes']);
  await work.document('ledger-status', ['ledger', 'init', 'line.yaml', '--simulated']);
  await work.run(['ledger', 'init', 'unit.yaml', '--simulated']);
  const visit = ['unit', 'unit.yaml', '--probe', `sim:${device},file=visited.chip`, '--yes'];
  await work.document('visit', visit);
  work.keepMemory('unit.db');
  await stationOfTheUnit(work);
  await work.document('ledger-show', ['ledger', 'show', 'unit.yaml', '1']);
  await work.document('ledger-change', ['ledger', 'scrap', 'unit.yaml', '1', '--reason', 'an example']);
  await work.document('ledger-verify', ['ledger', 'verify', 'unit.yaml']);
  await work.document('ledger-key', ['ledger', 'key', 'unit.yaml']);
  work.write('home.yaml', unitLine.replace('unit.db', 'home.db'));
  await work.run(['ledger', 'init', 'home.yaml', '--simulated']);
  const adopt = ['ledger', 'adopt', 'home.yaml', ...visit.slice(2)];
  await work.document('ledger-adopt', [...adopt, '--reason', 'an example']);
  const batch = ['batch', 'unit.yaml', '--batch', 'B-1', '--count', '2', '-o', 'batch/{serial}.hex'];
  await work.document('batch-report', batch);
  work.keep('batch.json', 'batch/B-1.manifest.json');
  await ledgerFiles(work);
}

/** The first event of a station is all that it shows. */
async function stationOfTheUnit(work) {
  work.write('station.yaml', `${unitLine}slots: { "1": "sim:${device},file=visited.chip" }\n`);
  const { stdout } = await work.run(['station', 'station.yaml', '--once', '--yes', '--json']);
  const event = JSON.parse(stdout.split('\n')[0]);
  work.keepText('station-event.json', document(event));
  work.keepText('station.json', document(event.state));
}

/** What leaves a ledger, and what comes back into its place. */
async function ledgerFiles(work) {
  work.write('list.yaml', listLine);
  work.write('units.csv', 'serial\nSN-900001\nSN-900002\n');
  await work.document('ledger-load', ['ledger', 'load', 'list.yaml', 'units.csv']);
  work.write('log.csv', 'serial\n');
  await work.document('ledger-import', ['ledger', 'import', 'unit.yaml', 'log.csv']);
  await work.document('ledger-report', ['ledger', 'report', 'unit.yaml', '-o', 'report.html']);
  await work.document('ledger-export', ['ledger', 'export', 'unit.yaml', '-o', 'outbox.jsonl']);
  work.keep('outbox.jsonl');
  await work.document('ledger-backup', ['ledger', 'backup', 'unit.yaml', '-o', 'unit.bak']);
  await work.inState((folder) => renameSync(join(folder, 'unit.db'), join(folder, 'old.db')));
  const skip = ['serial=5', 'macs=5', 'erp=2'].flatMap((each) => ['--skip', each]);
  await work.document('ledger-restore', [
    'ledger',
    'restore',
    'unit.yaml',
    'unit.bak',
    ...skip,
    '--reason',
    'new disk',
  ]);
}

/** What the page of a station keeps and answers: the package has it within the command line alone. */
async function pageOfAStation(work) {
  const { openLine } = await import(pathToFileURL(join(root, 'dist', 'api', 'open-line.js')).href);
  await work.inState(async (folder) => {
    const file = join(folder, 'page.mjs');
    writeFileSync(file, await bundledModule('src/page/index.ts'));
    const { openTokens, pageApp } = await import(pathToFileURL(file).href);
    const tokens = await openTokens(folder, () => new Date());
    await tokens.make('operate');
    work.keep('page-tokens.json', join(folder, 'page-tokens.json'));
    const { line, ledger } = await openLine(join(folder, 'unit.yaml'));
    const clock = { now: () => new Date() };
    const app = pageApp(
      { line, ledger, tokens, clock, assets: new Map(), onError: console.error },
      { isOwnHost: (host) => host === 'station', roleWithoutToken: 'operate' },
    );
    const keep = async (name, path, host) => {
      const answer = await app.request(path, { headers: { host } });
      work.keepText(`${name}.json`, document(await answer.json()));
    };
    await keep('page-unit', '/api/units/1', 'station');
    await keep('shift-report', '/api/report', 'station');
    await keep('http-error', '/', 'elsewhere');
    await ledger.close();
  });
}

/** Checks of real boards, by the library: what they save of a chip is there only while they run. One stage, since a trace is long. */
async function boards(work) {
  const dist = (file) => import(pathToFileURL(join(root, 'dist', file)).href);
  const [{ hwcheck, reviewHwcheck }, { saveScratch }, { openProbe }, { findDevice, loadBanks }] =
    await Promise.all([
      dist('api/hwcheck.js'),
      dist('hwcheck/scratch-keeper.js'),
      dist('probe/index.js'),
      dist('bank/index.js'),
    ]);
  await work.inState(async (folder) => {
    const probe = `sim:${device}`;
    const checked = await hwcheck({ probe, folder, confirm: async (stage) => stage === 'look' });
    work.keepText('hwcheck-run.json', document(checked));
    const report = join(checked.folder, 'report.json');
    work.keep('hwcheck.json', report);
    work.keepText('hwcheck-review.json', document(await reviewHwcheck({ report })));
    const banks = await loadBanks();
    const open = await openProbe(probe, { banks, device: findDevice(device, banks) });
    work.keep('scratch.json', (await saveScratch(open, findDevice(device, banks))).file);
    await open.close();
  });
}

/** A write of STM32MP1 fuses against the dump of a chip that ST has just delivered. */
async function fuses(work) {
  const { planFuses, writeFuses } = await import(pathToFileURL(join(root, 'dist', 'index.js')).href);
  const dist = pathToFileURL(join(root, 'dist', 'mp1', 'index.js')).href;
  const { emptyPartition, encodePartition } = await import(dist);
  await work.inState(async (folder) => {
    const { state, words } = emptyPartition();
    const given = { 0: 0x17, 1: 0x8000, 13: 0x410032, 14: 0x33385116, 15: 0x34383330 };
    const dump = { state, words: words.map((word, id) => ({ ...word, value: given[id] ?? 0 })) };
    const against = join(folder, 'fuses.bin');
    writeFileSync(against, encodePartition(dump));
    const request = { words: [{ word: 60, value: 7, lock: true }], device: 'STM32MP157C', against };
    work.keepText('fuse-plan.json', document(await planFuses(request)));
    const output = join(folder, 'values.bin');
    work.keepText('fuse-write.json', document(await writeFuses({ ...request, output, confirm: () => true })));
  });
}

async function dumpsOfFuses(work) {
  const chip = new DataView(new ArrayBuffer(776));
  const words = {
    0: 0x17,
    1: 0x8000,
    13: 0x00410032,
    14: 0x33385116,
    15: 0x34383330,
    57: 0x42e18000,
    58: 0xe448,
  };
  chip.setUint32(0, 2, true);
  for (const [word, value] of Object.entries(words)) chip.setUint32(8 + 8 * word, value, true);
  work.write('otp-1.bin', chip);
  chip.setUint32(12 + 8 * 57, 0x40000000, true);
  work.write('otp-2.bin', chip);
  await work.document('mp1-show', ['mp1', 'show', 'otp-2.bin', '--device', 'STM32MP157C']);
  await work.document('mp1-diff', ['mp1', 'diff', 'otp-1.bin', 'otp-2.bin']);
}

/** The identity of a chip without OTP, taken back. */
async function reservedSector(work) {
  const { sectorErase } = await import(pathToFileURL(join(root, 'dist', 'index.js')).href);
  await work.inState(async () => {
    const erased = await sectorErase({ probe: 'sim:STM32H743ZI', confirm: () => true });
    work.keepText('sector-erase.json', document(erased));
  });
}

function document(value) {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

class Work {
  files = new Map();
  #folder;
  #run;

  constructor(folder, run) {
    this.#folder = folder;
    this.#run = run;
  }

  /** Runs a command, and keeps the JSON document that it prints. */
  async document(name, args) {
    const { stdout, stderr } = await this.run([...args, '--json']);
    const text = stdout.trim() === '' ? stderr : stdout;
    const { format } = JSON.parse(text);
    if (!format.startsWith(`otpforge.${name}/`)) throw new Error(`${args.join(' ')} printed ${text}`);
    this.keepText(`${name}.json`, text);
  }

  /** The first line of a command that goes on until it is ended. */
  firstLine(name, args) {
    const child = start([...args, '--json'], this.#folder, this.#environment());
    return new Promise((resolve, reject) => {
      createInterface(child.stdout).once('line', (line) => {
        this.keepText(`${name}.json`, `${line}\n`);
        child.kill();
      });
      child.on('error', reject);
      child.on('close', resolve);
    });
  }

  run(args) {
    return this.#run(args, this.#folder, this.#environment());
  }

  /** Keeps a file of the folder, or one from elsewhere. */
  keep(name, from = name) {
    this.files.set(name, readFileSync(resolve(this.#folder, from)));
  }

  /** What the station remembers of the ledger in a file. Its keys are stations. */
  keepMemory(ledger) {
    const folder = resolve(this.#folder, 'state', 'ledgers');
    const memories = readdirSync(folder).filter((name) => name.endsWith('.json'));
    const text = memories
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .find((each) => each.includes(ledger));
    const [station] = Object.keys(JSON.parse(text).heads);
    this.keepText('station-ledger.json', text.replaceAll(station, '0123456789abcdef'));
  }

  write(name, bytes) {
    writeFileSync(resolve(this.#folder, name), bytes);
  }

  // A document names files of this machine.
  keepText(name, text) {
    const own = JSON.stringify(this.#folder).slice(1, -1);
    const here = JSON.stringify(root.replace(/[\\/]$/, '')).slice(1, -1);
    this.files.set(name, Buffer.from(text.replaceAll(own, '/line').replaceAll(here, '/otpforge')));
  }

  /** Does some work of the library in the folder's state folder. */
  async inState(work) {
    const { OTPFORGE_STATE_DIR: before } = process.env;
    process.env.OTPFORGE_STATE_DIR = join(this.#folder, 'state');
    try {
      await work(this.#folder);
    } finally {
      if (before === undefined) delete process.env.OTPFORGE_STATE_DIR;
      else process.env.OTPFORGE_STATE_DIR = before;
    }
  }

  #environment() {
    const own = (name) => join(this.#folder, name);
    return { HOME: own('me'), OTPFORGE_STATE_DIR: own('state'), OTPFORGE_CONFIG_DIR: own('config') };
  }
}

function runProcess(args, cwd, more) {
  return new Promise((resolve, reject) => {
    const child = start(args, cwd, more);
    const output = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr']) {
      child[stream].setEncoding('utf8').on('data', (text) => {
        output[stream] += text;
      });
    }
    child.on('error', reject);
    child.on('close', () => resolve(output));
  });
}

function start(args, cwd, more) {
  const env = { ...process.env, ...more };
  delete env.FORCE_COLOR;
  return spawn(process.execPath, [main, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
}
