import { describe, expect, it } from 'vitest';
import { mapText } from '../../src/cli/map-text.js';
import { fuseMap, mapSvg } from '../../src/map/index.js';
import { readFuses } from '../../src/mp1/index.js';
import { plain } from '../../src/text/tone.js';
import { ascii, forms, pageText } from '../mp1/data.js';

const mapOf = (text: string, device?: string) =>
  fuseMap({ file: 'otp.bin', ...readFuses(ascii(text), { device }) });
const textOf = (text: string, device?: string) => plain(mapText(mapOf(text, device)));

describe('the map of fuses', () => {
  it('has a sign for each word, by what it says, with its lock', () => {
    const document = mapOf(pageText('wiki-displ.txt'));
    expect(document).toMatchObject({ format: 'otpforge.map/1', device: 'STM32MP15x', source: 'dump' });
    expect(document.locks.filter(({ state }) => state === 'locked').length).toBe(44);
    expect(document.cells[21]).toMatchObject({ address: 84, state: 'blank', locked: true });
    const text = textOf(pageText('wiki-displ.txt'));
    expect(text).toMatch(/^0x40 {3}ffff #### gggg #### hhhh ==== ==== hhhh$/m);
    expect(text).toMatch(/^0x80 {3}(---- ?){8}$/m);
    expect(text).toMatch(/^k {2}mac +0x000000E4 {2}8 B +00:80:E1:42:48:E4, locked$/m);
    expect(text).toMatch(/ 44 locked units$/);
    expect(text).not.toContain('journal');
  });

  it('shows what an nvmem dump leaves open, and what a text lacks', () => {
    expect(textOf(forms.xxd!.nvmem)).toMatch(/^0 +zero or not readable$/m);
    const lacking = textOf(pageText('connectcore.txt'));
    expect(lacking).toMatch(/^0x20 {3}____ ____ ____ ____ #### /m);
    expect(lacking).toMatch(/^_ +not in the dump$/m);
  });

  it('says nothing that holds on one of two lines alone', () => {
    const names = (device?: string) =>
      mapOf(pageText('wiki-partition.txt'), device).fields.map(({ name }) => name);
    expect(names()).not.toContain('board-id');
    expect(names('STM32MP157C')).toContain('board-id');
  });

  it('is drawn as well', () => expect(mapSvg(mapOf(forms.xxd!.nvmem))).toContain('class="unreadable"'));
});
