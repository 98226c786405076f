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

/*
 * Walks every unit of every segment: with flash 0 it checks them, else it programs them. Returns a status,
 * with the address that stopped it in failAddr. Assembly, since the time between two programming operations
 * is what a bank costs beyond tprog.
 */
static __attribute__((noinline)) uint32_t walk(struct job *job, FLASH_TypeDef *flash)
{
    register uint32_t r0 __asm("r0") = (uint32_t)job;
    register uint32_t r1 __asm("r1") = (uint32_t)flash;

    __asm volatile(
        ".syntax unified\n"
        "job     .req r0\n"
        "flash   .req r1\n"
        "at      .req r2\n"
        "src     .req r3\n"
        "low     .req r4\n"
        "high    .req r5\n"
        "x       .req r6\n"
        "y       .req r7\n"
        "end     .req lr\n"
        "segment .req r12\n"
        "        movs  x, job\n"
        "        adds  x, %[segments]\n"

        ".LnextSegment:\n"
        "        ldmia x!, {r2, r3, r4}\n" /* at, len, src */
        "        mov   segment, x\n"
        "        ldr   high, =%c[base]\n"
        "        subs  high, at, high\n"
        "        ldr   x, =%c[size]\n"
        "        subs  x, high\n" /* room behind at; carry clear when at lies outside */
        "        bcc   .Lrange\n"
        "        cmp   src, x\n"
        "        bhi   .Lrange\n"
        "        movs  x, at\n"
        "        orrs  x, src\n"
        "        lsls  x, #29\n" /* whole double words only */
        "        bne   .Lrange\n"
        "        adds  src, at\n"
        "        mov   end, src\n"
        "        movs  src, low\n"
        "        b     .Ltest\n"

        ".LnextUnit:\n"
        "        lsls  x, src, #30\n"
        "        bne   .Lunaligned\n"
        "        ldmia src!, {low, high}\n"
        ".Lloaded:\n"
        "        movs  x, low\n"
        "        ands  x, high\n"
        "        adds  x, #1\n" /* all ones is nothing: not even read */
        "        beq   .Lskip\n"
        "        ldr   x, [at]\n"
        "        ldr   y, [at, #4]\n"
        "        cmp   x, low\n"
        "        bne   .Ldiffers\n"
        "        cmp   y, high\n"
        "        beq   .Lskip\n"
        ".Ldiffers:\n"
        "        ands  x, y\n"
        "        adds  x, #1\n" /* one bit at 0 and the double word is spent */
        "        bne   .Lconflict\n"
        "        cmp   flash, #0\n"
        "        bne   .Lprogram\n"
        ".Lskip:\n"
        "        adds  at, #8\n"
        ".Ltest:\n"
        "        cmp   at, end\n"
        "        bne   .LnextUnit\n"
        "        ldr   y, [job, %[countField]]\n"
        "        movs  x, #12\n"
        "        muls  y, x\n"
        "        adds  y, job\n"
        "        adds  y, %[segments]\n"
        "        mov   x, segment\n"
        "        cmp   x, y\n"
        "        bne   .LnextSegment\n"
        "        movs  x, #0\n"
        "        b     .Lfinish\n"

        ".Lprogram:\n"
        "        str   low, [at]\n" /* not STM: an interrupted one starts again */
        "        str   high, [at, #4]\n"
        "        dsb\n"
        "        ldr   x, [job, %[done]]\n" /* counted while BSY, taken back on failure */
        "        adds  x, #1\n"
        "        str   x, [job, %[done]]\n"
        ".Lbusy:\n"
        "        ldr   x, [flash, %[sr]]\n"
        "        lsls  y, x, %[bsy]\n"
        "        bmi   .Lbusy\n"
        "        ldr   y, =%c[errors]\n"
        "        tst   x, y\n"
        "        bne   .LflashError\n"
        "        ldr   x, [at]\n"
        "        cmp   x, low\n"
        "        bne   .LreadBack\n"
        "        ldr   y, [at, #4]\n"
        "        cmp   y, high\n"
        "        beq   .Lskip\n"

        ".LreadBack:\n"
        "        movs  x, %[statusReadBack]\n"
        "        b     .LnotDone\n"
        ".LflashError:\n"
        "        str   x, [job, %[srField]]\n"
        "        movs  x, %[statusFlash]\n"
        ".LnotDone:\n"
        "        ldr   y, [job, %[done]]\n"
        "        subs  y, #1\n"
        "        str   y, [job, %[done]]\n"
        "        b     .Lfail\n"

        ".Lunaligned:\n" /* by way of the stack, since LDM and LDR fault */
        "        push  {low, high}\n"
        "        mov   low, sp\n"
        "        movs  high, #7\n"
        ".Lcopy:\n"
        "        ldrb  x, [src, high]\n"
        "        strb  x, [low, high]\n"
        "        subs  high, #1\n"
        "        bpl   .Lcopy\n"
        "        adds  src, #8\n"
        "        pop   {low, high}\n"
        "        b     .Lloaded\n"

        ".Lrange:\n"
        "        movs  x, %[statusRange]\n"
        "        b     .Lfail\n"
        ".Lconflict:\n"
        "        movs  x, %[statusConflict]\n"
        ".Lfail:\n"
        "        str   at, [job, %[failAddr]]\n"
        ".Lfinish:\n"
        "        movs  r0, x\n"
        : "+r"(r0)
        : "r"(r1), [base] "i"(OTP_BASE), [size] "i"(OTP_SIZE), [segments] "i"(offsetof(struct job, segments)),
          [countField] "i"(offsetof(struct job, count)), [done] "i"(offsetof(struct job, unitsDone)),
          [srField] "i"(offsetof(struct job, flashSR)), [failAddr] "i"(offsetof(struct job, failAddr)),
          [sr] "i"(offsetof(FLASH_TypeDef, SR)), [bsy] "i"(31 - FLASH_SR_BSY_BIT),
          [errors] "i"(FLASH_SR_ERRORS), [statusRange] "i"(STATUS_RANGE),
          [statusConflict] "i"(STATUS_CONFLICT), [statusFlash] "i"(STATUS_FLASH),
          [statusReadBack] "i"(STATUS_READ_BACK)
        : "r2", "r3", "r4", "r5", "r6", "r7", "r12", "lr", "cc", "memory");
    return r0;
}
