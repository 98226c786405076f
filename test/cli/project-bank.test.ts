import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeIntelHex } from '../../src/image/index.js';
import { inFolder, journalOf, otpforge } from '../support/cli.js';
import { imageOf } from '../support/images.js';
import { projectBank, writeProjectBank, writeProjectController } from '../support/project-bank.js';

const { name, device, base } = projectBank;
const loader = `otpforge/loaders/${name}.elf`;
const probe = ['--probe', `sim:${device},file=unit.chip`];

/** A project with a bank of its own, built. */
const inProject = (work: (folder: string, sha256: string) => Promise<void>, controller = 'stm32f4') =>
  inFolder(async (folder) => {
    await writeProjectBank(folder, controller);
    if (controller !== 'stm32f4') await writeProjectController(folder, controller);
    await writeFile(join(folder, 'unit.hex'), writeIntelHex(imageOf([base, [1, 2, 3, 4]])));
    expect(await otpforge(['build', name], folder)).toMatchObject({ exitCode: 0 });
    await work(folder, sha256(await readFile(join(folder, loader))));
  });

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

describe('a project’s loader for its own bank', () => {
  it('burns, is rehearsed, and is named with its hash in plan, report, verdict and export', () =>
    inProject(async (folder, hash) => {
      const run = async (...args: string[]) => {
        const { exitCode, stdout, stderr } = await otpforge(args, folder);
        expect({ exitCode, stderr }, args.join(' ')).toEqual({
          exitCode: 0,
          stderr: expect.not.stringContaining('otpforge:'),
        });
        return stdout;
      };
      const origin = { kind: 'project', file: loader };
      expect(await run('plan', 'unit.hex', ...probe)).toContain(
        `loader ${loader} is not the package’s, SHA-256 ${hash}`,
      );
      const report = JSON.parse(await run('program', 'unit.hex', ...probe, '--yes', '--json'));
      expect(report).toMatchObject({
        result: 'done',
        rehearsal: 'rehearsed',
        loader: { sha256: hash, origin },
        plan: { loader: { sha256: hash, origin } },
      });
      await writeFile(join(folder, 'more.hex'), writeIntelHex(imageOf([base + 64, [5, 6]])));
      const text = await run('program', 'more.hex', ...probe, '--yes');
      expect(text.trimEnd().split('\n').at(-1)).toContain(
        `burnt by ${loader}, which is not the package’s loader`,
      );
      const journal = await readFile(journalOf(folder), 'utf8');
      expect(journal).toContain(hash);
      const named = `the loader of ${name}, ${loader}, is not the package’s: SHA-256 ${hash}`;
      for (const host of ['pyocd', 'probe-rs', 'jlink', 'pack']) {
        const out = ['--bank', name, '--out', host === 'pack' ? 'x.pack' : host];
        expect(await run('export', host, ...out), host).toContain(named);
      }
      for (const host of ['openocd', 'commander']) {
        const args = ['unit.hex', '--device', device, '--out', host];
        expect(await run('export', host, ...args), host).toContain(named);
        const manifest = JSON.parse(await readFile(join(folder, host, 'manifest.json'), 'utf8'));
        expect(manifest.banks).toEqual([{ bank: name, loader: hash, loaderFile: loader }]);
      }
      expect(await run('install', '--dir', 'installed', '--bank', name)).toContain(named);
    }));

  it('is refused when it breaks the contract, whatever its manifest says', () =>
    inProject(async (folder) => {
      const file = join(folder, loader);
      const bytes = await readFile(file);
      // Its name in the descriptor, in front of which stands the version: 0x0101 becomes 0x0001.
      const at = bytes.indexOf('STM32F4');
      bytes.writeUInt16LE(0x0001, at - 2);
      const before = sha256(await readFile(file));
      await writeFile(file, bytes);
      const manifest = join(folder, 'otpforge', 'loaders', 'manifest.json');
      await writeFile(manifest, (await readFile(manifest, 'utf8')).replaceAll(before, sha256(bytes)));
      for (const args of [
        ['plan', 'unit.hex', ...probe],
        ['program', 'unit.hex', ...probe, '--yes'],
        ['export', 'pack', '--bank', name, '--out', 'x.pack'],
      ]) {
        const { exitCode, stderr } = await otpforge(args, folder);
        expect({ exitCode, stderr }).toEqual({
          exitCode: 3,
          stderr: expect.stringMatching(/breaks the loader contract:.*\[LOADER_CONTRACT\]/s),
        });
      }
    }));
});

