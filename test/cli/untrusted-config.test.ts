import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { loadConfig, loadUserConfig } from '../../src/cli/config.js';
import { resolveCommand } from '../../src/cli/resolve.js';
import { OtpforgeError } from '../../src/errors/index.js';
import { fileOption, probeKinds } from '../../src/probe/index.js';
import { inFolder } from '../support/cli.js';

/** A folder with an otpforge.yaml and a user with a config.yaml of these lines. */
const withConfigs = <T>(
  { project, user = [] }: { project: readonly string[]; user?: readonly string[] },
  work: (file: string, folder: string) => Promise<T>,
): Promise<T> =>
  inFolder(async (folder) => {
    const text = (lines: readonly string[]) => `${['format: otpforge.config/1', ...lines].join('\n')}\n`;
    const file = join(folder, 'otpforge.yaml');
    await writeFile(file, text(project));
    await mkdir(join(folder, 'user'));
    await writeFile(join(folder, 'user', 'config.yaml'), text(user));
    vi.stubEnv('OTPFORGE_CONFIG_DIR', join(folder, 'user'));
    vi.stubEnv('OTPFORGE_JLINK_LIBRARY', '');
    try {
      return await work(file, folder);
    } finally {
      vi.unstubAllEnvs();
    }
  });

const trusted = Object.entries(probeKinds).flatMap(([scheme, { options }]) =>
  Object.entries(options).flatMap(([key, use]) => (fileOption(use)?.trusted ? [[scheme, key]] : [])),
);

describe('an otpforge.yaml', () => {
  it('has some options of probes to keep out', () => {
    expect(trusted).toEqual([
      ['jlink', 'library'],
      ['jlink', 'log'],
      ['pyocd', 'pack'],
    ]);
  });

  it.each(trusted)('may not name code that runs here: %s: with %s=', (scheme, key) =>
    withConfigs(
      { project: ['device: STM32F401RE', `probe: "${scheme}:,speed=100,${key}=x"`] },
      async (file, folder) => {
        for (const flags of [{ config: file }, { config: file, probe: 'sim:STM32F401RE' }]) {
          const error = await resolveCommand(flags).catch((caught: unknown) => caught);
          if (!(error instanceof OtpforgeError)) throw error;
          expect(error).toMatchObject({ code: 'CONFIG_NOT_TRUSTED', exitCode: 3 });
          expect(error.message).toContain(`${file}:3: ${key}= in probe:`);
          const flag = { library: 'jlink-library', log: 'log' }[key] ?? 'probe';
          expect(error.remedy).toContain(`--${flag}`);
          expect(error.remedy).toContain(
            `under ${scheme === 'jlink' ? 'jlink' : 'probe'}: into your own ${join(folder, 'user', 'config.yaml')}`,
          );
        }
      },
    ),
  );

  it('may not name scripts of OpenOCD, which are code', () =>
    withConfigs(
      { project: ['device: STM32F401RE', 'probe: openocd:interface/stlink.cfg'] },
      async (file, folder) => {
        await expect(resolveCommand({ config: file })).rejects.toMatchObject({
          code: 'CONFIG_NOT_TRUSTED',
          message: expect.stringContaining(`${file}:3: openocd: in probe:`),
          remedy: expect.stringContaining(
            `--probe, or write it under probe: into your own ${join(folder, 'user')}`,
          ),
        });
      },
    ));

  it.each([
    ['jlink', '{ log: x }'],
    ['signers', '{ line: { command: [./sign.sh] } }'],
  ])('may not have a key of the user’s own file: %s', (key, value) =>
    withConfigs({ project: ['device: STM32F401RE', `${key}: ${value}`] }, async (file, folder) => {
      await expect(loadConfig(file)).rejects.toMatchObject({
        code: 'CONFIG_NOT_TRUSTED',
        message: expect.stringContaining(`${file}:3: ${key}:`),
        remedy: expect.stringContaining(`under ${key}: into your own ${join(folder, 'user', 'config.yaml')}`),
      });
    }),
  );

  it('may name what is no code: a chip file, a speed', () =>
    withConfigs({ project: ['probe: sim:STM32F401RE,file=unit.chip'] }, async (file, folder) => {
      const { probe } = await resolveCommand({ config: file });
      expect(probe?.options).toEqual({ file: join(folder, 'unit.chip') });
    }));
});

