const charWidth = 8.4;
const lineHeight = 18;
const margin = 14;

/** Classes of the picture, by what the terminal is asked for. */
const classes: Readonly<Record<string, string>> = {
  '1;32': 'good',
  '1;31': 'bad',
  '33': 'note',
  '35': 'burn',
  '36': 'value',
  '2': 'quiet',
  '1': 'typed',
};

/** A terminal with some lines in it, which may be coloured, for light and dark pages. */
export function terminalSvg(lines: readonly string[], columns: number): string {
  const width = Math.ceil(columns * charWidth + 2 * margin);
  const height = lines.length * lineHeight + 2 * margin;
  const rows = lines.map((line, index) => {
    const y = margin + (index + 0.75) * lineHeight;
    return `<text xml:space="preserve" x="${margin}" y="${y}"${line.startsWith('$ ') ? ' class="typed"' : ''}>${spans(line)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${xml(lines[0] ?? '')}">
<style>
rect { fill: #f6f8fa; stroke: #d0d7de }
text { font: 14px ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace; fill: #1f2328; white-space: pre }
.typed { font-weight: bold }
.note { fill: #7d4e00 }
.quiet { fill: #6e7781 }
.burn { fill: #9a3b00 }
.value { fill: #0550ae }
.good { fill: #116329; font-weight: bold }
.bad { fill: #a40e26; font-weight: bold }
@media (prefers-color-scheme: dark) {
  rect { fill: #161b22; stroke: #30363d }
  text { fill: #e6edf3 }
  .note { fill: #e3b341 }
  .quiet { fill: #8b949e }
  .burn { fill: #ffa657 }
  .value { fill: #79c0ff }
  .good { fill: #56d364 }
  .bad { fill: #ff7b72 }
}
</style>
<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>
${rows.join('\n')}
</svg>
`;
}

function spans(line: string): string {
  const start = String.fromCharCode(0x1b);
  let kind: string | undefined;
  return line
    .split(start)
    .map((part, index) => {
      if (index === 0) return xml(part);
      const [, code = '', text = ''] = /^\[([\d;]*)m(.*)$/s.exec(part) ?? [];
      kind = classes[code];
      return kind === undefined || text === '' ? xml(text) : `<tspan class="${kind}">${xml(text)}</tspan>`;
    })
    .join('');
}

function xml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
