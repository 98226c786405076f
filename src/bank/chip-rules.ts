import { hex } from '../text/hex.js';
import type { Bank, BankLine } from './bank.js';
import { fieldIssues, wordIssues } from './field-rules.js';
import type { BankIssue } from './geometry.js';
import { flashLayout } from './main-flash.js';
import { sectorIssues } from './sector-rules.js';

/** Whether the facts of format 2 can be what a chip has, those of the lines too. */
export function* chipIssues(bank: Bank): Generator<BankIssue> {
  yield* preconditionIssues(bank);
  yield* sectorIssues(bank);
  yield* levelIssues(bank);
  yield* identityIssues(bank.identity, ['identity']);
  for (const [index, line] of bank.lines.entries()) {
    yield* identityIssues(line.identity ?? {}, ['lines', index, 'identity']);
    yield* eccIssues(bank, line, index);
    yield* supplyIssues(bank, line, index);
    yield* mainFlashIssues(line, index);
  }
}

function* preconditionIssues({ preconditions }: Bank): Generator<BankIssue> {
  for (const [index, field] of preconditions.entries()) {
    const path = ['preconditions', index];
    yield* wordIssues([...path, 'register'], field.register);
    yield* fieldIssues(
      path,
      field,
      field.required.map((value, at) => [['required', at], value]),
    );
  }
}

/** Each value has one level: a chip that somebody has closed must not count as open. */
function* levelIssues({ readProtection }: Bank): Generator<BankIssue> {
  if (!readProtection) return;
  const path = ['readProtection', 'levels'];
  const seen = new Map<number | undefined, number>();
  const levels = new Set<number>();
  for (const [index, { level, values = [undefined] }] of readProtection.levels.entries()) {
    if (levels.has(level))
      yield { path: [...path, index, 'level'], message: `level ${level} is there twice` };
    levels.add(level);
    for (const [at, value] of values.entries()) {
      const other = seen.get(value);
      if (other === undefined) seen.set(value, level);
      else if (value === undefined) {
        yield { path: [...path, index], message: `levels ${other} and ${level} both have every other value` };
      } else {
        yield { path: [...path, index, 'values', at], message: `${hex(value)} is level ${other} already` };
      }
    }
    yield* fieldIssues(
      ['readProtection'],
      readProtection,
      values.flatMap((value, at) => (value === undefined ? [] : [[['levels', index, 'values', at], value]])),
    );
  }
  if (readProtection.levels.find(({ level }) => level === 0)?.values?.length) return;
  yield { path, message: 'level 0 must be there, with what an open chip holds' };
}

function* identityIssues(
  { dbgmcuClock, flashSizeMask }: Pick<Bank['identity'], 'dbgmcuClock' | 'flashSizeMask'>,
  path: readonly PropertyKey[],
): Generator<BankIssue> {
  yield* wordIssues([...path, 'dbgmcuClock', 'register'], dbgmcuClock?.register);
  if (flashSizeMask === undefined || (flashSizeMask > 0 && flashSizeMask <= 0xffff)) return;
  yield {
    path: [...path, 'flashSizeMask'],
    message: `${hex(flashSizeMask)} leaves no bits of a flash size, which has 16`,
  };
}

function* eccIssues(
  { otp, flashInterface, controller }: Bank,
  { eccRegisters = [] }: BankLine,
  index: number,
): Generator<BankIssue> {
  const path = ['lines', index, 'eccRegisters'];
  if (eccRegisters.length > 0 && !otp.ecc) {
    yield { path, message: 'the bank has no ECC: otp.writeUnit.ecc is null' };
  }
  for (const [at, { register }] of eccRegisters.entries()) {
    if (!flashInterface || Object.hasOwn(flashInterface.registers, register)) continue;
    yield {
      path: [...path, at, 'register'],
      message: `the controller ${controller.name} has no register called ${register}`,
    };
  }
}

function* supplyIssues({ supply: ofBank }: Bank, { supply }: BankLine, index: number): Generator<BankIssue> {
  const { minimumMv = ofBank.minimumMv, maximumMv = ofBank.maximumMv } = supply ?? {};
  if (minimumMv <= maximumMv) return;
  yield { path: ['lines', index, 'supply'], message: `${minimumMv} mV is more than ${maximumMv} mV` };
}

/** The sectors of a line must end where the flash of its devices ends. */
function* mainFlashIssues({ mainFlash, devices, name }: BankLine, index: number): Generator<BankIssue> {
  if (!mainFlash) return;
  for (const [device, flashKb] of Object.entries(devices)) {
    const { sectors, perBank } = flashLayout(mainFlash, flashKb);
    const sizes = mainFlash.sectors;
    const cut = sectors.find(({ size }, at) => size !== sizes[Math.min(at % perBank, sizes.length - 1)]);
    if (!cut) continue;
    yield {
      path: ['lines', index, 'mainFlash', 'sectors'],
      message: `${name}: no whole sector ends at ${flashKb} KiB, the flash of ${device}`,
    };
    return;
  }
}
