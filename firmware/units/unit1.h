/*
 * SPDX-License-Identifier: MIT-0
 * Write unit of one byte whose bits go from 1 to 0 at any time, with a lock byte for each block where
 * the bank has lock bytes (RM0090 §3.6.4, §3.8).
 */
#ifdef LOCKS_BASE
_Static_assert(LOCKS_BLOCK_SIZE == 1 << LOCKS_BLOCK_SHIFT, "a block is a power of two");
_Static_assert(LOCKS_COUNT < 32, "the block count is an immediate offset of LDRB");
_Static_assert(LOCKS_BASE == OTP_BASE + LOCKS_COUNT * LOCKS_BLOCK_SIZE, "lock bytes stand behind the data");
#endif
_Static_assert(WRITE_UNIT == 1, "unit1.h walks bytes");
#ifdef REWRITE_ONCE
#error "unit1.h is for banks whose bits may be cleared at any time (rewrite: clear-bits)"
#endif

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
        "from    .req r3\n" /* source of a unit: from + at */
        "want    .req r4\n"
        "have    .req r5\n"
        "tmp     .req r6\n"
        "segment .req r7\n"
        "end     .req lr\n"
        "locks   .req r12\n"
#ifdef LOCKS_BASE
        "        ldr   tmp, =%c[locksBase]\n"
        "        mov   locks, tmp\n"
#endif
        "        movs  segment, job\n"
        "        adds  segment, %[segments]\n"

        ".LnextSegment:\n"
        "        ldmia segment!, {r2, r3, r4}\n" /* at, len, src */
        "        ldr   have, =%c[base]\n"
        "        subs  have, at, have\n"
        "        ldr   tmp, =%c[size]\n"
        "        subs  tmp, have\n" /* room behind at; carry clear when at lies outside */
        "        bcc   .Lrange\n"
        "        cmp   from, tmp\n"
        "        bhi   .Lrange\n"
        "        adds  from, at\n"
        "        mov   end, from\n"
        "        subs  from, want, at\n"
        "        b     .Ltest\n"

        ".LnextUnit:\n"
        "        ldrb  want, [from, at]\n"
        "        cmp   want, #0xFF\n" /* all ones is nothing: not even read */
        "        beq   .Lskip\n"
        "        ldrb  have, [at]\n"
        "        cmp   want, have\n"
        "        beq   .Lequal\n"
        ".Lwanted:\n"
        "        cmp   flash, #0\n"
        "        bne   .Lprogram\n"
#ifdef LOCKS_BASE
        "        mov   tmp, locks\n"
        "        subs  tmp, at, tmp\n"
        "        bpl   .LatLockByte\n"
        "        asrs  tmp, tmp, %[shift]\n" /* block - count */
        "        add   tmp, locks\n"
        "        ldrb  tmp, [tmp, %[count]]\n"
        ".Lopen:\n"
        "        cmp   tmp, #0xFF\n"
        "        bne   .LnotOpen\n"
#endif
        "        bics  want, have\n" /* a one over a zero cannot be */
        "        bne   .Lconflict\n"
        ".Lskip:\n"
        "        adds  at, #1\n"
        ".Ltest:\n"
        "        cmp   at, end\n"
        "        bne   .LnextUnit\n"
        "        ldr   tmp, [job, %[countField]]\n"
        "        movs  have, #12\n"
        "        muls  tmp, have\n"
        "        adds  tmp, job\n"
        "        adds  tmp, %[segments]\n"
        "        cmp   segment, tmp\n"
        "        bne   .LnextSegment\n"
        "        movs  tmp, #0\n"
        "        b     .Lfinish\n"

        ".Lequal:\n" /* a unit cut short may read right: zeros over zeros are legal (RM0090 §3.6.4) */
        "        ldr   tmp, [job, %[flags]]\n"
        "        cmp   tmp, #0\n"
        "        bne   .Lwanted\n"
        "        b     .Lskip\n"

        ".Lprogram:\n"
        "        movs  tmp, want\n" /* again, should segments overlap */
        "        bics  tmp, have\n"
        "        bne   .Lconflict\n"
        "        strb  want, [at]\n"
        "        dsb\n"
        "        ldr   have, [job, %[done]]\n" /* counted while BSY, taken back on failure */
        "        adds  have, #1\n"
        "        str   have, [job, %[done]]\n"
        ".Lbusy:\n"
        "        ldr   tmp, [flash, %[sr]]\n"
        "        lsls  have, tmp, %[bsy]\n"
        "        bmi   .Lbusy\n"
        "        movs  have, %[errors]\n"
        "        tst   tmp, have\n"
        "        bne   .LflashError\n"
        "        ldrb  have, [at]\n"
        "        cmp   have, want\n"
        "        beq   .Lskip\n"
        ".LreadBack:\n"
        "        movs  tmp, %[statusReadBack]\n"
        "        b     .LnotDone\n"
        ".LflashError:\n"
        "        str   tmp, [job, %[srField]]\n"
        "        movs  tmp, %[statusFlash]\n"
        ".LnotDone:\n"
        "        ldr   have, [job, %[done]]\n"
        "        subs  have, #1\n"
        "        str   have, [job, %[done]]\n"
        "        b     .Lfail\n"
#ifdef LOCKS_BASE
        ".LatLockByte:\n" /* takes 0x00, over 0xFF or once more, and nothing else */
        "        movs  tmp, have\n"
        "        orrs  have, want\n"
        "        beq   .Lskip\n"
        "        cmp   want, #0\n"
        "        beq   .Lopen\n"
        ".Ldamaged:\n"
        "        movs  tmp, %[statusLockByte]\n"
        "        b     .Lfail\n"
        ".LnotOpen:\n"
        "        cmp   tmp, #0\n"
        "        bne   .Ldamaged\n"
        "        movs  tmp, %[statusLocked]\n"
        "        b     .Lfail\n"
#endif
        ".Lrange:\n"
        "        movs  tmp, %[statusRange]\n"
        "        b     .Lfail\n"
        ".Lconflict:\n"
        "        movs  tmp, %[statusConflict]\n"
        ".Lfail:\n"
        "        str   at, [job, %[failAddr]]\n"
        ".Lfinish:\n"
        "        movs  r0, tmp\n"
        : "+r"(r0)
        : "r"(r1),
#ifdef LOCKS_BASE
          [locksBase] "i"(LOCKS_BASE), [shift] "i"(LOCKS_BLOCK_SHIFT), [count] "i"(LOCKS_COUNT),
          [statusLockByte] "i"(STATUS_LOCK_BYTE), [statusLocked] "i"(STATUS_LOCKED),
#endif
          [base] "i"(OTP_BASE), [size] "i"(OTP_SIZE), [segments] "i"(offsetof(struct job, segments)),
          [flags] "i"(offsetof(struct job, flags)), [countField] "i"(offsetof(struct job, count)), [done] "i"(offsetof(struct job, unitsDone)),
          [srField] "i"(offsetof(struct job, flashSR)), [failAddr] "i"(offsetof(struct job, failAddr)),
          [sr] "i"(offsetof(FLASH_TypeDef, SR)), [bsy] "i"(31 - FLASH_SR_BSY_BIT),
          [errors] "i"(FLASH_SR_ERRORS), [statusRange] "i"(STATUS_RANGE),
          [statusConflict] "i"(STATUS_CONFLICT), [statusFlash] "i"(STATUS_FLASH),
          [statusReadBack] "i"(STATUS_READ_BACK)
        : "r2", "r3", "r4", "r5", "r6", "r7", "r12", "lr", "cc", "memory");
    return r0;
}
