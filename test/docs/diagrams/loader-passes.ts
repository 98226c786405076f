import { readFileSync } from 'node:fs';
import { Diagram } from './diagram.js';
import { type Pass, readWalker, type Walker, walkerSource } from './walker.js';

const columns = 108;
const left = 1;
const right = 55;
const width = 50;
const noteColumn = 29;

/** What the loader's Burn calls, in its order, and what the walkers of both write units do in each pass. */
export function loaderPassesPicture(): string {
  const loader = readFileSync('loader-templates/loader.c.hbs', 'utf8');
  const walkers = [
    { title: 'bytes (unit1.h)', walker: walkerOf('firmware/units/unit1.h'), column: left },
    { title: 'double words (unit8.h)', walker: walkerOf('firmware/units/unit8.h'), column: right },
  ];
  const calls = callsOfBurn(loader);
  const heights = calls.map(
    (call) => 1 + Math.max(0, ...walkers.map(({ walker }) => linesOf(call, walker).length)),
  );
  const lines = heights.reduce((sum, height) => sum + height + 1, 0) + 1;
  const diagram = new Diagram('the passes of the loader', columns, lines - 1);
  let line = 0;
  for (const [index, call] of calls.entries()) {
    const height = heights[index] ?? 1;
    if (height === 1) {
      diagram.box(left, line, right + width - left, 1, 'note');
      diagram.text(left, line, call, 'strong');
      diagram.text(noteColumn, line, noteOn(call, loader), 'note');
    } else {
      for (const { title, walker, column } of walkers) {
        diagram.box(column, line, width, height, call.endsWith('0)') ? 'strong' : 'chip');
        diagram.text(column, line, call, 'strong');
        diagram.text(column + width - title.length, line, title, 'note');
        for (const [row, text] of linesOf(call, walker).entries()) {
          diagram.text(column, line + 1 + row, text, shown.includes(text) ? 'note' : 'stop', width);
        }
      }
    }
    if (index < calls.length - 1) diagram.arrow(left + 3, line + height, { line: line + height + 1 });
    line += height + 1;
  }
  return diagram.toString();
}

function walkerOf(file: string): Walker {
  return readWalker(walkerSource(readFileSync('firmware/walker.h', 'utf8'), readFileSync(file, 'utf8')));
}

/** The calls and the writes of a register and of the status in the body of Burn. */
function callsOfBurn(loader: string): readonly string[] {
  const body = /\noutcome Burn\(struct job \*job\)\n\{\n(.*?)\n\}/s.exec(loader)?.[1] ?? '';
  return [
    ...body.matchAll(
      /\b(?:feedWatchdog|enter|notAVersion|walk|unlock|leave)\([^)]*\)|flash->CR = \w+|job->status = /g,
    ),
  ].map(([call]) => call.replace(/ = $/, ''));
}

function linesOf(call: string, walker: Walker): readonly string[] {
  const pass = passOf(call, walker);
  if (!pass) return [];
  const remarks = shown.filter((comment) => pass.comments.includes(comment));
  return [...pass.statuses.map((status) => `${words(status).padEnd(10)} ${meaningOf(status)}`), ...remarks];
}

function meaningOf(status: string): string {
  const meaning = meanings[status];
  if (meaning === undefined) throw new Error(`the loader has a status ${status} that no picture knows`);
  return meaning;
}

const meanings: Readonly<Record<string, string>> = {
  Range: 'outside the bank, or not whole units',
  Conflict: 'the cells can never hold it',
  Locked: 'the block is locked',
  LockByte: 'a lock byte takes only 00',
  Flash: 'an error flag in SR',
  ReadBack: 'the cell reads other than wanted',
};

/** Comments of the walkers that need no knowledge of their registers. */
const shown = ['all ones is nothing: not even read', 'counted while BSY, taken back on failure'];

function passOf(call: string, { checks, programs }: Walker): Pass | undefined {
  if (call === 'walk(job, 0)') return checks;
  return call === 'walk(job, flash)' ? programs : undefined;
}

/** The first sentence of the comment above a function, without the last of its clauses where it would be too long. */
function noteOn(call: string, loader: string): string {
  const name = /^\w+/.exec(call)?.[0] ?? '';
  const comment = new RegExp(`/\\* ([^*]*?) \\*/\\n[^\\n]*\\b${name}\\(`).exec(loader)?.[1];
  const sentence = (own[call] ?? comment ?? '').replaceAll(/\s+/g, ' ').split(/\.(?: |$)/)[0] ?? '';
  const clauses = sentence.split(/(?=, |: )/);
  while (clauses.join('').length > columns - noteColumn) clauses.pop();
  return clauses.join('');
}

// What has no comment of its own, or one for whoever reads the code.
const own: Readonly<Record<string, string>> = {
  'notAVersion(job)': 'not a job: another magic, version, flags or count',
  'unlock()': 'unlock: the keys are refused until the next reset',
  'flash->CR = FLASH_CR_PG': 'from here on a store to the bank programs it',
  'job->status': 'last: until then it is what the host wrote',
};

function words(status: string): string {
  return status.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).toLowerCase();
}
