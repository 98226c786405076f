import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Bank, loadBank } from '../../src/bank/index.js';
import { packagePath } from '../../src/files/package-path.js';
import { renderLoader } from '../../src/loader/render.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'otpforge-render-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('renderLoader', () => {
  test.each(['templates', 'controllers'])('refuses a folder of %s that is not there', async (what) => {
    const missing = join(folder, 'missing');
    await expect(renderLoader(await bankOf('stm32f4'), { [what]: missing })).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      message: expect.stringContaining(missing),
      remedy: `Correct the path of --${what}.`,
    });
  });

  test('fills in the F4 bank', async () => {
    const { source, script } = await renderLoader(await bankOf('stm32f4'));
    const defines = source
      .split('\n')
      .filter((line) => /^#define (FLASH |OTP_|WRITE_|LOCKS_|REWRITE_)/.test(line));
    expect(defines).toEqual([
      '#define FLASH ((FLASH_TypeDef *)0x40023C00u)',
      '#define OTP_BASE 0x1FFF7800u',
      '#define OTP_SIZE 0x210u',
      '#define WRITE_UNIT 1',
      '#define LOCKS_BASE 0x1FFF7A00u',
      '#define LOCKS_COUNT 16',
      '#define LOCKS_BLOCK_SIZE 32',
      '#define LOCKS_BLOCK_SHIFT 5',
    ]);
    expect(source).toContain('.name = "STM32F4 OTP",');
    expect(source).toContain('.sectors = { { 0x10u, 0u }, SECTOR_END },');
    expect(script).toContain('PrgCode : ALIGN(4)');
  });

  test('fills in the L4 bank', async () => {
    const { source } = await renderLoader(await bankOf('stm32l4'));
    expect(source).toContain('#define WRITE_UNIT 8\n#define REWRITE_ONCE\n');
    expect(source).not.toContain('#define LOCKS_BASE');
    expect(source).toContain('.pageSize = 0x400u,');
  });

  test.each(['stm32f4', 'stm32l4'])('states the licence and holds no path (%s)', async (family) => {
    const { source, script } = await renderLoader(await bankOf(family));
    for (const text of [source, script]) {
      expect(text.split('\n')[1]).toBe(' * SPDX-License-Identifier: MIT-0');
      expect(text).not.toContain(packagePath());
      expect(text).not.toMatch(/\{\{|undefined|NaN/);
    }
    expect(source).toContain(`#line 1 "${family}.h"`);
  });

  test('takes a controller and a template from the folders that are named', async () => {
    await mkdir(join(folder, 't'));
    await writeFile(join(folder, 'acme.h'), '/* my controller */\r\n');
    await writeFile(join(folder, 't', 'loader.c.hbs'), 'bank {{{name}}}\n{{{controller}}}');
    const bank = await bankOf('stm32f4', { controller: { name: 'acme' } });
    const { source, script } = await renderLoader(bank, {
      controllers: folder,
      templates: join(folder, 't'),
    });
    expect(source).toBe('bank stm32f4-otp\n#line 1 "acme.h"\n/* my controller */\n');
    expect(script).toContain('PHDRS');
  });

  test('names a controller that is nowhere, and where it looked', async () => {
    const bank = await bankOf('stm32f4', { controller: { name: 'acme' } });
    await expect(renderLoader(bank, { controllers: folder })).rejects.toMatchObject({
      code: 'CONTROLLER_NOT_FOUND',
      details: {
        bank: 'stm32f4-otp',
        file: 'acme.h',
        folders: [folder, packagePath('controllers')],
      },
    });
  });

  test('refuses a folder of templates that is not there', async () => {
    await expect(
      renderLoader(await bankOf('stm32f4'), { templates: join(folder, 'nowhere') }),
    ).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
    });
  });

  test('says which name a template asks for in vain', async () => {
    await writeFile(join(folder, 'loader.c.hbs'), '{{nonsense}}');
    await expect(renderLoader(await bankOf('stm32f4'), { templates: folder })).rejects.toMatchObject({
      code: 'TEMPLATE_INVALID',
      message: expect.stringContaining('nonsense'),
    });
  });

  test('lets no title end a comment or a string', async () => {
    const bank = await bankOf('stm32f4', { title: 'a */ b "c" \\ ü' });
    const { source, script } = await renderLoader(bank);
    expect(source).toContain(' * a * / b "c" \\ ü: open flash loader');
    expect(source).toContain('.name = "a */ b \\042c\\042 \\134 \\303\\274",');
    expect(script).toContain(' * a * / b');
  });
});

interface Changes {
  readonly title?: string;
  readonly controller?: Partial<Bank['controller']>;
}

async function bankOf(family: string, changes: Changes = {}): Promise<Bank> {
  const { bank } = await loadBank(packagePath('banks', `${family}.yaml`));
  return {
    ...bank,
    title: changes.title ?? bank.title,
    controller: { ...bank.controller, ...changes.controller },
  };
}
