import { macrosOf, numberOf } from './c-header.mjs';
import { hex } from './headers.mjs';

const files = ['_hal_flash.h', '_hal_flash_ex.h', '_hal_pwr.h', '_hal_pwr_ex.h', '_hal_conf_template.h'];

const wanted =
  /^(FLASH_(OPT_?|PD)?KEY[12]|OB_RDP_LEVEL_?([012]|0_5)|FLASH_PSIZE_\w+|FLASH_PAGE_SIZE(_128_BITS)?|[HM]SI_VALUE|PWR_REGULATOR_VOLTAGE_SCALE1)$/;

/**
 * What ST's HAL adds to the headers: keys, levels of read protection, PSIZE, the voltage range, oscillators, and the
 * range that it programs as OTP. Its macros are made of those of a header.
 */
export function halFacts(clone, series, header) {
  const text = files.map((file) => clone.read(`Inc/${series}${file}`)).join('\n');
  const macros = new Map([...macrosOf(header), ...macrosOf(text)]);
  const facts = {};
  for (const name of macros.keys()) {
    const value = wanted.test(name) ? numberOf(macros, name) : undefined;
    if (value !== undefined) facts[name] = hex(value);
  }
  const otp = /IS_FLASH_(?:PROGRAM_)?OTP_ADDRESS\(\w+\)([\s\S]*?)\n\s*\n/.exec(text)?.[1];
  const [first, last, unit] = otp?.match(/0x[0-9A-F]+|\b8UL\b/gi) ?? [];
  // WB and WL have the range of their headers.
  if (first?.startsWith('0x'))
    facts.otp = `${first} ${hex(Number(last) + (unit === undefined && !/<\s*\(*0x/.test(otp) ? 1 : 0) - first)}`;
  return facts;
}
