import { hex32 } from '../../text/hex.js';

/** What stopped the core, as text: opcode, name, and why it does not run. */
export function foreignInstruction(first: number, second?: number): string {
  const opcode = [first, ...(second === undefined ? [] : [second])].map(hex16).join(' ');
  const name = foreignInstructionName(first, second);
  if (name === undefined) return `${opcode} is not an instruction`;
  if (name === 'UDF') return `UDF (${opcode}) is undefined forever`;
  const what = name.startsWith('a ') ? `${name} (${opcode})` : `${name} (${opcode}) is a Thumb-2 instruction`;
  return `${what}: this core runs ARMv6-M alone`;
}

/**
 * The name of an instruction that a Cortex-M4 knows and an ARMv6-M does not, by the tables of the ARMv7-M manual (A5.2,
 * A5.3); undefined where those tables have none. Aliases go by their usual name: a PUSH is not an STMDB.
 */
export function foreignInstructionName(first: number, second?: number): string | undefined {
  if (second === undefined) return narrowName(first);
  const group = (first >> 11) & 3;
  if (group === 1) return storesAndShifts(first, second);
  if (group === 2) return second & 0x8000 ? branchOrMisc(first, second) : immediateName(first, second);
  return group === 3 ? loadsAndMath(first, second) : undefined;
}

function narrowName(opcode: number): string | undefined {
  if ((opcode & 0xf500) === 0xb100) return opcode & 0x0800 ? 'CBNZ' : 'CBZ';
  if ((opcode & 0xff00) === 0xbf00 && opcode & 0xf) return 'IT';
  return (opcode & 0xff00) === 0xde00 ? 'UDF' : undefined;
}

const dataProcessing: readonly (string | undefined)[] = [
  ...['AND', 'BIC', 'ORR', 'ORN', 'EOR', undefined, 'PKH', undefined],
  ...['ADD', undefined, 'ADC', 'SBC', undefined, 'SUB', 'RSB', undefined],
];

// A5.3.5 to A5.3.7, A5.3.11
function storesAndShifts(first: number, second: number): string | undefined {
  if (first & 0x400) return coprocessor(first, second);
  if (first & 0x200) return shiftedName(first, second);
  const isLoad = (first & 0x10) !== 0;
  if (first & 0x40) return dualOrExclusive(first, second, isLoad);
  if ((first & 0xffff) === 0xe92d) return 'PUSH';
  if ((first & 0xffff) === 0xe8bd) return 'POP';
  const mode = (first >> 7) & 3;
  if (mode !== 1 && mode !== 2) return undefined;
  return `${isLoad ? 'LDM' : 'STM'}${mode === 2 ? 'DB' : ''}`;
}

function dualOrExclusive(first: number, second: number, isLoad: boolean): string {
  if ((first & 0xfff0) === 0xe8d0) {
    const kind = (second >> 4) & 0xf;
    const kinds: Readonly<Record<number, string>> = { 0: 'TBB', 1: 'TBH', 4: 'LDREXB', 5: 'LDREXH' };
    return kinds[kind] ?? 'LDRD';
  }
  if ((first & 0xfff0) === 0xe8c0) return ((second >> 4) & 0xf) === 5 ? 'STREXH' : 'STREXB';
  if ((first & 0xffe0) === 0xe840) return isLoad ? 'LDREX' : 'STREX';
  return isLoad ? 'LDRD' : 'STRD';
}

function shiftedName(first: number, second: number): string | undefined {
  const name = operation(first, second);
  if (name !== 'MOV') return name;
  const isPlain = (second & 0x70c0) === 0;
  const shift = ['LSL', 'LSR', 'ASR', 'ROR'][(second >> 4) & 3];
  return (second & 0x30) === 0 && isPlain ? 'MOV' : (second & 0x70f0) === 0x30 ? 'RRX' : shift;
}

// Rd or Rn of 15 makes another name of the same operation.
function operation(first: number, second: number): string | undefined {
  const code = (first >> 5) & 0xf;
  const [rn, rd, sets] = [first & 0xf, (second >> 8) & 0xf, (first & 0x10) !== 0];
  if (rd === 15 && sets) {
    const compare = { 0: 'TST', 4: 'TEQ', 8: 'CMN', 13: 'CMP' }[code];
    if (compare) return compare;
  }
  if (rn === 15 && code === 2) return 'MOV';
  if (rn === 15 && code === 3) return 'MVN';
  return dataProcessing[code];
}