describe('templates and controllers of a project', () => {
  it('are named with their hashes by build and export', () =>
    inProject(async (folder) => {
      const templates = join(folder, 'otpforge', 'templates');
      await mkdir(templates, { recursive: true });
      for (const each of ['loader.c.hbs', 'pyocd-user.py.hbs']) {
        await cp(join('loader-templates', each), join(templates, each));
      }
      const hash = async (file: string) => sha256(await readFile(join(folder, file)));
      const nameOf = async (file: string) => `${file} is not the package’s: SHA-256 ${await hash(file)}`;
      const built = await otpforge(['build', name], folder);
      expect(built.stdout).toContain(await nameOf('otpforge/templates/loader.c.hbs'));
      expect(built.stdout).toContain(await nameOf('otpforge/controllers/acme4.h'));
      const exported = await otpforge(['export', 'pyocd', '--bank', 'stm32f4-otp', '--out', 'out'], folder);
      expect(exported.stdout).toContain(await nameOf('otpforge/templates/pyocd-user.py.hbs'));
      const manifest = JSON.parse(await readFile(join(folder, 'out', 'manifest.json'), 'utf8'));
      expect(manifest.projectFiles).toEqual([
        {
          file: 'otpforge/templates/pyocd-user.py.hbs',
          sha256: await hash('otpforge/templates/pyocd-user.py.hbs'),
        },
      ]);
    }, 'acme4'));

  it('may be no link that leads out of their folder', () =>
    inProject(async (folder) => {
      await mkdir(join(folder, 'otpforge', 'templates'), { recursive: true });
      await writeFile(join(folder, 'secret.txt'), 'not for others');
      await symlink(join(folder, 'secret.txt'), join(folder, 'otpforge', 'templates', 'pyocd-user.py.hbs'));
      const { exitCode, stderr } = await otpforge(['export', 'pyocd', '--out', 'out'], folder);
      expect({ exitCode, stderr }).toEqual({
        exitCode: 3,
        stderr: expect.stringMatching(
          /is a link to .*secret\.txt, outside its folder.*\[TEMPLATE_INVALID\]/s,
        ),
      });
    }));
});

describe('a journal that otpforge.yaml decides about', () => {
  it.each([
    ['false', 'NO JOURNAL is kept by otpforge.yaml', { off: true, setBy: 'otpforge.yaml' }],
    [
      'mine.jsonl',
      'the journal is mine.jsonl by otpforge.yaml',
      { file: 'mine.jsonl', moved: true, setBy: 'otpforge.yaml' },
    ],
  ])('is named in plan and verdict: %s', (value, said, note) =>
    inFolder(async (folder) => {
      const sim = ['--probe', 'sim:STM32F401RE,file=unit.chip'];
      await writeFile(join(folder, 'unit.hex'), writeIntelHex(imageOf([base, [1, 2, 3, 4]])));
      await writeFile(join(folder, 'otpforge.yaml'), `format: otpforge.config/1\njournal: ${value}\n`);
      expect((await otpforge(['plan', 'unit.hex', ...sim], folder)).stdout).toContain(said);
      const json = await otpforge(['plan', 'unit.hex', ...sim, '--json'], folder);
      expect(JSON.parse(json.stdout).journal).toEqual(note);
      const { stdout } = await otpforge(['program', 'unit.hex', ...sim, '--yes'], folder);
      expect(stdout.trimEnd().split('\n').at(-1)).toContain(said);
      const again = await otpforge(['program', 'unit.hex', ...sim, '--yes', '--json'], folder);
      expect(JSON.parse(again.stdout).journal).toEqual(note);
    }),
  );

  it('is not named where a flag decides, but for a journal that is not kept', () =>
    inFolder(async (folder) => {
      const args = ['plan', 'unit.hex', '--probe', 'sim:STM32F401RE', '--json'];
      await writeFile(join(folder, 'unit.hex'), writeIntelHex(imageOf([base, [1, 2, 3, 4]])));
      await writeFile(join(folder, 'otpforge.yaml'), 'format: otpforge.config/1\njournal: false\n');
      const journalOf = async (...flags: string[]) =>
        JSON.parse((await otpforge([...args, ...flags], folder)).stdout).journal;
      expect(await journalOf('--journal', 'own.jsonl')).toBeUndefined();
      expect(await journalOf('--no-journal')).toEqual({ off: true });
    }));
});
