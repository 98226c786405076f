/*
 * The fuses of an STM32MP1 and the service that writes them: OP-TEE's NVMEM TA behind U-Boot's partition 0xF2, as
 * optee_os core/pta/stm32mp/bsec_pta.c, core/drivers/stm32_bsec.c and U-Boot cmd_stm32prog/stm32prog.c have them.
 */
const upperStart = 32;
const bits = {
  update: 0x80000000,
  permanent: 0x40000000,
  read: 0x20000000,
  program: 0x08000000,
  lockError: 0x04000000,
  error: 1,
};

/** A power cut in the middle of a write. */
export class PowerLost extends Error {}

/** A chip as it leaves ST, on a board: a plain object, for a file. */
export function newChip({ uid = [0x00410032, 0x33385116, 0x34383330], part = 0x8000 } = {}) {
  const words = Array.from({ length: 96 }, () => ({
    value: 0,
    spent: false,
    locked: false,
    shown: false,
    sticky: 0,
    broken: false,
  }));
  const give = (word, value, locked) =>
    Object.assign(words[word], { value, spent: word >= upperStart && value !== 0, locked, shown: locked });
  give(0, 0x17, false);
  give(1, part, true);
  for (const [index, value] of uid.entries()) give(13 + index, value, true);
  for (let word = 32; word < 56; word += 1) give(word, 0, true);
  return { state: 0, words, seed: 1, steps: 0, doubleWrites: 0, errors: [] };
}

/** The serial number of its USB device. */
export function serialOf({ words }) {
  return [13, 14, 15].map((word) => words[word].value.toString(16).toUpperCase().padStart(8, '0')).join('');
}

/** What the service shows; `encode` is the codec's. */
export function readPartition(chip, encode) {
  const words = chip.words.map(({ value, shown, sticky, broken }) => {
    const hidden = broken || (sticky & bits.read) !== 0;
    const status = (shown ? bits.permanent : 0) | sticky | (broken ? bits.error : 0);
    return { value: hidden ? 0 : value, status: status >>> 0 };
  });
  return encode({ state: chip.state, words });
}

/**
 * Writes as the service does: word by word in their order, value and then lock, until the first error. `powerAt` is the
 * programming operation in which the supply goes, from 1. Answers whether it had no error, and nothing else.
 */
export function writePartition(chip, bytes, decode, { powerAt } = {}) {
  if (chip.state !== 0) return false;
  // What is missing of a short file is zero.
  const whole = new Uint8Array(776);
  whole.set(bytes.subarray(0, 776));
  let asked;
  try {
    asked = decode(whole);
  } catch {
    return false;
  }
  let step = 0;
  const program = (work, cut) => {
    step += 1;
    chip.steps += 1;
    if (step === powerAt) {
      cut();
      throw new PowerLost();
    }
    work();
  };
  for (const [id, { value, status }] of asked.words.entries()) {
    if ((status & bits.update) === 0) continue;
    const word = chip.words[id];
    const refused = word.locked || (word.sticky & bits.program) !== 0 || chip.errors.includes(id);
    if (value !== 0) {
      if (refused) return false;
      program(
        () => blow(chip, id, value),
        () => blow(chip, id, (value & random(chip)) >>> 0, true),
      );
    }
    if ((status & bits.permanent) !== 0) {
      if (chip.errors.includes(id) || (word.sticky & bits.program) !== 0) return false;
      program(
        () => {
          word.locked = true;
        },
        () => {},
      );
    }
  }
  return true;
}

/** Locks are shown from now on, and what was sticky is gone. */
export function reset(chip) {
  for (const word of chip.words) {
    word.shown = word.locked;
    word.sticky = 0;
  }
}

function blow(chip, id, value, cut = false) {
  const word = chip.words[id];
  if (id >= upperStart && word.spent) {
    chip.doubleWrites += 1;
    word.broken = true;
  }
  // A cut that programmed nothing leaves the word as it was.
  if (value === 0) return;
  word.value = (word.value | value) >>> 0;
  if (id < upperStart) return;
  word.spent = true;
  // Check bits of a write that was cut may or may not fit.
  if (cut && random(chip) % 2 === 0) word.broken = true;
}

/** xorshift32, so that a file goes on where it was. */
function random(chip) {
  let x = chip.seed >>> 0 || 1;
  x ^= x << 13;
  x ^= x >>> 17;
  x ^= x << 5;
  chip.seed = x >>> 0;
  return chip.seed;
}
