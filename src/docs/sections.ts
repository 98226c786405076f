/** Part of a page: a heading and what is below it, up to the next heading of its rank. */
export function sectionAt(markdown: string, anchor: string): string | undefined {
  const lines = markdown.split('\n');
  const headings = headingsOf(lines);
  const found = headings.find(({ title }) => slugOf(title) === anchor);
  if (!found) return undefined;
  const end = headings.find(({ line, rank }) => line > found.line && rank <= found.rank)?.line;
  return lines.slice(found.line, end).join('\n').trimEnd();
}

/** The anchors of a page. */
export function anchorsOf(markdown: string): readonly string[] {
  return headingsOf(markdown.split('\n')).map(({ title }) => slugOf(title));
}

interface Heading {
  readonly line: number;
  readonly rank: number;
  readonly title: string;
}

function headingsOf(lines: readonly string[]): readonly Heading[] {
  let isCode = false;
  return lines.flatMap((text, line) => {
    if (text.startsWith('```')) isCode = !isCode;
    const [, marks = '', title = ''] = (!isCode && /^(#+) (.*)$/.exec(text)) || [];
    return marks === '' ? [] : [{ line, rank: marks.length, title }];
  });
}

/** As GitHub makes the anchor of a heading. */
function slugOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}_\- ]/gu, '')
    .replaceAll(' ', '-');
}
