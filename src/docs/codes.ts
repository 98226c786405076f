import type { DocPage } from './pages.js';
import { sectionAt } from './sections.js';

/** What the pages say about a code, as Markdown; undefined for a word that they do not explain. */
export function codeEntry(code: string, pages: readonly DocPage[]): string | undefined {
  const word = `\`${code}\``;
  const exits = pageText(pages, 'exit-codes');
  const row = exits.split('\n').find((line) => line.startsWith('| ') && line.includes(word));
  const [, exit] = /^\| (\d+)/.exec(row ?? '') ?? [];
  const reasons = items(sectionAt(pageText(pages, 'safety'), 'after-a-failure') ?? '');
  const reason = reasons.find((item) => item.split(': ')[0]?.includes(word));
  if (exit === undefined && reason === undefined) return undefined;
  // A plan that is refused is not an error, and ends with 5.
  const meaning = exits.split('\n').find((line) => line.startsWith(`| ${exit ?? '5'} |`)) ?? '';
  const [, number = '', what = '', cure = ''] = meaning.split(/ ?\| ?/);
  return [
    `# ${code}`,
    `Exit code ${number}: ${what}.`,
    ...(cure === '' ? [] : [`What to do: ${cure}.`]),
    ...(reason === undefined ? [] : [reason]),
    'More: [exit codes](exit-codes.md), [after a failure](safety.md#after-a-failure)',
  ].join('\n\n');
}

/** Every code that the pages explain. */
export function documentedCodes(pages: readonly DocPage[]): readonly string[] {
  const text = `${pageText(pages, 'exit-codes')}\n${sectionAt(pageText(pages, 'safety'), 'after-a-failure') ?? ''}`;
  const codes = [...text.matchAll(/`([A-Z][A-Z0-9_]+)`/g)].flatMap(([, code]) => code ?? []);
  return [...new Set(codes)].filter((code) => codeEntry(code, pages) !== undefined);
}

function pageText(pages: readonly DocPage[], topic: string): string {
  return pages.find((page) => page.topic === topic)?.markdown ?? '';
}

/** The items of a list, each on one line. */
function items(markdown: string): readonly string[] {
  return markdown
    .split(/^(?=- )/m)
    .filter((item) => item.startsWith('- '))
    .map((item) => item.replaceAll(/\n\s+/g, ' ').trim());
}
