import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeIntelHex } from '../../src/image/index.js';
import { inFolder, otpforge as run } from '../support/cli.js';
import { buildGreedyLoader, greed } from '../support/greedy-loader.js';
import { imageOf } from '../support/images.js';

const chips = [
  { device: 'STM32F401RE', bank: 'stm32f4-otp', base: 0x1fff7800 },
  { device: 'STM32L476RG', bank: 'stm32l4-otp', base: 0x1fff7000 },
] as const;

/** A library whose constructor leaves a file behind, in the folder that it is for. */
function buildLibrary(folder: string): { readonly file: string; wasLoaded(): boolean } {
  const [source, file, mark] = ['evil.c', 'evil.so', 'loaded'].map((name) => join(folder, name));
  execFileSync('sh', [
    '-c',
    `printf '%s' '#include <stdio.h>
__attribute__((constructor)) static void run(void) { FILE *f = fopen("${mark}", "w"); if (f) fclose(f); }' > ${source} &&
    gcc -shared -fPIC -o ${file} ${source}`,
  ]);
  return { file: file ?? '', wasLoaded: () => existsSync(mark ?? '') };
}

const commands = [
  ['plan', 'unit.hex'],
  ['program', 'unit.hex', '--yes'],
  ['verify', 'unit.hex'],
  ['read'],
] as const;

const inProject = (work: (folder: string) => Promise<void>) =>
  inFolder(async (folder) => {
    await writeFile(join(folder, 'unit.hex'), writeIntelHex(imageOf([0x1fff7800, [1, 2, 3, 4]])));
    await work(folder);
  });

describe('a library that is in the working folder', () => {
  it('is loaded when a flag names it, so that this test can fail', () =>
    inProject(async (folder) => {
      const library = buildLibrary(folder);
      const probe = ['--device', 'STM32F401RE', '--probe', 'jlink:', '--jlink-library', 'evil.so'];
      expect((await run(['read', ...probe], folder)).exitCode).not.toBe(0);
      expect(library.wasLoaded()).toBe(true);
    }));

  it.each(['library', 'log'])('is never loaded because otpforge.yaml names %s=', (key) =>
    inProject(async (folder) => {
      const library = buildLibrary(folder);
      await writeFile(
        join(folder, 'otpforge.yaml'),
        `format: otpforge.config/1\ndevice: STM32F401RE\nprobe: "jlink:,${key}=evil.so"\n`,
      );
      for (const args of commands) {
        const { exitCode, stderr } = await run(args, folder);
        expect({ exitCode, stderr }, args[0]).toEqual({
          exitCode: 3,
          stderr: expect.stringContaining('[CONFIG_NOT_TRUSTED]'),
        });
      }
      expect(library.wasLoaded()).toBe(false);
    }),
  );

  it.each(['', '.', 'home'])('is never looked for where HOME is %j', (home) =>
    inProject(async (folder) => {
      const library = buildLibrary(folder);
      for (const at of ['', 'home']) {
        const place = join(folder, at, 'opt', 'SEGGER', 'JLink_V999');
        await mkdir(place, { recursive: true });
        await copyFile(library.file, join(place, 'libjlinkarm.so'));
        await copyFile(library.file, join(folder, at, 'libjlinkarm.so'));
      }
      const probe = ['--device', 'STM32F401RE', '--probe', 'jlink:'];
      for (const args of [...commands.map((each) => [...each, ...probe]), ['doctor']]) {
        await run(args, folder, { HOME: home, OTPFORGE_JLINK_LIBRARY: '' });
      }
      expect(library.wasLoaded()).toBe(false);
    }),
  );
});

describe('a program that is in the working folder', () => {
  it.each(['', '.', ':', './'])('is no compiler where PATH begins with %j', (entry) =>
    inFolder(async (folder) => {
      const compiler = join(folder, 'arm-none-eabi-gcc');
      await writeFile(compiler, `#!/bin/sh\ntouch ${folder}/ran\nexec /usr/bin/arm-none-eabi-gcc "$@"\n`);
      await chmod(compiler, 0o755);
      const env = { PATH: `${entry}:${process.env.PATH}`, OTPFORGE_TOOLCHAIN: '' };
      const { exitCode } = await run(['build', 'stm32f4-otp', '--out', 'out'], folder, env);
      expect(exitCode).toBe(0);
      expect(existsSync(join(folder, 'ran'))).toBe(false);
      await run(['build', 'stm32f4-otp', '--out', 'out', '--toolchain', compiler], folder);
      expect(existsSync(join(folder, 'ran'))).toBe(true);
    }),
  );
});

describe.each(chips)('a loader for $device that is in the working folder', ({ device, bank, base }) => {
  it('is never run: the package’s loader serves the package’s bank', () =>
    inFolder(async (folder) => {
      await buildGreedyLoader(bank, join(folder, 'otpforge'));
      await writeFile(join(folder, 'unit.hex'), writeIntelHex(imageOf([base, [1, 2, 3, 4, 5, 6, 7, 8]])));
      const probe = ['--probe', `sim:${device},file=unit.chip`];
      const burnt = await run(['program', 'unit.hex', ...probe, '--yes', '--json'], folder);
      expect(burnt).toMatchObject({ exitCode: 0 });
      expect(JSON.parse(burnt.stdout)).toMatchObject({ loader: { origin: { kind: 'package' } } });
      const { bytes } = JSON.parse((await run(['read', ...probe, '--json'], folder)).stdout);
      const cells: readonly string[] = bytes.split(' ');
      for (const address of greed[bank]) expect(cells[address - base]).toBe('FF');
      expect(cells.filter((cell) => cell !== 'FF')).toHaveLength(8);
    }));

  it('gets into no export', () =>
    inFolder(async (folder) => {
      await buildGreedyLoader(bank, join(folder, 'otpforge'));
      const { stdout } = await run(['export', 'pack', '--bank', bank, '--out', 'x.pack', '--json'], folder);
      const banks = JSON.parse(stdout).banks;
      expect(banks).toEqual([{ bank, loader: expect.any(String) }]);
      const planted = await run(['lint', `otpforge/loaders/${bank}.elf`, '--json'], folder);
      expect(banks[0].loader).not.toBe(JSON.parse(planted.stdout).sha256);
    }));
});
