/*
 * SPDX-License-Identifier: MIT-0
 * Write unit of one double word that takes one programming operation for ever (RM0351 §3.3.1, §3.3.7).
 */
_Static_assert(WRITE_UNIT == 8, "unit8.h walks double words");
#ifndef REWRITE_ONCE
#error "unit8.h is for banks whose units take one programming operation (rewrite: once)"
#endif
#ifdef LOCKS_BASE
#error "unit8.h knows no lock bytes"
#endif

/* What the assembly pushes; the compiler's own stack figures do not know it. */
#define ASM_STACK_BYTES 8

#define UNIT_REGISTERS \
        "src     .req r3\n" \
        "low     .req r4\n" \
        "high    .req r5\n" \
        "outside .req r5\n" \
        "x       .req r6\n" \
        "room    .req r6\n" \
        "cursor  .req r6\n" \
        "scale   .req r6\n" \
        "answer  .req r6\n" \
        "y       .req r7\n" \
        "limit   .req r7\n" \
        "spare   .req r7\n" \
        "end     .req lr\n" \
        "segment .req r12\n"

#define UNIT_ENTER
#define UNIT_KEEP "        mov   segment, cursor\n"
#define UNIT_RESUME "        mov   cursor, segment\n"
#define UNIT_INPUTS

#define UNIT_SEGMENT \
        "        movs  x, at\n" \
        "        orrs  x, src\n" \
        "        lsls  x, #29\n" /* whole double words only */ \
        "        bne   .Lrange\n" \
        "        adds  src, at\n" \
        "        mov   end, src\n" \
        "        movs  src, low\n"

#define UNIT_BODY \
        "        lsls  x, src, #30\n" \
        "        bne   .Lunaligned\n" \
        "        ldmia src!, {low, high}\n" \
        ".Lloaded:\n" \
        "        movs  x, low\n" \
        "        ands  x, high\n" \
        "        adds  x, #1\n" /* all ones is nothing: not even read */ \
        "        beq   .Lskip\n" \
        "        ldr   x, [at]\n" \
        "        ldr   y, [at, #4]\n" \
        "        cmp   x, low\n" \
        "        bne   .Ldiffers\n" \
        "        cmp   y, high\n" \
        "        beq   .Lskip\n" \
        ".Ldiffers:\n" \
        "        ands  x, y\n" \
        "        adds  x, #1\n" /* one bit at 0 and the double word is spent */ \
        "        bne   .Lconflict\n" \
        "        cmp   flash, #0\n" \
        "        bne   .Lprogram\n"

#define UNIT_PROGRAM \
        ".Lprogram:\n" \
        "        str   low, [at]\n" /* not STM: an interrupted one starts again */ \
        "        str   high, [at, #4]\n" \
        "        dsb\n" \
        "        ldr   x, [job, %[done]]\n" /* counted while BSY, taken back on failure */ \
        "        adds  x, #1\n" \
        "        str   x, [job, %[done]]\n" \
        WALK_WAIT("x", "y") \
        "        ldr   y, =%c[errors]\n" \
        "        tst   x, y\n" \
        "        bne   .LflashError\n" \
        "        ldr   x, [at]\n" \
        "        cmp   x, low\n" \
        "        bne   .LreadBack\n" \
        "        ldr   y, [at, #4]\n" \
        "        cmp   y, high\n" \
        "        beq   .Lskip\n"

#define UNIT_MORE \
        ".Lunaligned:\n" /* by way of the stack, since LDM and LDR fault */ \
        "        push  {low, high}\n" \
        "        mov   low, sp\n" \
        "        movs  high, #7\n" \
        ".Lcopy:\n" \
        "        ldrb  x, [src, high]\n" \
        "        strb  x, [low, high]\n" \
        "        subs  high, #1\n" \
        "        bpl   .Lcopy\n" \
        "        adds  src, #8\n" \
        "        pop   {low, high}\n" \
        "        b     .Lloaded\n"
