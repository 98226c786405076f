import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { exportBanks } from '../../src/api/export-banks.js';
import { exportCmsisPack } from '../../src/api/export-pack.js';
import { listDevices } from '../../src/bank/index.js';
import { bytesOf } from '../../src/export/exported-file.js';
import { exportPack, packFile } from '../../src/export/pack.js';
import { packFamilies } from '../../src/export/pack-families.js';
import { zip } from '../../src/export/zip.js';
import { readLoader } from '../../src/loader/index.js';
import { exportedNames } from '../support/bank-names.js';
import { exportedBanks, f4 } from '../support/banks.js';
import { inFolder, otpforge } from '../support/cli.js';
import { madeUpBanks } from './made-up-bank.js';
import { parseXml, type XmlElement } from './parse-xml.js';
import { spoilt } from './spoilt-pdsc.js';

const banks = await exportBanks({});
const files = await exportPack(banks);
const pdsc = String(files[0]?.content);
const root = parseXml(
  /<devices>.*<\/devices>/s.exec(pdsc.replaceAll(/<(description)>[^<]*<\/\1>/g, ''))?.[0] ?? '',
);

function below(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.flatMap((child) => [
    ...(child.name === name ? [child] : []),
    ...below(child, name),
  ]);
}

/** C011 has 6 KB in all, G030 and U031 have 8, WB1x and WLE4x8 little more in SRAM1. */
const leastRam: Readonly<Record<string, string>> = {
  STM32C0: '0x1800',
  STM32G0: '0x2000',
  STM32U0: '0x2000',
  STM32WB: '0x2000',
  STM32WL: '0x2000',
};

describe('the CMSIS-Pack', () => {
  it('has a description as expected', async () => {
    const [made] = await exportPack(
      madeUpBanks.map((each) => ({ ...each, bank: { ...each.bank, lines: each.bank.lines.slice(0, 1) } })),
    );
    const text = String(made?.content).replace(/release version="[^"]+"/, 'release version="1.2.3"');
    await expect(text).toMatchFileSnapshot('golden/pack.pdsc');
  });

  it('names every device of the banks exactly once, with flash, RAM and OTP', () => {
    const wanted = listDevices(exportedBanks);
    const devices = below(root, 'device');
    expect(devices.map(({ attributes }) => attributes.Dname).sort()).toEqual(
      wanted.map(({ name }) => name).sort(),
    );
    for (const { attributes, children } of devices) {
      const device = wanted.find(({ name }) => name === attributes.Dname);
      // Flash first: a host may take the first memory with an algorithm for the one to boot from.
      expect(children.map((child) => child.attributes.name)).toEqual(['Flash', 'OTP']);
      expect(Number(children[0]?.attributes.size)).toBe((device?.flashKb ?? 0) * 1024);
      expect(Number(children[1]?.attributes.start)).toBe(device?.bank.otp.base);
    }
    for (const [at, family] of below(root, 'family').entries()) {
      const sizes = below(family, 'subFamily').map(
        ({ children }) => Number(children[1]?.attributes.size) / 1024,
      );
      expect(sizes).toEqual(exportedBanks[at]?.bank.lines.map(({ ramKb }) => ramKb));
    }
  });

  it('offers the OTP algorithm without asking, with RAM that every line has', () => {
    const algorithms = below(root, 'algorithm').map(({ attributes }) => attributes);
    expect(algorithms).toHaveLength(exportedNames.length);
    for (const [index, { bank }] of exportedBanks.entries()) {
      expect(algorithms[index]).toEqual({
        name: `Flash/${bank.name}.FLM`,
        start: `0x${bank.otp.base.toString(16).toUpperCase().padStart(8, '0')}`,
        size: `0x${bank.otp.size.toString(16).toUpperCase()}`,
        RAMstart: '0x20000000',
        RAMsize: leastRam[bank.family] ?? '0x4000',
        default: '1',
      });
      const flm = files.find(({ name }) => name === algorithms[index]?.name);
      expect(flm && readLoader(bytesOf(flm), 'x').sha256).toBe(banks[index]?.loader.sha256);
    }
  });

  it('keeps to the schema, and the schema notices what does not', () =>
    inFolder(async (folder) => {
      const valid = (text: string) => {
        writeFileSync(join(folder, 'x.pdsc'), text);
        const args = ['--nonet', '--noout', '--schema', 'test/export/pdsc.xsd', join(folder, 'x.pdsc')];
        return spawnSync('xmllint', args).status === 0;
      };
      expect(valid(pdsc)).toBe(true);
      for (const { what, find, by } of spoilt) {
        const text = pdsc.replace(find, by);
        expect(text, what).not.toBe(pdsc);
        expect(valid(text), what).toBe(false);
      }
    }));

  it('is checked against a schema from elsewhere by a script of its own, which is not taken in by one', () =>
    inFolder(async (folder) => {
      const schema = readFileSync('test/export/pdsc.xsd', 'utf8');
      const judged = (text: string) => {
        writeFileSync(join(folder, 'PACK.xsd'), text);
        const args = ['scripts/pack-schema.mjs', join(folder, 'PACK.xsd')];
        const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
        return { status, said: stdout + stderr };
      };
      expect(judged(schema)).toMatchObject({ status: 0, said: expect.stringContaining('keeps to') });
      const stricter = schema.replace('"DsubFamily" type="xs:string"', '"DsubFamily" type="xs:int"');
      expect(judged(stricter)).toMatchObject({ status: 6, said: expect.stringContaining('DsubFamily') });
      const anything = '<xs:element name="package" /></xs:schema>';
      const loose = schema.replace(/<xs:element name="package">.*/s, anything);
      expect(judged(loose)).toMatchObject({ status: 1, said: expect.stringContaining('does not exist') });
      expect(judged('<a/>')).toMatchObject({ status: 1, said: expect.stringContaining('xmllint ended') });
    }));

  it('carries its licence, and what it says is escaped', async () => {
    expect(pdsc).toContain('<license>LICENSE.txt</license>');
    expect(String(files.find(({ name }) => name === 'LICENSE.txt')?.content)).toContain('MIT No Attribution');
    const odd = madeUpBanks.map((each) => ({ ...each, bank: { ...each.bank, family: 'A&B' } }));
    expect(String((await exportPack(odd))[0]?.content)).toContain('Dfamily="A&amp;B"');
  });
});

