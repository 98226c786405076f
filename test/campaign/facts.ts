/** What the reference manuals say of the chips of the campaign; the judge takes none of it from the code under test. */
export interface ChipFacts {
  readonly device: string;
  /** pyOCD's built-in target, for chips that run its flash algorithms. */
  readonly pyocd?: string;
  readonly controller: 'stm32f4' | 'stm32l4';
  readonly otpBase: number;
  readonly otpSize: number;
  /** Bytes. */
  readonly writeUnit: number;
  /** RM0090 §3.8: one lock byte for each 32-byte block. */
  readonly locks?: { readonly offset: number; readonly count: number; readonly blockSize: number };
  readonly flashBase: number;
}

const f4 = {
  controller: 'stm32f4',
  otpBase: 0x1fff7800,
  otpSize: 528,
  writeUnit: 1,
  locks: { offset: 512, count: 16, blockSize: 32 },
  flashBase: 0x08000000,
} as const;

const l4 = {
  controller: 'stm32l4',
  otpBase: 0x1fff7000,
  otpSize: 1024,
  writeUnit: 8,
  flashBase: 0x08000000,
} as const;

export const chips: readonly ChipFacts[] = [
  { device: 'STM32F401RE', ...f4 },
  { device: 'STM32F412ZG', pyocd: 'stm32f412xg', ...f4 },
  { device: 'STM32L476RG', ...l4 },
  { device: 'STM32L432KC', pyocd: 'stm32l432kc', ...l4 },
];
