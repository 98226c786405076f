import type { Bank, Device } from '../../../src/bank/index.js';
import { SimulatedChip } from '../../../src/chip/index.js';
import { headerFile } from '../../../src/header/index.js';
import type { Layout } from '../../../src/layout/index.js';
import { forChip, onHost } from './compile.js';
import { type Contents, unitUid } from './contents.js';
import { type Found, foundBy } from './found.js';
import { type Harness, harnessOf } from './harness.js';

/** What the results begin with in RAM. */
const ram = 0x20000000;

/**
 * Compiles a layout's header and a small main for ARMv6-M. The function that it gives runs them on a chip, whose main flash
 * it replaces, and gives back what every read function returned.
 */
export function headerFirmware(layout: Layout<Bank>): (chip: SimulatedChip) => Found {
  const harness = harnessOf(layout);
  const image = forChip({
    'otp.h': headerFile(layout, { prefix: 'otp', isOneChip: false }),
    'main.c': chipMain(harness),
    'chip.ld': script,
  });
  return (chip) => {
    chip.programFlash(image.segments);
    chip.reset();
    chip.go();
    const hasHalted = chip.run(60_000_000);
    if (!hasHalted || chip.haltReason !== 'bkpt')
      throw new Error(`the firmware did not end: ${chip.haltReason} ${chip.faultReason}`);
    return foundBy(harness, chip.bench.peek(ram, harness.size));
  };
}

/** Likewise once, on a chip of its own that `burn` makes ready. */
export function readOnChip(device: Device, layout: Layout<Bank>, burn: (chip: SimulatedChip) => void): Found {
  const chip = SimulatedChip.create(device);
  burn(chip);
  return headerFirmware(layout)(chip);
}

/** Compiles for the host, where the bank is a buffer: each call reads one, with some units damaged. */
export function hostReader(
  layout: Layout<Bank>,
  language: 'c11' | 'c++17',
): (banks: readonly Contents[]) => readonly Found[] {
  const harness = harnessOf(layout);
  const { size, writeUnit } = layout.bank.otp;
  const files = {
    'otp.h': headerFile(layout, { prefix: 'otp', isOneChip: false }),
    'main.c': hostMain(harness, size),
  };
  return (banks) => {
    const input = banks.flatMap(({ bytes, damaged, uid = unitUid }) => {
      const marks = new Uint8Array(size);
      for (const address of damaged) marks.fill(1, address, address + writeUnit);
      return [bytes, marks, uid];
    });
    const output = onHost(language, files, Buffer.concat(input));
    return banks.map((_, index) =>
      foundBy(harness, output.subarray(index * harness.size, (index + 1) * harness.size)),
    );
  };
}

function chipMain({ code, size }: Harness): string {
  return `#define OTP_IMPLEMENTATION
#include "otp.h"
${code}
extern uint32_t stack_top[];
static uint8_t results[${size}] __attribute__((section(".results")));
static void reset(void)
{
    read_all(results);
    for (;;) __asm volatile("bkpt 0");
}
static void nmi(void)
{
#ifdef OTP_HAS_NMI
    if (otp_nmi()) return;
#endif
    for (;;) {
    }
}
static void fault(void)
{
    for (;;) {
    }
}
typedef void (*handler)(void);
__attribute__((section(".vectors"), used)) static const handler vectors[4] = {
    (handler)stack_top, reset, nmi, fault,
};
void entry(void) __attribute__((alias("reset"), used));
`;
}

function hostMain({ code, size }: Harness, bankSize: number): string {
  return `#include <stdint.h>
#include <stdio.h>
static uint8_t bank[${bankSize}], marks[${bankSize}], uid[12];
#define OTP_BASE bank
#define OTP_UID_BASE uid
#define OTP_IS_DAMAGED(at) (marks[at] != 0)
#define OTP_IMPLEMENTATION
#include "otp.h"
${code}
int main(void)
{
    static uint8_t results[${size + 1}];
    while (fread(bank, sizeof bank, 1, stdin) == 1 && fread(marks, sizeof marks, 1, stdin) == 1 && fread(uid, sizeof uid, 1, stdin) == 1) {
        read_all(results);
        if (fwrite(results, ${size}, 1, stdout) != 1) return 1;
    }
    return 0;
}
`;
}

const script = `ENTRY(entry)
stack_top = 0x20002000;
SECTIONS
{
  . = 0x08000000;
  .text : { KEEP(*(.vectors)) *(.text .text.* .rodata .rodata.*) . = ALIGN(32); }
  . = 0x20000000;
  .results (NOLOAD) : { KEEP(*(.results)) }
  .bss (NOLOAD) : { *(.bss .bss.* COMMON) }
  /DISCARD/ : { *(.ARM.exidx* .ARM.attributes .comment .note*) }
}
`;