describe('families of a pack', () => {
  const flm = (bank: string) => bank;

  it('give a device of two banks both, under the first', () => {
    const second = { ...f4, name: 'second', bankName: 'OTP2', otp: { ...f4.otp, base: 0x1ff07800 } };
    const families = packFamilies([f4, second], flm);
    expect(families.map(({ name, lines }) => [name, lines.length > 0])).toEqual([
      ['STM32F4', true],
      ['STM32F4 OTP2', false],
    ]);
    for (const device of families[0]?.lines.flatMap(({ devices }) => devices) ?? []) {
      expect(device.more).toMatchObject([{ memory: 'OTP2', base: 0x1ff07800, flm: 'second' }]);
    }
  });
});

describe('otpforge export pack', () => {
  it('writes the same zip each time, with a manifest inside that another unzip agrees with', () =>
    inFolder(async (folder) => {
      const document = await exportCmsisPack({ out: folder });
      const again = await exportCmsisPack({ out: join(folder, 'again.pack') });
      expect(document.out).toBe(join(folder, packFile()));
      const bytes = readFileSync(document.out);
      expect(readFileSync(again.out)).toEqual(bytes);
      const script = [
        'import json, sys, zipfile, hashlib',
        'z = zipfile.ZipFile(sys.argv[1])',
        'assert z.testzip() is None',
        'print(json.dumps([[i.filename, i.date_time, hashlib.sha256(z.read(i)).hexdigest()] for i in z.infolist()]))',
      ].join('\n');
      const entries: [string, number[], string][] = JSON.parse(
        execFileSync('python3', ['-c', script, document.out], { encoding: 'utf8' }),
      );
      expect(entries.map(([name, , sha256]) => ({ name, sha256 })).slice(0, -1)).toEqual(document.files);
      expect(entries.at(-1)?.[0]).toBe('manifest.json');
      for (const [, time] of entries) expect(time).toEqual([1980, 1, 1, 0, 0, 0]);
    }));

  it('takes one bank, and prints where the pack is', () =>
    inFolder(async (folder) => {
      const args = ['export', 'pack', '--bank', 'STM32L476RG', '--out', 'x.pack'];
      const { stdout, exitCode } = await otpforge(args, folder);
      expect(exitCode).toBe(0);
      expect(stdout).toContain('stm32l4-otp: 4 files in x.pack');
      const json = await otpforge([...args, '--json'], folder);
      expect(JSON.parse(json.stdout)).toMatchObject({
        format: 'otpforge.export-report/1',
        host: 'pack',
        out: 'x.pack',
        banks: [{ bank: 'stm32l4-otp' }],
      });
    }));
});

describe('zip', () => {
  it('writes an empty archive, and names beyond ASCII', () => {
    expect(zip([])).toHaveLength(22);
    const archive = Buffer.from(zip([{ name: 'é.txt', content: 'x' }]));
    expect(archive.includes(Buffer.from('é.txt', 'utf8'))).toBe(true);
    expect(archive.readUInt32LE(14)).toBe(crc32('x'));
  });
});
