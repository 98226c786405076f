import type { Command } from 'commander';
import type { DocsDocument } from '../../api/docs.js';
import { toned } from '../../text/tone.js';
import { examples } from '../examples.js';
import { printResult } from '../output.js';
import { columns } from '../table.js';
import { wrapLines } from '../wrap.js';

export function registerDocs(program: Command): void {
  const command = program
    .command('docs')
    .description('print a page of the documentation, or what an error code means')
    .argument('[topic]', 'a page, for example safety, stlink or layout#the-file, or a code; all unless given')
    .option('--json', 'print one JSON document instead of text');
  examples(command, ['otpforge docs', 'otpforge docs stlink', 'otpforge docs PLAN_CHANGED']);
  command.action(async (topic: string | undefined, flags: { readonly json?: boolean }) => {
    const { docs, listDocs } = await import('../../api/docs.js');
    if (topic === undefined) {
      printResult(await listDocs(), flags.json, listText);
      return;
    }
    const { markdownText } = await import('../markdown/render.js');
    const width = Math.min(process.stdout.columns || widest, widest);
    const page = await docs(topic);
    // A document has each text on one line.
    printResult(
      page,
      flags.json,
      () => `${markdownText(page.markdown, page.file, width)}\n\n${footer(page.file)}`,
    );
  });
}

const widest = 80;

function footer(file: string): string {
  return toned('quiet', `[name] is another page: otpforge docs <name>. This one is ${file}.`);
}

function listText({ sections }: DocsDocument): string {
  const rows = columns(
    sections.flatMap(({ topics }) => topics.map(({ topic, title }) => [`  ${topic}`, title])),
  );
  let next = 0;
  const parts = sections.map(({ title, topics }) => {
    const lines = rows.slice(next, next + topics.length);
    next += topics.length;
    return [toned('heading', title), ...lines.map((line) => wrapLines(line, widest))].join('\n');
  });
  return [...parts, 'otpforge docs <page> prints one, otpforge docs <CODE> explains a code.'].join('\n\n');
}