describe("the user's own config.yaml", () => {
  it('names signers, which work in its folder', () =>
    withConfigs(
      {
        project: [],
        user: [
          'signers:',
          '  line: { command: [./sign.sh, -k, key 1], timeout: 2.5 }',
          '  hsm: { command: [hsm] }',
        ],
      },
      async (file, folder) => {
        expect((await resolveCommand({ config: file })).signers).toEqual({
          line: { command: ['./sign.sh', '-k', 'key 1'], timeout: 2.5, folder: join(folder, 'user') },
          hsm: { command: ['hsm'], folder: join(folder, 'user') },
        });
      },
    ));

  it.each([
    '{ command: [] }',
    '{ command: sign.sh }',
    '{ command: [x], timeout: 0 }',
    '{ command: [x], shell: true }',
  ])('refuses a signer that is %s', (signer) =>
    withConfigs({ project: [], user: [`signers: { line: ${signer} }`] }, async () => {
      await expect(loadUserConfig()).rejects.toMatchObject({ code: 'SCHEMA' });
    }),
  );

  const user = [
    'device: STM32L476RG',
    'fill: 0',
    'journal: mine.jsonl',
    'jlink: { library: lib.so, log: /j.log }',
  ];

  it('has the keys of a project, below it and below flags', () =>
    withConfigs({ project: ['device: STM32F401RE', 'layout: otp.yaml'], user }, async (file, folder) => {
      const project = await resolveCommand({ config: file });
      expect(project).toMatchObject({
        device: 'STM32F401RE',
        layout: join(folder, 'otp.yaml'),
        fill: 0,
        journal: join(folder, 'user', 'mine.jsonl'),
        configFiles: [file, join(folder, 'user', 'config.yaml')],
      });
      expect(await resolveCommand({ config: file, device: 'STM32F412ZG', fill: 7 })).toMatchObject({
        device: 'STM32F412ZG',
        fill: 7,
      });
    }));

  it('names SEGGER’s library and its log for a J-Link', () =>
    withConfigs({ project: ['probe: "jlink:"'], user }, async (file, folder) => {
      const { probe } = await resolveCommand({ config: file });
      expect(probe?.options).toEqual({ library: join(folder, 'user', 'lib.so'), log: '/j.log' });
    }));

  it('names scripts of OpenOCD: paths beside it, and OpenOCD’s own by their names', () =>
    withConfigs(
      { project: [], user: ['probe: openocd:interface/stlink.cfg,./board.cfg'] },
      async (config, folder) => {
        const { probe } = await resolveCommand({ config });
        expect(probe?.target).toBe(`interface/stlink.cfg,${join(folder, 'user', 'board.cfg')}`);
      },
    ));

  it('stands below flags, the URI of a flag, and the environment', () =>
    withConfigs({ project: ['probe: "jlink:"'], user }, async (config, folder) => {
      const options = async (flags: object) => (await resolveCommand({ config, ...flags })).probe?.options;
      const log = '/j.log';
      expect(await options({ jlinkLibrary: '/flag.so' })).toEqual({ library: '/flag.so', log });
      expect(await options({ probe: 'jlink:,library=/uri.so,log=/uri.log' })).toEqual({
        library: '/uri.so',
        log: '/uri.log',
      });
      vi.stubEnv('OTPFORGE_JLINK_LIBRARY', '/env.so');
      expect(await options({})).toEqual({ log });
      expect(await options({ probe: `sim:STM32F401RE,file=${folder}/c.chip` })).not.toHaveProperty('library');
    }));

  it('is not there for a user without one', () =>
    inFolder(async (folder) => {
      vi.stubEnv('OTPFORGE_CONFIG_DIR', folder);
      expect(await loadUserConfig()).toMatchObject({ file: undefined, config: {} });
      vi.unstubAllEnvs();
    }));

  it('is refused by its name and line when it is wrong', () =>
    withConfigs({ project: [], user: ['jlink: { libary: x }'] }, async () => {
      await expect(loadUserConfig()).rejects.toMatchObject({
        code: 'SCHEMA',
        message: expect.stringMatching(/config\.yaml:2: jlink\.libary: there is no such field/),
      });
    }));

  it('keeps its own banks from the place of the package’s', () =>
    withConfigs({ project: [], user: ['banks: [mine]'] }, async (file, folder) => {
      const { banks } = await resolveCommand({ config: file });
      expect(banks).toEqual({ named: [], project: [join(folder, 'user', 'mine')] });
    }));
});
