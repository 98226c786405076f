import { toned } from '../../text/tone.js';
import { wrapLines } from '../wrap.js';
import { inlineText } from './inline.js';
import { tableLines } from './table.js';
import { wordLines } from './words.js';

/** A page of Markdown as text for a terminal of some columns; `file` is where its links begin. */
export function markdownText(markdown: string, file: string, columns: number): string {
  const lines: string[] = [];
  for (const block of blocksOf(markdown)) {
    if (block.startsWith('```')) lines.push(...codeLines(block, columns));
    else if (/^\|/.test(block)) lines.push(...tableLines(cellsOf(block, file), columns));
    else if (/^#+ /.test(block)) lines.push(...wordLines(toned('heading', inlineText(block, file)), columns));
    else lines.push(...paragraphLines(block, file, columns));
    lines.push('');
  }
  return lines.join('\n').trimEnd();
}

/** Parts of a page with empty lines between them; a heading and a block of code are parts of their own. */
function blocksOf(markdown: string): readonly string[] {
  return markdown
    .split(/^(```[\s\S]*?^```)$/m)
    .flatMap((part) => (part.startsWith('```') ? [part] : part.split(/\n{2,}|^(#+ .*)$/m)))
    .flatMap((part) => (part === undefined || part.trim() === '' ? [] : [part.replaceAll(/^\n+|\s+$/g, '')]));
}

function codeLines(block: string, columns: number): readonly string[] {
  const lines = block.split('\n').slice(1, -1);
  return lines.map((line) => wrapLines(`    ${line}`, columns));
}

function cellsOf(block: string, file: string): readonly (readonly string[])[] {
  const rows = block.split('\n').filter((line) => !/^\|[-:| ]+$/.test(line));
  return rows.map((row) =>
    row
      .slice(1, row.lastIndexOf('|'))
      .split(/(?<!\\)\|/)
      .map((cell) => inlineText(cell.trim(), file)),
  );
}

/** A paragraph, or the items of a list: what continues a line is joined to it, and broken again. */
function paragraphLines(block: string, file: string, columns: number): readonly string[] {
  const items: string[] = [];
  for (const line of block.split('\n')) {
    if (items.length === 0 || /^\s*(?:[-*]|\d+\.) /.test(line)) items.push(line.trimEnd());
    else items.push(`${items.pop()} ${line.trim()}`);
  }
  return items.flatMap((item) => {
    const [, indent = '', mark = '', text = ''] = /^(\s*)((?:[-*]|\d+\.) )?(.*)$/.exec(item) ?? [];
    const hanging = ' '.repeat(indent.length + mark.length);
    const lines = wordLines(inlineText(text, file), columns - hanging.length);
    return lines.map((line, index) => `${index === 0 ? `${indent}${mark}` : hanging}${line}`);
  });
}
