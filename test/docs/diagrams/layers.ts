import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { Diagram } from './diagram.js';

/** What a module of Node.js lets a file do. */
const reach: Readonly<Record<string, string>> = {
  'node:fs': 'files',
  'node:fs/promises': 'files',
  'node:child_process': 'processes',
  'node:net': 'sockets',
};

const columns = 104;
const reachColumn = 60;

/** The rows of CONTRIBUTING.md, and what each row reaches outside of otpforge, as its imports say. */
export function layersPicture(rows: readonly (readonly string[])[]): string {
  const diagram = new Diagram('the layers of src, the highest first', columns, rows.length * 3 + 1);
  diagram.text(0, 0, 'src/: imports point down', 'note');
  diagram.text(reachColumn, 0, 'what the row reaches: system, packages', 'note');
  for (const [index, row] of rows.entries()) {
    const line = 1 + index * 3;
    let column = 1;
    for (const folder of row) {
      diagram.box(column, line, folder.length, 2, row.includes('burn') ? 'strong' : 'plain');
      diagram.text(column, line + 0.5, folder, 'strong');
      column += folder.length + 3;
    }
    const { system, packages } = reachOf(row);
    const last = index === rows.length - 1;
    const both = system !== '' && packages !== '';
    if (system !== '') diagram.text(reachColumn, line + (both ? 0 : 0.5), system, 'note');
    if (packages !== '') diagram.text(reachColumn, line + (both ? 1 : 0.5), packages);
    if (!last) diagram.arrow(3, line + 2, { line: line + 3 });
  }
  return diagram.toString();
}

function reachOf(row: readonly string[]): { readonly system: string; readonly packages: string } {
  const modules = row.flatMap((folder) =>
    readdirSync(join('src', folder), { recursive: true, encoding: 'utf8' })
      .map((file) => file.split(sep).join('/'))
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => modulesOf(readFileSync(join('src', folder, file), 'utf8'))),
  );
  const system = modules.flatMap((name) => reach[name] ?? []);
  const packages = modules.filter((name) => !name.startsWith('node:'));
  const list = (names: readonly string[]) => [...new Set(names)].toSorted().join(' ');
  return { system: list(system), packages: list(packages) };
}

/** Modules that are loaded when a file is, or when it asks: not what only types are taken from. */
function modulesOf(text: string): readonly string[] {
  const found = text.matchAll(
    /^(?:import|export) (?!type\b)[^;]*?from '([^.'][^']*)'|\bimport\('([^.'][^']*)'\)/gm,
  );
  return [...found].map(([, fixed, dynamic]) => fixed ?? dynamic ?? '');
}
