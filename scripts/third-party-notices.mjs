import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Name, version and licence of each package that modules of a bundle come from. */
export function thirdPartyNotices(modules) {
  const folders = [...new Set(modules.filter((id) => id.includes('node_modules')).map(packageFolder))];
  const notices = folders.map(noticeOf).sort((a, b) => a.title.localeCompare(b.title, 'en'));
  return [
    'The otpforge command line contains the packages below. Each is used under the licence that follows its name.',
    ...notices.map(({ title, text }) => `${'='.repeat(80)}\n${title}\n${'='.repeat(80)}\n\n${text.trim()}`),
  ]
    .join('\n\n')
    .concat('\n');
}

function packageFolder(file) {
  let folder = dirname(file);
  while (!hasName(folder)) folder = dirname(folder);
  return folder;
}

// Packages have such a file in folders of their own too, which says no more than how to read the modules there.
function hasName(folder) {
  const manifest = join(folder, 'package.json');
  return existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).name !== undefined;
}

function noticeOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((each) => /^licen[cs]e(\.(md|txt))?$/i.test(each));
  if (file === undefined)
    throw new Error(`${folder}: has no licence file, and may not be bundled without one`);
  return { title: `${name} ${version} (${license})`, text: readFileSync(join(folder, file), 'utf8') };
}
