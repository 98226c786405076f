/**
 * How long a command takes to start, as a ratio against `node -e 0` in the same run, best of ten; exits 1 when a bound is
 * broken. On the packed package, as an installation has it, and on the same with 25 banks more.
 * Run `npm run build` first, then `node bench/start.mjs`.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeRssOf, secondsOf } from './support/measure.mjs';
import { addBanks, unpackedPackage } from './support/packed.mjs';

const RUNS = 10;
const ROWS = 100_000;
/** A look at every row takes seconds, and a tenth of a table says whether it grows with the table alone. */
const CHECKS = 2;
/** The titles and columns of the foreign table. */
const foreignForm = ['--header-line', '3', '--column', 'serial=Serial Number', '--ignore-column', 'No'];

process.exitCode = main();

/** @returns {number} exit code */
function main() {
  const folder = mkdtempSync(join(tmpdir(), 'otpforge-start-'));
  // A user's own records make a command longer, and are another bench.
  process.env.OTPFORGE_STATE_DIR = join(folder, 'state');
  process.env.OTPFORGE_CONFIG_DIR = join(folder, 'config');
  try {
    const installed = unpackedPackage(join(folder, 'package'));
    const bounds = [
      ...starts(installed, folder, ''),
      ...tables(installed, folder),
      ...checks(installed, folder),
    ];
    addBanks(installed, 25);
    bounds.push(...starts(installed, folder, ', 25 more banks'));
    for (const { what, value, limit, unit } of bounds) {
      const verdict = value <= limit ? 'ok' : 'BROKEN';
      console.log(
        `${what.padEnd(58)} ${value.toFixed(2).padStart(7)} ${unit.padEnd(3)} at most ${limit}  ${verdict}`,
      );
    }
    return bounds.every(({ value, limit }) => value <= limit) ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @typedef {{ what: string, value: number, limit: number, unit: string }} Bound
 */

/**
 * @param {string} installed the package's folder
 * @param {string} folder for files
 * @param {string} note
 * @returns {Bound[]}
 */
function starts(installed, folder, note) {
  const main = join(installed, 'dist', 'cli', 'main.js');
  const example = (/** @type {string} */ name) => join(installed, 'firmware', 'example', name);
  const unit = join(folder, 'unit.hex');
  const layout = ['--layout', example('otp-f401.yaml'), '--data', example('unit.json')];
  const chip = ['--probe', 'sim:STM32F401RE'];
  const merge = [main, 'merge', example('example-f401.hex'), ...layout, '-o', unit];
  secondsOf(process.execPath, merge);
  const commands = [
    { what: 'node -e 0', args: ['-e', '0'], limit: 1 },
    { what: '--version', args: [main, '--version'], limit: 1.5 },
    { what: '--help', args: [main, '--help'], limit: 1.5 },
    { what: 'merge', args: merge, limit: 2.5 },
    { what: 'plan', args: [main, 'plan', unit, ...chip], limit: 2.8 },
    { what: 'program', args: [main, 'program', unit, ...chip, '--yes'], limit: 3.5 },
  ];
  rmSync(join(folder, 'state'), { recursive: true, force: true });
  const [node = Number.NaN, ...times] = bestOf(commands.map(({ args }) => args));
  console.log(`node -e 0${note}: ${(1000 * node).toFixed(0)} ms, best of ${RUNS}`);
  return commands.slice(1).map(({ what, limit }, index) => {
    return {
      what: `${what}${note}: wall time / node -e 0`,
      value: (times[index] ?? 0) / node,
      limit,
      unit: '',
    };
  });
}

/**
 * `merge` of one row of a CSV with many, beside one with two.
 * @param {string} installed the package's folder
 * @param {string} folder for files
 * @returns {Bound[]}
 */
function tables(installed, folder) {
  const example = (/** @type {string} */ name) => join(installed, 'firmware', 'example', name);
  const [two, many] = [2, ROWS].map((rows) => save(folder, `units${rows}.csv`, csvOf(rows)));
  const foreign = save(folder, 'foreign.csv', Buffer.from(foreignOf(ROWS), 'utf16le'));
  const ofRow = ['--row', '2'];
  const ofValue = [...foreignForm, ...['--where', `serial=SN-${String(ROWS - 1).padStart(6, '0')}`]];
  const mergeOf = (/** @type {string | undefined} */ csv, choice = ofRow) => [
    ...[join(installed, 'dist', 'cli', 'main.js'), 'merge', example('example-f401.hex')],
    ...['--layout', example('otp-f401.yaml'), '--csv', csv ?? '', ...choice, '-o', join(folder, 'row.hex')],
  ];
  const [ofTwo, first, again, byValue] = [[Infinity], [Infinity], [Infinity], [Infinity]];
  for (let run = 0; run < RUNS; run += 1) {
    rmSync(join(folder, 'state'), { recursive: true, force: true });
    ofTwo.push(secondsOf(process.execPath, mergeOf(two)));
    first.push(secondsOf(process.execPath, mergeOf(many)));
    again.push(secondsOf(process.execPath, mergeOf(many)));
    byValue.push(secondsOf(process.execPath, mergeOf(foreign, ofValue)));
  }
  const least = Math.min(...ofTwo);
  rmSync(join(folder, 'state'), { recursive: true, force: true });
  const memoryOfTwo = nodeRssOf(mergeOf(two));
  const more = nodeRssOf(mergeOf(many)) - memoryOfTwo;
  rmSync(join(folder, 'state'), { recursive: true, force: true });
  const moreOfForeign = nodeRssOf(mergeOf(foreign, ofValue)) - memoryOfTwo;
  const rows = `one of ${ROWS.toLocaleString('en')} rows`;
  return [
    {
      what: `merge of ${rows}: wall time / of two rows`,
      value: Math.min(...first) / least,
      limit: 2,
      unit: '',
    },
    { what: `the same again, file unchanged`, value: Math.min(...again) / least, limit: 1.3, unit: '' },
    { what: `merge of ${rows}: more peak memory`, value: more, limit: 40, unit: 'MB' },
    {
      what: `the same by value, UTF-16: wall time / of two rows`,
      value: Math.min(...byValue) / least,
      limit: 2,
      unit: '',
    },
    { what: `the same by value, UTF-16: more peak memory`, value: moreOfForeign, limit: 40, unit: 'MB' },
  ];
}

/**
 * `table check` of a foreign table, which shows what each row would burn, beside `merge` of one row and a tenth of the table.
 * @param {string} installed the package's folder
 * @param {string} folder for files
 * @returns {Bound[]}
 */
function checks(installed, folder) {
  const main = join(installed, 'dist', 'cli', 'main.js');
  const layout = ['--layout', join(installed, 'firmware', 'example', 'otp-f401.yaml'), ...foreignForm];
  const [all, tenth] = [ROWS, ROWS / 10].map((rows) => {
    return save(folder, `check${rows}.csv`, Buffer.from(foreignOf(rows), 'utf16le'));
  });
  const checkOf = (/** @type {string | undefined} */ csv) => [main, 'table', 'check', csv ?? '', ...layout];
  const mergeOfOne = [
    main,
    'merge',
    '--csv',
    all ?? '',
    '--row',
    '2',
    ...layout,
    '-o',
    join(folder, 'one.hex'),
  ];
  const [ofAll, ofTenth, ofOne] = [[Infinity], [Infinity], [Infinity]];
  for (let run = 0; run < CHECKS; run += 1) {
    rmSync(join(folder, 'state'), { recursive: true, force: true });
    ofOne.push(secondsOf(process.execPath, mergeOfOne));
    ofTenth.push(secondsOf(process.execPath, checkOf(tenth)));
    ofAll.push(secondsOf(process.execPath, checkOf(all)));
  }
  const rows = `table check of ${ROWS.toLocaleString('en')} rows`;
  return [
    {
      what: `${rows}: wall time / merge of one`,
      value: Math.min(...ofAll) / Math.min(...ofOne),
      limit: 150,
      unit: '',
    },
    {
      what: `${rows}: wall time / of a tenth`,
      value: Math.min(...ofAll) / Math.min(...ofTenth),
      limit: 15,
      unit: '',
    },
  ];
}

/**
 * Best wall time of each command in seconds, in turns, so that whatever else the machine does falls on all alike.
 * @param {readonly (readonly string[])[]} commands
 * @returns {number[]}
 */
function bestOf(commands) {
  const best = commands.map(() => Infinity);
  for (let run = 0; run < RUNS; run += 1) {
    for (const [index, args] of commands.entries()) {
      best[index] = Math.min(best[index] ?? Infinity, secondsOf(process.execPath, args));
    }
  }
  return best;
}

/**
 * Units as a production has them: a serial number, an address, a revision, a day.
 * @param {number} rows
 */
function csvOf(rows) {
  const hex = (/** @type {number} */ value) => (value & 0xff).toString(16).toUpperCase().padStart(2, '0');
  const lines = Array.from({ length: rows }, (_, index) => {
    const mac = `02:00:5E:${hex(index >> 16)}:${hex(index >> 8)}:${hex(index)}`;
    return `SN-${String(index).padStart(6, '0')},${mac},${1 + (index % 9)},2026-03-${10 + (index % 20)}`;
  });
  return ['serial,mac,revision,made', ...lines, ''].join('\n');
}

/**
 * The same as Excel's Unicode text, with titles above it, other names, decimal commas, a column more and an empty one.
 * @param {number} rows
 */
function foreignOf(rows) {
  const [header = '', ...lines] = csvOf(rows).trimEnd().replaceAll(',', '\t').split('\n');
  const titles = ['Units of March', ''];
  const table = lines.map((line, index) => `${index + 1}\t${line.replace(/\t(\d)\t/, '\t$1,00\t')}\t`);
  return `\ufeff${[...titles, `No\t${header.replace('serial', 'Serial Number')}\t`, ...table, ''].join('\r\n')}`;
}

/**
 * @param {string} folder
 * @param {string} name
 * @param {string | Buffer} text
 * @returns {string} its path
 */
function save(folder, name, text) {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}
