import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packagePath } from '../../src/files/package-path.js';
import { firstFormat } from './first-format.js';

/** A bank that only a project knows: the package's STM32F4 under other names. */
export const projectBank = { name: 'acme-otp', device: 'ACMEF401RE', base: 0x1fff7800 } as const;

/** Writes it into the project's own folder of banks, with a flash controller of another name where one is given. */
export async function writeProjectBank(
  folder: string,
  controller = 'stm32f4',
  into = join('otpforge', 'banks'),
): Promise<void> {
  await mkdir(join(folder, into), { recursive: true });
  const text = await readFile(firstFormat('stm32f4.yaml'), 'utf8');
  await writeFile(
    join(folder, into, 'acme.yaml'),
    text
      .replace('name: stm32f4-otp', `name: ${projectBank.name}`)
      .replace('name: stm32f4\n', `name: ${controller}\n`)
      .replaceAll(/\bSTM32(F\w+): /g, 'ACME$1: '),
  );
}

/** Puts a controller of the package into a project under another name. */
export async function writeProjectController(folder: string, name: string): Promise<void> {
  await mkdir(join(folder, 'otpforge', 'controllers'), { recursive: true });
  await writeFile(
    join(folder, 'otpforge', 'controllers', `${name}.h`),
    await readFile(packagePath('test', 'support', 'c-headers', 'stm32f4.h')),
  );
}
