import { type Claim, shiftOf } from './claim.js';

const registers = String.raw`^(?:otp\.writeUnit\.ecc\.registers|eccRegisters)\.(\d+)`;
const places = ['otp.writeUnit.ecc.registers', 'eccRegisters'];

/** Flags of the ECC registers that all chips have: a flag that some lack is reserved there, and is written. */
export const eccClaims: readonly Claim[] = [
  {
    path: new RegExp(`${registers}\\.(detected|corrected)$`),
    source: 'ECCD and ECCC of the headers',
    value: (chips, [path = '', index, kind], at) => {
      const name = nameAt(path, index, at.beside);
      const bit = kind === 'detected' ? 'ECCD' : 'ECCC';
      return (chips.commonBits(`FLASH_${name}_${bit}`) | chips.commonBits(`FLASH_${name}_${bit}2`)) >>> 0;
    },
  },
  {
    path: new RegExp(`${registers}\\.system$`),
    source: 'SYSF_ECC of the headers',
    value: (chips, [path = '', index], at) =>
      shiftOf(chips.header(`FLASH_${nameAt(path, index, at.beside)}_SYSF_ECC`)),
  },
];

function nameAt(path: string, index: string | undefined, beside: (path: string) => unknown): string {
  const place = places.find((one) => path.startsWith(one));
  return String(beside(`${place}.${index}.register`));
}
