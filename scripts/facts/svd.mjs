import { hex } from './headers.mjs';

const registers =
  /^(FLASH\.(ACR|SR|CR|ECCR|ECC2R|OPTCR|OPTR|OPTCR1|OPTCR2)|PWR\.CR1?|RCC\.(APB1ENR1?|APBENR1|AHB1?ENR))$/;

/** Reset values of an SVD file's registers, which the headers do not have. */
export function resetValues(text) {
  const values = {};
  for (const [, name, body] of text.matchAll(
    /<peripheral[^>]*>\s*<name>(FLASH|Flash|PWR|RCC)<\/name>([\s\S]*?)<\/peripheral>/g,
  )) {
    for (const [, register] of body.matchAll(/<register[^>]*>([\s\S]*?)<\/register>/g)) {
      const field = (tag) => new RegExp(`<${tag}>\\s*([^<\\s]+)`).exec(register.split('<fields>')[0])?.[1];
      const symbol = `${name.toUpperCase()}.${field('name')}`.replace('FLASH.FLASH_', 'FLASH.');
      const value = field('resetValue');
      if (registers.test(symbol) && value !== undefined) values[symbol] = hex(Number(value));
    }
  }
  return values;
}
