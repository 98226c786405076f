/** Core registers by the names of the ARMv6-M Architecture Reference Manual. */
export type RegisterName =
  | `R${0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12}`
  | 'SP'
  | 'LR'
  | 'PC'
  | 'xPSR'
  | 'MSP'
  | 'PSP'
  | 'PRIMASK'
  | 'CONTROL';

export type RegisterValues = Partial<Record<RegisterName, number>>;
