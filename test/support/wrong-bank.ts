import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packagePath } from '../../src/files/package-path.js';
import { firstFormat } from './first-format.js';

/** An STM32G071RB as somebody describes it who takes its flash controller for that of an STM32L4. */
export const wrongDevice = 'STM32G071RB';

/** The description, in either format. Its OTP is the STM32L4's, so that the package's loader is the one it asks for. */
export function wrongBank(format: 1 | 2): string {
  const file = format === 1 ? firstFormat('stm32l4.yaml') : packagePath('banks', 'stm32l4.yaml');
  const [head = ''] = readFileSync(file, 'utf8').split(/^lines:$/m);
  return `${head.replace('family: STM32L4', 'family: STM32G0')}lines:
  - name: STM32G071
    core: Cortex-M0+
    devIds: [0x460]
    ramKb: 32
    devices: { ${wrongDevice}: 128 }
`;
}

/** Writes it into a folder of banks. */
export async function writeWrongBank(folder: string, format: 1 | 2): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'stm32g0.yaml'), wrongBank(format));
}

/** The package's controller of the STM32L4 with more families, as somebody signs for it. */
export function signedController(name = 'stm32l4'): string {
  const text = readFileSync(packagePath('controllers', 'stm32l4.yaml'), 'utf8');
  return text
    .replace('name: stm32l4', `name: ${name}`)
    .replace(/^families: .*$/m, 'families: [STM32L4, STM32G0]');
}
