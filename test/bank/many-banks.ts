import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstFormat } from '../support/first-format.js';

/** Fills a folder with banks of made-up families, each with as many devices as the STM32L4's; returns their names. */
export function writeManyBanks(folder: string, count: number): readonly string[] {
  const yaml = readFileSync(firstFormat('stm32l4.yaml'), 'utf8');
  mkdirSync(folder, { recursive: true });
  return Array.from({ length: count }, (_, index) => {
    const family = `STM32X${String.fromCharCode(65 + index)}`;
    writeFileSync(
      join(folder, `${family.toLowerCase()}.yaml`),
      yaml.replaceAll('STM32L4', family).replaceAll('stm32l4-otp', `${family.toLowerCase()}-otp`),
    );
    return family;
  });
}
