/** STM32MP131, 133, 135, or STM32MP151, 153, 157. */
export type Mp1Line = 'MP13' | 'MP15';

/** What is known of a chip's fuses, from a partition, a dump or a text. */
export interface Fuses {
  /** `partition`: with the status of each word. `nvmem`: values as Linux shows them. */
  readonly source: 'partition' | 'nvmem';
  /** The lines that it may be of: one where that is known, else both. */
  readonly lines: readonly Mp1Line[];
  /** BSEC state of a partition's header, where it is known. */
  readonly state?: number;
  /** One for each of the 96 words. */
  readonly words: readonly FuseWord[];
}

/**
 * known: the fuses have this value. unsure: a zero that nvmem shows for what cannot be read, too. unreadable: the service
 * says that the value is not valid, or shows zero under a read lock. absent: not in the text.
 */
export type FuseKnowledge = 'known' | 'unsure' | 'unreadable' | 'absent';

export interface FuseWord {
  readonly knowledge: FuseKnowledge;
  /** As it was read, unsigned: of a `known` word what the fuses hold. Undefined where it is absent. */
  readonly value: number | undefined;
  /** Undefined where it is absent, and in an nvmem dump. */
  readonly status: number | undefined;
}
