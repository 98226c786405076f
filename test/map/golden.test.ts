import { describe, expect, it } from 'vitest';
import { map } from '../../src/api/map.js';
import { mapText } from '../../src/cli/map-text.js';
import { wrapLines } from '../../src/cli/wrap.js';
import { mapSvg } from '../../src/map/index.js';
import { plain } from '../../src/text/tone.js';
import { inFolder } from '../support/cli.js';
import { makeZoo } from './zoo.js';
import { f4Zoo, l4Zoo } from './zoo-kinds.js';

const columns = 80;

describe.each([
  ['f4', f4Zoo],
  ['l4', l4Zoo],
])('the map of a chip with all kinds of units, %s', (name, kind) => {
  it.each([
    ['chip', false],
    ['plan', true],
  ])('as text and picture: the %s', (what, withImage) =>
    inFolder(async (folder) => {
      const { image, ...zoo } = await makeZoo(folder, kind);
      const found = await map({ ...zoo, ...(withImage && { image }) });
      // The folder is another one each time.
      const document: typeof found = JSON.parse(JSON.stringify(found).replaceAll(folder, '.'));
      const text = wrapLines(plain(mapText(document)), columns);
      await expect(`${text}\n`).toMatchFileSnapshot(`golden/${name}-${what}.txt`);
      await expect(mapSvg(document)).toMatchFileSnapshot(`golden/${name}-${what}.svg`);
    }),
  );
});
