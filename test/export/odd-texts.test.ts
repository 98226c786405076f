import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { exportCommander } from '../../src/export/commander.js';
import { devicesXml } from '../../src/export/devices-xml.js';
import { exportPack } from '../../src/export/pack.js';
import { exportProbeRs } from '../../src/export/probe-rs.js';
import { exportPyocd } from '../../src/export/pyocd.js';
import { isPrintable } from '../../src/text/printable.js';
import { f401 } from '../support/banks.js';
import { inFolder } from '../support/cli.js';
import { imageOf } from '../support/images.js';
import { fc, runs } from '../support/property.js';
import { madeUpBanks } from './made-up-bank.js';
import { parseXml } from './parse-xml.js';
import { runScript } from './pyocd-script.js';

const [made] = madeUpBanks;
const [line] = made!.bank.lines;

/** Texts that the bank schema takes, the odd ones first. */
const text = fc.oneof(
  fc.constantFrom(
    '"',
    "'",
    '\\',
    '--',
    '-->',
    '<x a="b">',
    '&amp;',
    '[exit]',
    '$x',
    '{{x}}',
    '{',
    '%s',
    '#',
    ': ',
    '```',
    '"""',
    '= ~',
    '\\u0041',
    'constructor',
    '__proto__',
  ),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).filter(isPrintable),
);

function odd(texts: { title: string; vendor: string; name: string; note: string }) {
  const { title, vendor, name, note } = texts;
  return {
    ...made!,
    bank: { ...made!.bank, title, vendor, lines: [{ ...line!, name, note: `${note}\n${note}` }] },
  };
}

describe('texts of a bank come through whole, and start nothing', () => {
  const texts = fc.record({ title: text, vendor: text, name: text, note: text });

  it('in XML of J-Link and of a pack', () =>
    inFolder(async (folder) => {
      await fc.assert(
        fc.asyncProperty(texts, async (each) => {
          const bank = odd(each);
          const jlink = await devicesXml([{ bank: bank.bank, loader: 'x.elf' }]);
          const [device] = parseXml(jlink).children;
          expect(device?.children[0]?.attributes.Vendor).toBe(each.vendor);
          const pdsc = String((await exportPack([bank]))[0]?.content);
          const sub = /DsubFamily=("[^"]*")/.exec(pdsc)?.[1];
          expect(parseXml(`<x y=${sub}/>`).attributes.y).toBe(each.name);
          for (const [name, xml, ...rules] of [
            ['d.xml', jlink],
            ['p.pdsc', pdsc, '--schema', 'test/export/pdsc.xsd'],
          ] as const) {
            writeFileSync(join(folder, name), xml);
            const args = ['--nonet', '--noout', ...rules, join(folder, name)];
            const { status, stderr } = spawnSync('xmllint', args, { encoding: 'utf8' });
            expect({ status, stderr }).toMatchObject({ status: 0 });
          }
        }),
        { numRuns: runs(40) },
      );
    }));

  it.each(['constructor', '__proto__', 'toString'])(
    'with the vendor %s, which a pack takes for nobody’s',
    async (vendor) => {
      const [pdsc] = await exportPack([odd({ title: 'x', vendor, name: 'x', note: 'x' })]);
      expect(String(pdsc?.content)).toContain('Dvendor="Generic:5"');
    },
  );

  it('in YAML of probe-rs', () =>
    fc.assert(
      fc.asyncProperty(texts, async (each) => {
        const [file] = await exportProbeRs([odd(each)]);
        const family: { name: string; flash_algorithms: { description: string }[] } = parse(
          String(file?.content),
          {
            logLevel: 'error',
          },
        );
        expect(family.name).toBe(each.title);
        expect(family.flash_algorithms[0]?.description).toBe(each.title);
      }),
    ));

  it('in Python of pyOCD', () =>
    fc.assert(
      fc.asyncProperty(texts, async (each) => {
        const [script] = await exportPyocd([odd(each)]);
        expect(runScript(String(script?.content)).banks.map(({ title }) => title)).toEqual([each.title]);
      }),
      { numRuns: runs(20) },
    ));

  it('in the instructions for J-Link Commander, where a file name stays on its line', async () => {
    const { files } = await exportCommander({
      device: f401,
      loader: made!.loader,
      image: imageOf([f401.bank.otp.base, [1]]),
      imageName: 'unit\n9. JLinkExe evil.jlink\u001b[2J.hex',
      speedKhz: 4000,
    });
    const readme = String(files.find(({ name }) => name === 'README.txt')?.content);
    expect(readme).toContain('Unit:   unit\\u{A}9. JLinkExe evil.jlink\\u{1B}[2J.hex\n');
  });
});
