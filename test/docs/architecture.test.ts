import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { layerRows } from '../support/layers.js';
import { Diagram } from './diagrams/diagram.js';
import { layersPicture } from './diagrams/layers.js';
import { loaderPassesPicture } from './diagrams/loader-passes.js';
import { unitWayPicture } from './diagrams/unit-way.js';
import { readWalker, walkerSource } from './diagrams/walker.js';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

// `npm run pictures` draws them again.
describe('docs/pictures', () => {
  it('show the layers of CONTRIBUTING.md and what they import', () =>
    expect(layersPicture(layerRows(readFileSync('CONTRIBUTING.md', 'utf8')))).toMatchFileSnapshot(
      '../../docs/pictures/layers.svg',
    ));

  it('show the way of a unit whose files this version keeps', () =>
    expect(unitWayPicture(join('test', 'formats', 'released', version))).toMatchFileSnapshot(
      '../../docs/pictures/unit-way.svg',
    ));

  it('show the passes of the loader by its sources', () =>
    expect(loaderPassesPicture()).toMatchFileSnapshot('../../docs/pictures/loader-passes.svg'));

  it('are what docs/architecture.md shows', () => {
    const page = readFileSync('docs/architecture.md', 'utf8');
    for (const name of ['layers', 'unit-way', 'loader-passes'])
      expect(page).toContain(`(pictures/${name}.svg)`);
  });
});

describe('a pass of a walker', () => {
  const statuses = (unit: string) => {
    const { checks, programs } = readWalker(
      walkerSource(
        readFileSync('firmware/walker.h', 'utf8'),
        readFileSync(`firmware/units/${unit}.h`, 'utf8'),
      ),
    );
    return [checks.statuses, programs.statuses];
  };

  it('ends by the statuses that its branches reach', () => {
    expect(statuses('unit1')).toEqual([
      ['LockByte', 'Locked', 'Range', 'Conflict'],
      ['ReadBack', 'Flash'],
    ]);
    expect(statuses('unit8')).toEqual([
      ['Range', 'Conflict'],
      ['ReadBack', 'Flash'],
    ]);
  });

  it('does not check what only the other one reaches', () => {
    const source = ['movs x, #1', 'bne .Lprogram', '.Lprogram:', 'movs x, %[statusFlash]']
      .map((line) => `        "${line}\\n"\n`)
      .join('');
    expect(readWalker(source).checks.statuses).toEqual(['Flash']);
    expect(readWalker(source.replace('bne', 'b  ')).checks.statuses).toEqual([]);
  });
});

describe('a diagram', () => {
  it('refuses a text that would leave the picture', () => {
    expect(() => new Diagram('', 10, 1).text(8, 0, 'abc')).toThrow('too long');
  });

  it('escapes what XML takes for itself', () => {
    const diagram = new Diagram('', 10, 1);
    diagram.text(0, 0, 'a->b & "c"');
    expect(diagram.toString()).toContain('>a-&gt;b &amp; &quot;c&quot;</text>');
  });
});
