import type { Bank } from '../bank/index.js';
import type { Layout, LayoutRecord } from '../layout/index.js';
import { accessOf } from './access.js';
import { blankCode } from './blank.js';
import { familiesOf } from './families.js';
import { type FieldCode, fieldCode, helpersOf, macro } from './field-functions.js';
import { comment } from './file-comment.js';
import { Identifiers } from './identifiers.js';
import { preamble, states } from './preamble.js';
import { recordDefines, recordHelper, recordWord } from './records.js';
import { newestCode, slotCode } from './slot-code.js';
import { judgeCode } from './slot-judge.js';

export interface HeaderOptions {
  /** What each C name begins with, in small letters; constants in capitals. */
  readonly prefix: string;
  /** Whether the bank is that of a chip that was named, so that its registers are known. */
  readonly isOneChip: boolean;
}

/** The C names of a header, and the code of its fields. */
export interface HeaderParts {
  readonly records: ReadonlyMap<LayoutRecord, string>;
  readonly fields: readonly FieldCode[];
}

export function headerParts(layout: Layout<Bank>): HeaderParts {
  const names = new Identifiers();
  const records = new Map(layout.records.map((record) => [record, recordWord(record, names)]));
  const fields = familiesOf(layout).map((family) =>
    fieldCode(family, layout.bank, names, (family.record && records.get(family.record)) ?? ''),
  );
  return { records, fields };
}

/** A C header, C11 and C++17, that reads what a layout describes. Errors: DEVICE_NEEDED. */
export function headerFile(layout: Layout<Bank>, { prefix, isOneChip }: HeaderOptions): string {
  const { bank } = layout;
  const { records, fields } = headerParts(layout);
  const access = accessOf(bank, isOneChip);
  const ofRecord = (record: unknown) => fields.filter(({ family }) => family.record === record);
  const body = [
    '#ifndef OTP_H_\n#define OTP_H_',
    preamble(bank),
    ...[...records].map(([record, word]) => recordDefines(record, word, bank.otp.base).join('\n')),
    ...fields.map(({ defines }) => defines.join('\n')),
    asserts(fields),
    states,
    access.code,
    blankCode(layout),
    ...(records.size > 0 ? [recordHelper(bank).code] : []),
    ...helpersOf(fields).map(({ code }) => code),
    ...ofRecord(undefined).map(({ code }) => code),
    ...[...records].flatMap(([record, word]) => [
      ...ofRecord(record).map(({ code }) => code),
      judgeCode(record, word, ofRecord(record), bank),
      slotCode(record, word),
      ...ofRecord(record).map((field) => newestCode(field, record, word)),
    ]),
    '#endif',
    ...(access.shared === undefined ? [] : [implementation(access.shared)]),
  ];
  return `${comment(layout, 'Reads')}\n\n${withPrefix(body.filter((part) => part !== '').join('\n\n'), prefix)}\n`;
}

/** For one source file, whatever it included before. */
function implementation(code: string): string {
  return `#if defined(OTP_IMPLEMENTATION) && !defined(OTP_IMPLEMENTED_)
#define OTP_IMPLEMENTED_ 1
${code}
#endif`;
}

function asserts(fields: readonly FieldCode[]): string {
  return fields
    .map(({ word, family: { record, count } }) => {
      const offset = `OTP_${macro(word, 'OFFSET')}`;
      const last = count > 1 ? ` + (OTP_${macro(word, 'COUNT')} - 1u) * OTP_${macro(word, 'STRIDE')}` : '';
      return record
        ? ''
        : `OTP_ASSERT_(${offset}${last} + OTP_${macro(word, 'SIZE')} <= OTP_SIZE, "${word} is within the bank");`;
    })
    .filter((line) => line !== '')
    .join('\n');
}

/** Code with the prefix that the user wants in place of `otp_` and `OTP_`. */
export function withPrefix(code: string, prefix: string): string {
  return code.replaceAll(/\botp_/g, `${prefix}_`).replaceAll(/\bOTP_/g, `${prefix.toUpperCase()}_`);
}
