import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { build } from '../../src/api/build.js';
import { refuseIncludes, refuseReads } from '../../src/loader/includes.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'otpforge-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

const refused = (what: string) =>
  expect.objectContaining({ code: 'TEMPLATE_INVALID', message: expect.stringContaining(what) });

describe('a loader’s source', () => {
  it.each([
    '#include "/etc/passwd"',
    '#include "../secret.h"',
    '#include "beside.h"',
    '#include </etc/passwd>',
    '#include <../../secret.h>',
    '#include <sys/types.h>',
    '#include WHAT',
    '  #  include_next <stdint.h> "x"',
    '#import "x"',
    '#embed "/etc/passwd"',
    '%:include "x"',
    '??=include "x"',
    '#inc\\\nlude "x"',
    '# \\\r\n include "x"',
  ])('names no file: %s', (line) => {
    const source = `int a;\n${line}\nint b;\n`;
    expect(() => refuseIncludes({ source, script: '' }, 'acme')).toThrow(refused('reads other files'));
  });

  it.each(['asm(".incbin \\"/etc/passwd\\"");', 'asm(".include \\"x\\"");'])(
    'has no assembly that does: %s',
    (line) => {
      expect(() => refuseIncludes({ source: line, script: '' }, 'acme')).toThrow(refused('.inc'));
    },
  );

  it.each([
    'INCLUDE "/etc/passwd"',
    'INPUT(/lib/x.o)',
    'GROUP ( x.a )',
    'STARTUP(x.o)',
    'OUTPUT(/home/me/.profile)',
    'SEARCH_DIR(/tmp)',
    '"/*" INCLUDE x "*/"',
  ])('has no linker script that does: %s', (script) => {
    expect(() => refuseIncludes({ source: '', script }, 'acme')).toThrow(refused('linker script'));
  });

  it('may name headers of the compiler, and speak of files in comments and texts of its script', () => {
    const source = '#include <stdint.h>\n #  include <stddef.h> /* sizes */\nchar *a = "#include";\n';
    const script = '/* INCLUDE "x" */ OUTPUT_FORMAT("elf32-littlearm") ASSERT(1, "INPUT is missing")';
    expect(() => refuseIncludes({ source, script }, 'acme')).not.toThrow();
  });
});

describe('what the compiler has read', () => {
  const reads = (rule: string) => () => refuseReads(rule, '/build', ['/gcc/include'], 'acme');

  it('is its input, its own temporary files and its own headers', () => {
    expect(reads('loader.o: loader.c ccX.s /build/ccY.s \\\n /gcc/include/stdint.h\n')).not.toThrow();
  });

  it.each(['/etc/passwd', '../x', '/gcc/include/../../etc/passwd', '/gcc/includes/x.h', '/a\\ b'])(
    'is not %s',
    (file) => {
      expect(reads(`loader.o: loader.c \\\n  ${file}\n`)).toThrow(refused('reads other files'));
    },
  );
});

describe('otpforge build with templates of a project', () => {
  /** Builds the shipped F4 loader by a template that has some lines more. */
  async function buildWith(lines: string, inAssembly = false) {
    const templates = join(folder, 'templates');
    await mkdir(templates, { recursive: true });
    await cp('loader-templates', templates, { recursive: true });
    const file = join(templates, 'loader.c.hbs');
    await writeFile(file, `${await readFile(file, 'utf8')}\n${lines}\n`);
    await writeFile(join(folder, 'secret'), inAssembly ? '.set secret, 1\n' : 'int secret;\n');
    return build({ names: ['stm32f4-otp'], templates, out: join(folder, 'out') });
  }

  it('refuses an include, and shows nothing of the file', async () => {
    const error = await buildWith(`#include "${join(folder, 'secret')}"`).catch((caught: Error) => caught);
    expect(error).toEqual(refused('include'));
    expect(String(error)).not.toContain('int secret');
  });

  it('refuses what only the assembler’s macros make an include of', async () => {
    const macro = `__asm__(".macro m a b f\\n .\\\\a\\\\b \\"\\\\f\\"\\n.endm\\n m inc lude \\"${join(folder, 'secret')}\\"\\n");`;
    await expect(buildWith(macro, true)).rejects.toEqual(refused(join(folder, 'secret')));
  });

  it('builds the same bytes by a template that reads nothing', async () => {
    const { loaders } = await buildWith('/* nothing */');
    const manifest = JSON.parse(await readFile('firmware/loaders/manifest.json', 'utf8'));
    const shipped = manifest.loaders.find(({ bank }: { bank: string }) => bank === loaders[0]?.bank);
    expect(loaders[0]?.sha256).toBe(shipped.sha256.elf);
  });

  it('refuses a controller that is a link out of its folder', async () => {
    const controllers = join(folder, 'controllers');
    await mkdir(controllers);
    await symlink(join(process.cwd(), 'test/support/c-headers/stm32f4.h'), join(controllers, 'stm32f4.h'));
    const options = { names: ['stm32f4-otp'], controllers, out: join(folder, 'out') };
    await expect(build(options)).rejects.toEqual(refused('outside its folder'));
  });
});
