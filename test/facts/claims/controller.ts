import { type Claim, shiftOf } from './claim.js';

/** Names of the manuals that the headers spell otherwise. */
const spelled: Readonly<Record<string, string>> = { OPERR: 'SOP' };

export const controllerClaims: readonly Claim[] = [
  {
    path: /^controller\.base$/,
    source: 'FLASH_R_BASE of the headers',
    value: (subject) => subject.header('FLASH_R_BASE'),
  },
  {
    path: /^controller\.base$/,
    source: "OpenOCD's part table",
    value: (subject) => numbers(subject.openocd().map(({ registers }) => registers)),
  },
  {
    path: /^controller\.statusOffset$/,
    source: 'FLASH_TypeDef of the headers',
    value: (subject) => subject.header('FLASH.SR'),
  },
  {
    path: /^controller\.statusBits\.(\w+)$/,
    source: 'FLASH_SR bits of the headers',
    value: (subject, [, flag = '']) =>
      shiftOf(
        subject.headerBits(`FLASH_SR_${flag}`) ?? subject.headerBits(`FLASH_SR_${spelled[flag] ?? flag}`),
      ),
  },
];

function numbers(texts: readonly (string | undefined)[]): number | undefined {
  const [value, ...others] = new Set(texts);
  if (others.length > 0) throw new Error(`the parts disagree: ${texts}`);
  return value === undefined ? undefined : Number(value);
}
