import { readFileSync } from 'node:fs';

/**
 * Numbers of public pages: wiki-* of "STM32CubeProgrammer OTP management", https://wiki.st.com/stm32mpu/wiki/STM32CubeProgrammer_OTP_management
 * (an STM32MP157CAC: the output of -otp displ and of hexdump, and the example of a write); connectcore of "One-time
 * programmable bits", ConnectCore MP15, https://docs.digi.com. forms.json: what hexdump (util-linux 2.38.1), od
 * (coreutils 9.1) and xxd (2022-01-14) print of the same chip, as a partition and as an nvmem file.
 */
export function pageText(name: string): string {
  return readFileSync(new URL(`data/${name}`, import.meta.url), 'utf8');
}

export const forms: Readonly<Record<string, { readonly partition: string; readonly nvmem: string }>> =
  JSON.parse(pageText('forms.json'));

export function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
