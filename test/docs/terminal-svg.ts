const charWidth = 8.4;
const lineHeight = 18;
const margin = 14;

// By meaning, not by colour: what is typed, what burns, the verdict.
const rules: readonly (readonly [RegExp, string])[] = [
  [/^\$ /, 'typed'],
  [/^(SIMULATED|REPLAYED)/, 'note'],
  [/^(burn|lock) /, 'burn'],
  [/^(done|nothing to burn)/, 'good'],
];

/** A terminal with some lines in it, for light and dark pages. */
export function terminalSvg(lines: readonly string[], columns: number): string {
  const width = Math.ceil(columns * charWidth + 2 * margin);
  const height = lines.length * lineHeight + 2 * margin;
  let verdict = false;
  const rows = lines.map((line, index) => {
    // The verdict may go on over several lines.
    verdict ||= /^(done|nothing to burn)/.test(line);
    const kind = verdict ? 'good' : rules.find(([pattern]) => pattern.test(line))?.[1];
    const y = margin + (index + 0.75) * lineHeight;
    return `<text x="${margin}" y="${y}"${kind ? ` class="${kind}"` : ''}>${xml(line)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${xml(lines[0] ?? '')}">
<style>
rect { fill: #f6f8fa; stroke: #d0d7de }
text { font: 14px ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace; fill: #1f2328; white-space: pre }
.typed { font-weight: bold }
.note { fill: #6e7781 }
.burn { fill: #9a3b00 }
.good { fill: #116329; font-weight: bold }
@media (prefers-color-scheme: dark) {
  rect { fill: #161b22; stroke: #30363d }
  text { fill: #e6edf3 }
  .note { fill: #8b949e }
  .burn { fill: #ffa657 }
  .good { fill: #56d364 }
}
</style>
<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>
${rows.join('\n')}
</svg>
`;
}

function xml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
