import { type ElfSymbol, findSection, findSymbol, elf as names } from '../../elf/index.js';
import { hex } from '../../text/hex.js';
import { isMarkedData } from '../thumb.js';
import { type Breach, rule, type Subject } from './breach.js';

const mandatory = ['Init', 'UnInit', 'EraseSector', 'ProgramPage'];
const optional = ['EraseChip', 'BlankCheck', 'SEGGER_OPEN_Program', 'SEGGER_OPEN_Erase', 'Verify', 'Burn'];

/** What hosts call, as far as it is there. */
export const hostEntries: readonly string[] = [
  ...mandatory,
  ...optional,
  ...['SEGGER_OPEN_Read', 'SEGGER_OPEN_Verify', 'SEGGER_OPEN_CalcCRC', 'SEGGER_OPEN_Start'],
  ...[
    'SEGGER_FL_Prepare',
    'SEGGER_FL_Restore',
    'SEGGER_FL_Program',
    'SEGGER_FL_Erase',
    'SEGGER_FL_EraseChip',
  ],
  ...['SEGGER_FL_CheckBlank', 'SEGGER_FL_CalcCRC', 'SEGGER_FL_Read', 'SEGGER_FL_Verify'],
];

const stripped = rule('no-symbols', 'error', ['every host'], 'Entries are found by name in .symtab.');
const missing = rule('missing-entry', 'error', ['every host'], 'Hosts refuse a loader without it.');
const kind = rule(
  'entry-kind',
  'error',
  ['every host'],
  'An entry is a global function symbol with bit 0 set; without it the core would leave Thumb state and fault.',
);
const outside = rule(
  'entry-outside',
  'error',
  ['every host'],
  'An entry is Thumb code, and only PrgCode is downloaded as code.',
);
const verify = rule(
  'verify-exported',
  'warning',
  ['pyOCD', 'J-Link'],
  'pyOCD then never reads blank areas, and J-Link verifies by the loader instead of reading the chip.',
);
const reader = rule(
  'read-exported',
  'warning',
  ['J-Link'],
  'OTP is memory-mapped; with SEGGER_OPEN_Read, J-Link compares what the loader says instead of what it reads.',
);
const generations = rule(
  'two-generations',
  'warning',
  ['J-Link'],
  'One ELF should export one generation of entries; which one J-Link then takes is not documented.',
);
const turbo = rule(
  'turbo-mode',
  'warning',
  ['J-Link'],
  'SEGGER_OPEN_Start speaks a private structure that changes between versions.',
);
const noBlankCheck = rule(
  'no-blank-check',
  'note',
  ['J-Link'],
  'J-Link then reads the bank itself, through its own flash cache.',
);
const constantBlankCheck = rule(
  'constant-blank-check',
  'warning',
  ['J-Link'],
  'It says the same of every area, so that hosts erase what is blank, or program over what is not.',
);
const noBurn = rule(
  'no-burn',
  'note',
  ['otpforge'],
  'The otpforge driver runs Burn; this loader is for other hosts only.',
);

/** Entry points. */
export function* symbolRules(subject: Subject): Generator<Breach> {
  const { elf, isOurs } = subject;
  if (elf.symbols.every(({ name }) => name === '')) {
    yield stripped('.symtab', 'holds no symbol');
    return;
  }
  for (const name of mandatory) {
    if (!findSymbol(elf, name)) yield missing(name, 'is missing');
  }
  for (const name of [...mandatory, ...optional]) {
    const symbol = findSymbol(elf, name);
    if (symbol) yield* entryRules(subject, symbol);
  }
  const has = (name: string) => findSymbol(elf, name) !== undefined;
  if (has('Verify')) yield verify('Verify', 'is exported');
  if (has('SEGGER_OPEN_Read')) yield reader('SEGGER_OPEN_Read', 'is exported');
  if (has('SEGGER_OPEN_Start')) yield turbo('SEGGER_OPEN_Start', 'is exported');
  if (has('ProgramPage') && has('SEGGER_FL_Program')) {
    yield generations('SEGGER_FL_Program', 'is exported beside ProgramPage');
  }
  if (!has('BlankCheck')) yield noBlankCheck('BlankCheck', 'is missing');
  const answer = constantAnswer(subject, 'BlankCheck');
  if (answer !== undefined) yield constantBlankCheck('BlankCheck', `always answers ${answer}`);
  if (!isOurs) yield noBurn('Burn', 'is missing');
}

// MOVS R0, #n and BX LR (ARMv6-M ARM §A6.7) are all that it does.
function constantAnswer({ elf }: Subject, name: string): number | undefined {
  const [code, symbol] = [findSection(elf, 'PrgCode'), findSymbol(elf, name)];
  if (!code || !symbol) return undefined;
  const at = (symbol.value & ~1) - code.address;
  const [answer, movs, lr, bx] = at < 0 ? [] : code.bytes.subarray(at, at + 4);
  return movs === 0x20 && lr === 0x70 && bx === 0x47 ? answer : undefined;
}

function* entryRules({ elf }: Subject, { name, type, binding, value }: ElfSymbol): Generator<Breach> {
  if (type !== names.STT_FUNC) yield kind(name, 'is not of type FUNC');
  if (binding !== names.STB_GLOBAL) yield kind(name, 'is not global');
  if ((value & 1) === 0) yield kind(name, `is at ${hex(value)}, with bit 0 clear`);
  const code = findSection(elf, 'PrgCode');
  const at = value & ~1;
  if (!code) return;
  if (at < code.address || at >= code.address + code.size) {
    yield outside(name, `is at ${hex(value)}, outside PrgCode`);
  } else if (isMarkedData(elf, code, at - code.address)) {
    yield outside(name, `is at ${hex(value)}, which is marked as data`);
  }
}
