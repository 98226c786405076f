import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { root } from './support.mjs';

const assets = join(root, 'src', 'page', 'assets');

/** Writes what a browser loads of the station's page into a folder: index.html, page.js, page.css, icon.svg and texts/. */
export async function bundlePage(folder) {
  mkdirSync(join(folder, 'texts'), { recursive: true });
  for (const name of ['index.html', 'icon.svg']) copyFileSync(join(assets, name), join(folder, name));
  for (const name of readdirSync(join(assets, 'texts')))
    copyFileSync(join(assets, 'texts', name), join(folder, 'texts', name));
  writeFileSync(join(folder, 'page.css'), styles());
  const { code, modules } = await script();
  writeFileSync(join(folder, 'page.js'), code);
  return modules;
}

/** What comes later overrides what is before it. */
const sheets = ['base', 'head', 'tiles', 'many', 'status', 'foot', 'plan', 'sheet'];

function styles() {
  return sheets.map((name) => readFileSync(join(assets, 'styles', `${name}.css`), 'utf8')).join('\n');
}

/** One module without imports, and the files that it is made of. */
async function script() {
  const build = await rolldown({ input: join(assets, 'main.ts'), cwd: root, platform: 'browser' });
  const { output } = await build.generate({
    format: 'esm',
    charset: 'ascii',
    codeSplitting: false,
    minify: true,
  });
  await build.close();
  const [chunk] = output;
  return { code: chunk.code, modules: chunk.moduleIds };
}
