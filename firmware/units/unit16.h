/*
 * SPDX-License-Identifier: MIT-0
 * Write unit of one quad-word of 128 bits that takes one programming operation for ever (RM0456, the OTP paragraph).
 * The controller programs when the fourth word of 32 bits is there.
 */
_Static_assert(WRITE_UNIT == 16, "unit16.h walks quad-words");
#ifndef REWRITE_ONCE
#error "unit16.h is for banks whose units take one programming operation (rewrite: once)"
#endif
#ifdef LOCKS_BASE
#error "unit16.h knows no lock bytes"
#endif

/*
 * What the assembly takes of the stack; the compiler's own stack figures do not know it: a copy of one unit, and
 * whether that unit has been programmed (then FLASH, else an address of the stack).
 */
#define ASM_STACK_BYTES 24

#ifndef FLASH_WAIT_LOW
#error "unit16.h waits for a flag of a quad-word that somebody has begun (status.pending)"
#endif

#define UNIT_REGISTERS \
        "copy    .req r3\n" \
        "src     .req r4\n" \
        "want    .req r5\n" \
        "outside .req r5\n" \
        "answer  .req r5\n" \
        "x       .req r6\n" \
        "room    .req r6\n" \
        "cursor  .req r6\n" \
        "scale   .req r6\n" \
        "have    .req r7\n" \
        "limit   .req r7\n" \
        "spare   .req r7\n" \
        "end     .req lr\n" \
        "segment .req r12\n"

#define UNIT_ENTER "        sub   sp, #24\n"
#define UNIT_LEAVE "        add   sp, #24\n"
#define UNIT_KEEP "        mov   segment, cursor\n"
#define UNIT_RESUME "        mov   cursor, segment\n"
#define UNIT_INPUTS \
        [reads] "i"(__builtin_ctz(FLASH_WAIT_READS)), [above] "i"(31 - FLASH_WAIT_HIGH), \
        [beside] "i"(31 - FLASH_WAIT_HIGH + FLASH_WAIT_LOW),
_Static_assert((FLASH_WAIT_READS & (FLASH_WAIT_READS - 1)) == 0, "the number of reads is a power of two");

#define UNIT_SEGMENT \
        "        movs  x, at\n" \
        "        orrs  x, length\n" \
        "        lsls  x, #28\n" /* whole quad-words only */ \
        "        bne   .Lrange\n" \
        "        adds  length, at\n" \
        "        mov   end, length\n"

/* The source has any alignment, and LDR has not: the unit is copied to the stack byte by byte. */
#define UNIT_BODY \
        "        mov   copy, sp\n" \
        "        movs  x, #15\n" \
        "        movs  have, #0xFF\n" \
        ".Lcopy:\n" \
        "        ldrb  want, [src, x]\n" \
        "        strb  want, [copy, x]\n" \
        "        ands  have, want\n" \
        "        subs  x, #1\n" \
        "        bpl   .Lcopy\n" \
        "        adds  src, #16\n" \
        "        cmp   have, #0xFF\n" /* all ones is nothing: not even read */ \
        "        beq   .Lskip\n" \
        "        str   copy, [sp, #16]\n" \
        "        movs  x, #12\n" \
        ".Lblank:\n" \
        "        ldr   have, [at, x]\n" \
        "        adds  have, #1\n" /* one bit at 0 and the quad-word is spent */ \
        "        bne   .Lcompare\n" \
        "        subs  x, #4\n" \
        "        bpl   .Lblank\n" \
        "        cmp   flash, #0\n" \
        "        bne   .Lprogram\n"

/* A quad-word that somebody began never ends: the wait for its flag does. */
#define UNIT_PROGRAM \
        ".Lprogram:\n" /* x is -4 */ \
        ".Lstore:\n" \
        "        adds  x, #4\n" \
        "        ldr   want, [copy, x]\n" \
        "        str   want, [at, x]\n" /* ascending and once: not STM, an interrupted one starts again */ \
        "        cmp   x, #12\n" \
        "        bne   .Lstore\n" \
        "        dsb\n" \
        "        ldr   have, [job, %[done]]\n" /* counted while BSY, taken back on failure */ \
        "        adds  have, #1\n" \
        "        str   have, [job, %[done]]\n" \
        "        movs  copy, #1\n" \
        "        lsls  copy, %[reads]\n" \
        ".Lbusy:\n" \
        "        ldr   answer, [flash, %[sr]]\n" \
        "        subs  copy, #1\n" \
        "        beq   .LflashError\n" \
        "        lsls  have, answer, %[above]\n" \
        "        lsrs  have, %[beside]\n" \
        "        bne   .Lbusy\n" \
        "        ldr   have, =%c[errors]\n" \
        "        tst   answer, have\n" \
        "        bne   .LflashError\n" \
        "        mov   copy, sp\n" \
        "        str   flash, [sp, #16]\n" \
        ".Lcompare:\n" \
        "        movs  x, #16\n" \
        ".Lsame:\n" \
        "        subs  x, #4\n" \
        "        bmi   .Lskip\n" \
        "        ldr   want, [copy, x]\n" \
        "        ldr   have, [at, x]\n" \
        "        cmp   want, have\n" \
        "        beq   .Lsame\n" \
        "        ldr   have, [sp, #16]\n" \
        "        cmp   have, flash\n" \
        "        bne   .Lconflict\n"

#define UNIT_MORE
