const charWidth = 7.8;
const lineHeight = 18;
const margin = 14;

/** What a box or a text means, never its colour. */
export type Kind = 'plain' | 'note' | 'strong' | 'chip' | 'stop';

/** A picture of boxes, texts and arrows on a grid of monospaced characters, for light and dark pages. */
export class Diagram {
  readonly #columns: number;
  readonly #lines: number;
  readonly #label: string;
  readonly #parts: string[] = [];

  constructor(label: string, columns: number, lines: number) {
    this.#label = label;
    this.#columns = columns;
    this.#lines = lines;
  }

  /** A frame around so many columns and lines of text. */
  box(column: number, line: number, columns: number, lines: number, kind: Kind = 'plain'): void {
    const [x, y] = [xOf(column) - charWidth * 0.75, yOf(line) + 1];
    const width = round((columns + 1.5) * charWidth);
    this.#parts.push(
      `<rect x="${round(x)}" y="${round(y)}" width="${width}" height="${lines * lineHeight - 2}" rx="5" class="${kind}"/>`,
    );
  }

  /** One line of text; it must fit into so many columns, since no font is measured. */
  text(
    column: number,
    line: number,
    text: string,
    kind: Kind = 'plain',
    columns = this.#columns - column,
  ): void {
    if (text.length > columns) throw new Error(`${JSON.stringify(text)} is too long for the picture`);
    const y = round(yOf(line) + lineHeight * 0.72);
    const length = round(text.length * charWidth);
    this.#parts.push(
      `<text x="${round(xOf(column))}" y="${y}" textLength="${length}" xml:space="preserve" class="${kind}">${xml(text)}</text>`,
    );
  }

  /** Down from the bottom of one line to the top of another, or to the right within a line. */
  arrow(column: number, line: number, to: { readonly column?: number; readonly line?: number }): void {
    const [x, y] = [round(xOf(column)), yOf(line)];
    const path =
      to.line !== undefined
        ? `M${x} ${y + 1}V${yOf(to.line) - 1}m-4 -6l4 6l4 -6`
        : `M${x} ${y + lineHeight / 2}H${round(xOf(to.column ?? column))}m-6 -4l6 4l-6 4`;
    this.#parts.push(`<path d="${path}"/>`);
  }

  toString(): string {
    const width = Math.ceil(this.#columns * charWidth + 2 * margin);
    const height = this.#lines * lineHeight + 2 * margin;
    return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${xml(this.#label)}">
<style>
.page { fill: #f6f8fa; stroke: #d0d7de }
rect { fill: #ffffff; stroke: #8c959f }
rect.note { fill: #f6f8fa; stroke-dasharray: 4 3 }
rect.strong { fill: #ddf4ff; stroke: #0969da }
rect.chip { fill: #fff1e5; stroke: #bc4c00 }
rect.stop { fill: #ffebe9; stroke: #cf222e }
text { font: 13px ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace; fill: #1f2328 }
text.note { fill: #59636e }
text.strong { font-weight: bold }
text.chip { fill: #953800 }
text.stop { fill: #a40e26 }
path { fill: none; stroke: #59636e; stroke-width: 1.5 }
@media (prefers-color-scheme: dark) {
  .page { fill: #161b22; stroke: #30363d }
  rect { fill: #0d1117; stroke: #6e7681 }
  rect.note { fill: #161b22 }
  rect.strong { fill: #0c2d6b; stroke: #388bfd }
  rect.chip { fill: #3d1300; stroke: #f0883e }
  rect.stop { fill: #490202; stroke: #f85149 }
  text { fill: #e6edf3 }
  text.note { fill: #9198a1 }
  text.chip { fill: #ffa657 }
  text.stop { fill: #ff938a }
  path { stroke: #9198a1 }
}
</style>
<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8" class="page"/>
${this.#parts.join('\n')}
</svg>
`;
  }
}

function xOf(column: number): number {
  return margin + column * charWidth;
}

function yOf(line: number): number {
  return margin + line * lineHeight;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function xml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
