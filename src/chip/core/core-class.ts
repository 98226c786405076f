import { RP2040 } from 'rp2040js';

/** The ARMv6-M core of rp2040js. */
export type Rp2040Core = RP2040['core'];

/**
 * The class of the core. The package does not export it: a chip of its own that is made once shows it. The bundle takes the
 * class from its file instead, and does without the chip (scripts/bundle.mjs).
 */
export function coreClass(): Rp2040Core['constructor'] {
  return new BareRp2040().core.constructor;
}

// The base constructor resets, which reads memory and fills the flash.
class BareRp2040 extends RP2040 {
  override reset(): void {}
}