// A5.3.1, A5.3.3
function immediateName(first: number, second: number): string | undefined {
  if (!(first & 0x200)) return operation(first, second) === 'PKH' ? undefined : operation(first, second);
  const rn = first & 0xf;
  switch ((first >> 4) & 0x1f) {
    case 0x00:
    case 0x0a:
      return rn === 15 ? 'ADR' : first & 0x80 ? 'SUBW' : 'ADDW';
    case 0x04:
      return 'MOVW';
    case 0x0c:
      return 'MOVT';
    case 0x10:
    case 0x12:
      return 'SSAT';
    case 0x14:
      return 'SBFX';
    case 0x16:
      return rn === 15 ? 'BFC' : 'BFI';
    case 0x18:
    case 0x1a:
      return 'USAT';
    case 0x1c:
      return 'UBFX';
    default:
      return undefined;
  }
}

// A5.3.4
function branchOrMisc(first: number, second: number): string | undefined {
  if (second & 0x1000) return second & 0x4000 ? 'BL' : 'B';
  if (second & 0x4000) return undefined;
  if (((first >> 7) & 7) !== 7) return 'B';
  if ((first & 0xffe0) === 0xf380) return 'MSR';
  if ((first & 0xffe0) === 0xf3e0) return 'MRS';
  if (first === 0xf3af) return ['NOP', 'YIELD', 'WFE', 'WFI', 'SEV'][second & 0xff] ?? 'NOP';
  return first === 0xf3bf && ((second >> 4) & 0xf) === 2 ? 'CLREX' : undefined;
}

// A5.3.8 to A5.3.17
function loadsAndMath(first: number, second: number): string | undefined {
  if (first & 0x400) return coprocessor(first, second);
  const code = (first >> 4) & 0x7f;
  if ((code & 0x71) === 0) return ['STRB', 'STRH', 'STR'][(first >> 5) & 3];
  if ((code & 0x61) === 1) return loadName(first, second);
  if ((code & 0x70) === 0x20) return registerName(first, second);
  if ((code & 0x78) === 0x30) return multiplyName(first, second);
  return (code & 0x78) === 0x38 ? longName(first, second) : undefined;
}

function loadName(first: number, second: number): string | undefined {
  const size = (first >> 5) & 3;
  if (size === 3) return undefined;
  const isHint = size < 2 && (second & 0xf000) === 0xf000;
  if (isHint) return first & 0x100 ? 'PLI' : 'PLD';
  return `LDR${first & 0x100 ? 'S' : ''}${['B', 'H', ''][size]}`;
}

function registerName(first: number, second: number): string | undefined {
  const [op, rn, kind] = [(first >> 4) & 0xf, first & 0xf, (second >> 4) & 0xf];
  if (kind === 0) return ['LSL', 'LSR', 'ASR', 'ROR'][op >> 1];
  if (kind >= 8 && op < 8) {
    const name = ['XTAH', 'XTAH', 'XTAB16', 'XTAB16', 'XTAB', 'XTAB'][op];
    return name && `${op & 1 ? 'U' : 'S'}${rn === 15 ? name.replace('TA', 'T') : name}`;
  }
  if (kind < 8) return op >= 8 ? 'a parallel ADD or SUB' : undefined;
  if (kind > 11) return undefined;
  const rows = [
    ['QADD', 'QDADD', 'QSUB', 'QDSUB'],
    ['REV', 'REV16', 'RBIT', 'REVSH'],
    ['SEL'],
    ['CLZ'],
  ] as const;
  return rows[op - 8]?.[kind - 8];
}

function multiplyName(first: number, second: number): string | undefined {
  const [op, ra, last] = [(first >> 4) & 7, second >> 12, (second >> 4) & 3];
  if (op === 0) return last ? 'MLS' : ra === 15 ? 'MUL' : 'MLA';
  return ['', 'SMLAxy', 'SMLAD', 'SMLAWy', 'SMLSD', 'SMMLA', 'SMMLS', 'USAD8'][op];
}

function longName(first: number, second: number): string | undefined {
  const op = (first >> 4) & 7;
  const kind = (second >> 4) & 0xf;
  if (op === 1 || op === 3) return kind === 15 ? (op === 1 ? 'SDIV' : 'UDIV') : undefined;
  if (op === 6 && kind === 6) return 'UMAAL';
  return { 0: 'SMULL', 2: 'UMULL', 4: 'SMLAL', 5: 'SMLSLD', 6: 'UMLAL' }[op];
}

function coprocessor(_first: number, second: number): string {
  return ((second >> 9) & 7) === 5 ? 'a floating-point instruction' : 'a coprocessor instruction';
}

function hex16(value: number): string {
  return `0x${hex32(value).slice(-4)}`;
}
