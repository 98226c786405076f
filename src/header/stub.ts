import type { Bank } from '../bank/index.js';
import type { SparseImage } from '../image/index.js';
import { decodeLayout, type Layout } from '../layout/index.js';
import { byteRows, unsigned } from './c-text.js';
import { comment } from './file-comment.js';
import { headerParts, withPrefix } from './header-file.js';
import { stubChecks } from './stub-checks.js';

export interface StubOptions {
  readonly prefix: string;
  /** The header as the stub includes it. */
  readonly header: string;
  /** What a unit's burn writes. */
  readonly image: SparseImage;
  /** The UID of the die that the unit is for. */
  readonly uid: Uint8Array;
}

/** A C program for the host that fills a buffer with a unit and holds every read function against its values. */
export function stubFile(layout: Layout<Bank>, options: StubOptions): string {
  const { base, size, erasedValue } = layout.bank.otp;
  const bytes = new Uint8Array(size).fill(erasedValue);
  for (const segment of options.image.clip(base, base + size).segments)
    bytes.set(segment.bytes, segment.address - base);
  const read = Object.assign(
    (address: number, length: number) => bytes.slice(address - base, address - base + length),
    {
      uid: options.uid,
    },
  );
  const end = usedBytes(bytes, erasedValue);
  const body = `#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* The unit, and behind it memory that nobody has written. */
static uint8_t bank[${unsigned(size)}] = {
${byteRows(bytes.subarray(0, end), '    ')}
};
${usesUid(layout) ? die(options.uid) : ''}
#define OTP_BASE bank
#define OTP_IMPLEMENTATION
#include "${options.header}"

static int failures;

static void check(int fits, const char *what)
{
    if (fits) return;
    failures++;
    printf("FAILED: %s\\n", what);
}

${stubChecks(headerParts(layout), decodeLayout(layout, read, 'unreadable'), ({ address, length }) =>
  read(address, length),
)}

int main(void)
{
    memset(bank + ${unsigned(end)}, ${unsigned(erasedValue)}, sizeof bank - ${unsigned(end)});
    check_unit();
    puts(failures > 0 ? "FAILED" : "PASS");
    return failures > 0 ? 1 : 0;
}`;
  return `${comment(layout, 'A test of the header for')}\n\n${withPrefix(body, options.prefix)}\n`;
}

function usesUid({ fields }: Layout<Bank>): boolean {
  return fields.some(
    (field) => field.type === 'uid' || (field.kind === 'check' && field.covers.includes('@uid')),
  );
}

function die(uid: Uint8Array): string {
  return `static const uint8_t die[12] = {
${byteRows(uid, '    ')}
};
#define OTP_UID_BASE die`;
}

function usedBytes(bytes: Uint8Array, erased: number): number {
  const last = bytes.findLastIndex((byte) => byte !== erased);
  // An initializer needs one byte at least.
  return Math.min(bytes.length - 1, Math.max(1, last + 1));
}
