/** Systems of ISO/IEC 7064 by the names that a line gives them. */
export const checkSystems = ['mod97-10', 'mod37-36'] as const;
export type CheckSystem = (typeof checkSystems)[number];

/** The check characters that belong behind a text: two digits, or one character of 0-9 and A-Z. */
export function checkCharacters(system: CheckSystem, text: string): string {
  return system === 'mod97-10' ? mod97And10(text) : mod37And36(text);
}

/** Whether a text ends with its own check characters. */
export function hasCheck(system: CheckSystem, text: string): boolean {
  const signs = signsOf(text);
  const length = checkLength(system);
  return signs.length > length && checkCharacters(system, signs.slice(0, -length)) === signs.slice(-length);
}

/** How many check characters a system has. */
export function checkLength(system: CheckSystem): number {
  return system === 'mod97-10' ? 2 : 1;
}

/** ISO/IEC 7064 MOD 97-10, a letter as two digits from A = 10, as ISO 17442 has it. */
export function mod97And10(text: string): string {
  const rest = [...signsOf(text), '0', '0'].reduce((sum, sign) => {
    const value = weightOf(sign);
    return (sum * (value < 10 ? 10 : 100) + value) % 97;
  }, 0);
  return String(98 - rest).padStart(2, '0');
}

/** ISO/IEC 7064 MOD 37,36, a hybrid system. */
export function mod37And36(text: string): string {
  let product = 36;
  for (const sign of signsOf(text)) product = (((product + weightOf(sign)) % 36 || 36) * 2) % 37;
  return alphabet[(37 - product) % 36] ?? '';
}

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Separators are not covered, and a small letter counts as its capital. */
function signsOf(text: string): string {
  return text.replace(/[^0-9A-Za-z]/g, '').toUpperCase();
}

function weightOf(sign: string): number {
  return alphabet.indexOf(sign);
}
