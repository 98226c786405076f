import { chmod, copyFile, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { OtpforgeError } from '../../src/errors/index.js';
import { checkTrust, coveredBy, loadLine, trustLine } from '../../src/line/index.js';
import { inFolder } from '../support/cli.js';
import { lineText } from './lines.js';

afterEach(() => {
  vi.unstubAllEnvs();
});

interface Place {
  readonly folder: string;
  readonly file: string;
  /** Replaces the line's file. */
  write(keys: Readonly<Record<string, string>>): Promise<void>;
}

/** A project folder with a line and some scripts, and a user of its own. */
function inProject(keys: Readonly<Record<string, string>>, work: (place: Place) => Promise<void>) {
  return inFolder(async (root) => {
    const folder = join(root, 'project');
    const file = join(folder, 'line.yaml');
    await mkdir(join(folder, 'tools'), { recursive: true });
    for (const name of ['ask.sh', 'sign.py', 'board.cfg', join('tools', 'rdp.sh')])
      await writeFile(join(folder, name), `# ${name}\n`);
    vi.stubEnv('OTPFORGE_CONFIG_DIR', join(root, 'config'));
    const write = (more: Readonly<Record<string, string>>) => writeFile(file, lineText(more));
    await write(keys);
    await work({ folder, file, write });
  });
}

async function refusalOf(file: string): Promise<OtpforgeError | undefined> {
  try {
    await checkTrust(await loadLine(file));
    return undefined;
  } catch (error) {
    if (error instanceof OtpforgeError) return error;
    throw error;
  }
}

const all = {
  values: '{ token: { hook: [./ask.sh, token] } }',
  signers: '{ maker: { command: [python3, sign.py, --key=production] } }',
  after: '[{ command: [tools/rdp.sh, "1"], timeout: 60 }]',
  slots: '{ "1": "openocd:interface/stlink.cfg,./board.cfg", "2": "jlink:801012345" }',
};

describe('a line that runs programs', () => {
  it('is refused until it is trusted, and then is not', () =>
    inProject(all, async ({ file }) => {
      const error = await refusalOf(file);
      expect(error).toMatchObject({ code: 'LINE_UNTRUSTED', exitCode: 3 });
      const names =
        'values.token.hook, signers.maker, after.0, slots.1, ask.sh, sign.py, tools/rdp.sh, board.cfg';
      expect(error?.message).toBe(
        `${file}: it runs programs of its own, which nobody has trusted on this machine: ${names.replace('/', join('/'))}`,
      );
      expect(error?.remedy).toContain(`otpforge line trust ${file}`);
      const { sha256, covered } = await trustLine(await loadLine(file));
      expect(sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(covered.map(({ name, kind }) => [name, kind])).toEqual(
        names.split(', ').map((name, index) => [name, index < 4 ? 'entry' : 'file']),
      );
      expect(covered[1]?.words).toEqual(['python3', 'sign.py', '--key=production']);
      expect(await refusalOf(file)).toBeUndefined();
    }));

  it.each<[string, Readonly<Record<string, string>>, string]>([
    ['an argument', { values: '{ token: { hook: [./ask.sh, other] } }' }, 'values.token.hook'],
    ['a deadline', { after: '[{ command: [tools/rdp.sh, "1"], timeout: 61 }]' }, 'after.0'],
    ['a signer', { signers: '{ maker: { command: [python3, sign.py] } }' }, 'signers.maker'],
    [
      'the name of a signer',
      { signers: '{ other: { command: [python3, sign.py, --key=production] } }' },
      'signers.other',
    ],
    ['a script of OpenOCD', { slots: '{ "1": "openocd:./board.cfg" }' }, 'slots.1'],
    ['a library of a probe', { slots: '{ "1": "jlink:1,library=lib.so" }' }, 'slots.1'],
    ['a log of a probe', { slots: '{ "1": "jlink:1,log=x.log" }' }, 'slots.1'],
    ['a pack of a probe', { slots: '{ "1": "pyocd:1,pack=x.pack" }' }, 'slots.1'],
    ['an output', { outputs: '[{ post: "http://mes.local/units" }]' }, 'outputs.0'],
    ['a printer', { label: '{ template: label.zpl.hbs, to: "tcp:printer:9100" }' }, 'label'],
    ['less', { after: '[]' }, 'something was taken out'],
  ])('is refused again for a change of %s', (_what, change, named) =>
    inProject(all, async ({ file, write }) => {
      await trustLine(await loadLine(file));
      await write({ ...all, ...change });
      const error = await refusalOf(file);
      expect(error?.code).toBe('LINE_UNTRUSTED');
      expect(error?.message).toBe(`${file}: what it runs has changed since it was trusted: ${named}`);
      await write(all);
      expect(await refusalOf(file)).toBeUndefined();
    }),
  );

  it.each(['ask.sh', 'sign.py', 'board.cfg', join('tools', 'rdp.sh')])(
    'is refused again for a change of %s',
    (name) =>
      inProject(all, async ({ folder, file }) => {
        await trustLine(await loadLine(file));
        await writeFile(join(folder, name), 'rm -r /\n');
        expect((await refusalOf(file))?.message).toContain(`since it was trusted: ${name}`);
        await rm(join(folder, name));
        expect((await refusalOf(file))?.message).toContain('since it was trusted: something was taken out');
      }),
  );

  it('is refused for a file that takes the place of a missing one', () =>
    inProject({ after: '[{ command: [./new.sh, --script=later.py] }]' }, async ({ folder, file }) => {
      await trustLine(await loadLine(file));
      expect(await refusalOf(file)).toBeUndefined();
      await writeFile(join(folder, 'later.py'), '');
      expect((await refusalOf(file))?.message).toContain('later.py');
    }));

  it('is trusted in its own folder alone, by whatever path it is named', () =>
    inProject(all, async ({ folder, file }) => {
      await trustLine(await loadLine(file));
      await symlink(folder, `${folder}-link`);
      expect(await refusalOf(join(`${folder}-link`, 'line.yaml'))).toBeUndefined();
      const other = join(folder, '..', 'other');
      await mkdir(join(other, 'tools'), { recursive: true });
      for (const name of ['line.yaml', 'ask.sh', 'sign.py', 'board.cfg', join('tools', 'rdp.sh')])
        await copyFile(join(folder, name), join(other, name));
      expect((await refusalOf(join(other, 'line.yaml')))?.code).toBe('LINE_UNTRUSTED');
    }));

  it('is trusted by this user alone, in a file that is theirs', () =>
    inProject(all, async ({ folder, file }) => {
      const { sha256 } = await trustLine(await loadLine(file));
      const kept = join(folder, '..', 'config', 'trusted-lines');
      const [name = ''] = await readdir(kept);
      expect(await readFile(join(kept, name), 'utf8')).toMatch(new RegExp(`^${sha256}  ${file}\n`));
      if (process.platform !== 'win32') expect((await stat(join(kept, name))).mode & 0o777).toBe(0o600);
      vi.stubEnv('OTPFORGE_CONFIG_DIR', join(folder, 'elsewhere'));
      expect((await refusalOf(file))?.code).toBe('LINE_UNTRUSTED');
    }));
});

describe('a line that connects to machines', () => {
  const connecting = {
    outputs:
      '[{ file: log.jsonl }, { post: "http://mes.local/units", headers: { X-Line: a } }, { command: [./ask.sh] }]',
    label: '{ template: label.zpl.hbs, to: "tcp:printer:9100" }',
  };

  it('is refused until it is trusted, and again for a change of an address, a header or the template', () =>
    inProject(connecting, async ({ folder, file, write }) => {
      await writeFile(join(folder, 'label.zpl.hbs'), '^XA^XZ\n');
      expect((await refusalOf(file))?.message).toBe(
        `${file}: it runs programs or connects to machines, which nobody has trusted on this machine: outputs.1, outputs.2, label, ask.sh, label.zpl.hbs`,
      );
      const { covered } = await trustLine(await loadLine(file));
      expect(covered.map(({ words }) => words)).toEqual([
        ['http://mes.local/units', 'X-Line: a'],
        ['./ask.sh'],
        ['tcp:printer:9100'],
        undefined,
        undefined,
      ]);
      expect(await refusalOf(file)).toBeUndefined();
      for (const [from, to, named] of [
        ['mes.local', 'mes.evil', 'outputs.1'],
        ['X-Line: a', 'X-Line: b', 'outputs.1'],
        ['9100', '9101', 'label'],
      ] as const) {
        const changed = (text: string) => text.replace(from, to);
        await write({ outputs: changed(connecting.outputs), label: changed(connecting.label) });
        expect((await refusalOf(file))?.message).toContain(`since it was trusted: ${named}`);
      }
      await write(connecting);
      await writeFile(join(folder, 'label.zpl.hbs'), '^XA^XZ ');
      expect((await refusalOf(file))?.message).toContain('since it was trusted: label.zpl.hbs');
    }));
});

describe('what trust does not depend on', () => {
  it('is the rest of the line', () =>
    inProject(all, async ({ file, write }) => {
      await trustLine(await loadLine(file));
      await write({
        ...all,
        slots: all.slots.replace('801012345', '7'),
        order: '{ number: A, quantity: 1 }',
      });
      expect(await refusalOf(file)).toBeUndefined();
    }));

  it('is a program of the machine, on PATH or by an absolute path', () =>
    inProject({}, async ({ folder, write, file }) => {
      const tool = join(folder, '..', 'tool');
      await writeFile(tool, 'x');
      await writeFile(join(folder, 'python3'), 'planted');
      await chmod(tool, 0o755);
      await write({ after: `[{ command: [python3, -V] }, { command: [${JSON.stringify(tool)}] }]` });
      const covered = await coveredBy(await loadLine(file));
      expect(covered.map(({ name }) => name)).toEqual(['after.0', 'after.1']);
    }));

  it('is a line that runs nothing', () =>
    inProject(
      { slots: '{ "1": "jlink:1", "2": "sim:STM32L476RG,file=a.chip" }', outputs: '[{ file: log.jsonl }]' },
      async ({ file }) => {
        expect(await refusalOf(file)).toBeUndefined();
      },
    ));
});
