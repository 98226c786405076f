/** The rows of the block in CONTRIBUTING.md that begins with "cli": one row is one layer, the highest first. */
export function layerRows(page: string): readonly (readonly string[])[] {
  const block = /```text\n(\s*cli\n[\s\S]*?)```/.exec(page)?.[1] ?? '';
  return block
    .trim()
    .split('\n')
    .map((row) => row.trim().split(/\s+/));
}
