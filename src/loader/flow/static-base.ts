/** What an instruction does with R9, the static base. A save or a restore on the stack is not a use of it. */
export type BaseUse = 'reads' | 'sets' | 'restores' | undefined;

const R9 = 9;
const SP = 13;
const PC = 15;

/** `saved`: a low register is pushed just after the instruction (the way of ARMv6-M to save R9). */
export function baseUse(first: number, second: number, saved: (register: number) => boolean): BaseUse {
  return first >>> 11 < 0b11101 ? narrow(first, saved) : wide(first, second);
}

// ADD, CMP, MOV of high registers, and BX, BLX (ARMv6-M ARM §A5.2.3).
function narrow(code: number, saved: (register: number) => boolean): BaseUse {
  if ((code & 0xfc00) !== 0x4400) return undefined;
  const [target, from] = [((code >>> 4) & 8) | (code & 7), (code >>> 3) & 0xf];
  const moves = (code & 0x0300) === 0x0200;
  const jumps = (code & 0x0300) === 0x0300;
  if (from === R9) return moves && saved(target) ? undefined : 'reads';
  if (jumps || target !== R9) return undefined;
  return moves ? 'sets' : 'reads';
}

function wide(first: number, second: number): BaseUse {
  const { reads, writes, stacked } = operands(first, second);
  if (stacked) return reads.includes(R9) ? undefined : writes.includes(R9) ? 'restores' : undefined;
  if (reads.includes(R9)) return 'reads';
  return writes.includes(R9) ? 'sets' : undefined;
}

interface Operands {
  readonly reads: readonly number[];
  readonly writes: readonly number[];
  /** On the stack, by SP. */
  readonly stacked?: boolean;
}

const none: Operands = { reads: [], writes: [] };

// By the classes of ARMv7-M ARM §A5.3, table A5-9.
function operands(first: number, second: number): Operands {
  const [n, t, d, m] = [first & 0xf, second >>> 12, (second >>> 8) & 0xf, second & 0xf];
  const loads = (first & 0x0010) !== 0;
  const stacked = n === SP;
  const source = n === PC ? [] : [n];
  if ((first & 0xfe40) === 0xe800) return multiple(first, second);
  if ((first & 0xfe40) === 0xe840) {
    // TBB and TBH; LDRD, STRD and the exclusive ones.
    if ((first & 0xfff0) === 0xe8d0 && (second & 0xffe0) === 0xf000)
      return { reads: [...source, m], writes: [] };
    return access(loads, source, [t, d], stacked);
  }
  if ((first & 0xfe00) === 0xea00) return { reads: [...source, m], writes: d === PC ? [] : [d] };
  if ((first & 0xf800) === 0xf000) return immediate(first, second);
  // Coprocessor and floating point: the base of an access, or a core register that is moved.
  if ((first & 0xec00) === 0xec00) {
    if ((first & 0x0200) === 0) return { reads: source, writes: [] };
    return (second & 0x0010) === 0 ? none : access(loads, [], [t], false);
  }
  if ((first & 0xfe00) === 0xf800) {
    const offset = (second & 0x0fc0) === 0 && (first & 0x0080) === 0 ? [m] : [];
    return access(loads, [...source, ...offset], [t], stacked && offset.length === 0);
  }
  // Data processing by register, multiply, long multiply and divide.
  if ((first & 0xff00) === 0xfa00) return { reads: [...source, m], writes: [d] };
  const third = (first & 0x0080) === 0 && t !== PC ? [t] : [];
  const low = (first & 0x0080) !== 0 && t !== PC ? [t] : [];
  return { reads: [n, m, ...third], writes: [d, ...low] };
}

function multiple(first: number, second: number): Operands {
  const n = first & 0xf;
  const listed = Array.from({ length: 16 }, (_, register) => register).filter(
    (register) => ((second >>> register) & 1) !== 0,
  );
  return access((first & 0x0010) !== 0, [n], listed, n === SP);
}

function immediate(first: number, second: number): Operands {
  const [n, d] = [first & 0xf, (second >>> 8) & 0xf];
  if ((second & 0x8000) !== 0) {
    if ((second & 0x5000) !== 0) return none;
    // MSR and MRS.
    if ((first & 0xffe0) === 0xf380) return { reads: [n], writes: [] };
    return (first & 0xffe0) === 0xf3e0 ? { reads: [], writes: [d] } : none;
  }
  // MOVW and MOVT have no Rn, and 15 stands for none.
  const moves = (first & 0xfb70) === 0xf240;
  return { reads: moves || n === PC ? [] : [n], writes: d === PC ? [] : [d] };
}

function access(
  loads: boolean,
  from: readonly number[],
  data: readonly number[],
  stacked: boolean,
): Operands {
  return loads ? { reads: from, writes: data, stacked } : { reads: [...from, ...data], writes: [], stacked };
}
