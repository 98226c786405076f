import { subjectOf } from '../subject.js';
import { type Claim, plus } from './claim.js';
import { dualOnly, sectorAt } from './main-flash.js';
import { contiguousKiB, placeOf, sizeOf } from './ram.js';

export const lineClaims: readonly Claim[] = [
  {
    path: /^devIds\.0$/,
    source: 'stm32-data',
    value: (chips) => Number(chips.devIds[0]),
  },
  {
    path: /^devices\.(\w+)$/,
    source: 'stm32-data',
    value: (chips, [, name = '']) => subjectOf(chips.family, [name]).groups[0]?.flashKiB[name],
  },
  { path: /^ramKb$/, source: 'headers and stm32-data', value: contiguousKiB },
  {
    path: /^ram\.(\d+)\.(base|alias)$/,
    source: 'headers and stm32-data',
    value: (chips, [, index = '', key], at) =>
      placeOf(chips, String(at.beside(`ram.${index}.name`)), key === 'alias'),
  },
  {
    path: /^ram\.(\d+)\.size$/,
    source: 'headers and stm32-data',
    value: (chips, [, index = ''], at) => sizeOf(chips, String(at.beside(`ram.${index}.name`))),
  },
  {
    path: /^mainFlash\.sectors\.(\d+)$/,
    source: 'stm32-data',
    value: (chips, [, index], at) => sectorAt(chips, Number(index), at),
  },
  {
    path: /^mainFlash\.bankStride$/,
    source: 'FLASH_BANK1_BASE and FLASH_BANK2_BASE',
    value: (chips) =>
      plus(chips.header('FLASH_BANK2_BASE'), -(chips.header('FLASH_BANK1_BASE') ?? Number.NaN)),
  },
  {
    path: /^mainFlash\.dualBank\.(\d+)$/,
    source: 'stm32-data: sizes that have two banks whatever the option bytes',
    value: (chips, [, index]) => dualOnly(chips)[Number(index)],
  },
];
