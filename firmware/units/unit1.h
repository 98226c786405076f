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

#define UNIT_REGISTERS \
        "from    .req r3\n" /* source of a unit: from + at */ \
        "want    .req r4\n" \
        "have    .req r5\n" \
        "outside .req r5\n" \
        "scale   .req r5\n" \
        "spare   .req r5\n" \
        "tmp     .req r6\n" \
        "room    .req r6\n" \
        "limit   .req r6\n" \
        "answer  .req r6\n" \
        "cursor  .req r7\n" \
        "end     .req lr\n" \
        "locks   .req r12\n"

#define UNIT_KEEP
#define UNIT_RESUME
#define UNIT_SEGMENT \
        "        adds  from, at\n" \
        "        mov   end, from\n" \
        "        subs  from, want, at\n"

#ifdef LOCKS_BASE
#define UNIT_ENTER \
        "        ldr   tmp, =%c[locksBase]\n" \
        "        mov   locks, tmp\n"
#define UNIT_LOCK \
        "        mov   tmp, locks\n" \
        "        subs  tmp, at, tmp\n" \
        "        bpl   .LatLockByte\n" \
        "        asrs  tmp, tmp, %[shift]\n" /* block - count */ \
        "        add   tmp, locks\n" \
        "        ldrb  tmp, [tmp, %[count]]\n" \
        ".Lopen:\n" \
        "        cmp   tmp, #0xFF\n" \
        "        bne   .LnotOpen\n"
#define UNIT_MORE \
        ".LatLockByte:\n" /* takes 0x00, over 0xFF or once more, and nothing else */ \
        "        movs  tmp, have\n" \
        "        orrs  have, want\n" \
        "        beq   .Lskip\n" \
        "        cmp   want, #0\n" \
        "        beq   .Lopen\n" \
        ".Ldamaged:\n" \
        "        movs  tmp, %[statusLockByte]\n" \
        "        b     .Lfail\n" \
        ".LnotOpen:\n" \
        "        cmp   tmp, #0\n" \
        "        bne   .Ldamaged\n" \
        "        movs  tmp, %[statusLocked]\n" \
        "        b     .Lfail\n"
#define UNIT_LOCK_INPUTS \
        [locksBase] "i"(LOCKS_BASE), [shift] "i"(LOCKS_BLOCK_SHIFT), [count] "i"(LOCKS_COUNT), \
        [statusLockByte] "i"(STATUS_LOCK_BYTE), [statusLocked] "i"(STATUS_LOCKED),
#else
#define UNIT_ENTER
#define UNIT_LOCK
#define UNIT_MORE
#define UNIT_LOCK_INPUTS
#endif
#define UNIT_INPUTS UNIT_LOCK_INPUTS [flags] "i"(offsetof(struct job, flags)),

#define UNIT_BODY \
        "        ldrb  want, [from, at]\n" \
        "        cmp   want, #0xFF\n" /* all ones is nothing: not even read */ \
        "        beq   .Lskip\n" \
        "        ldrb  have, [at]\n" \
        "        cmp   want, have\n" \
        "        beq   .Lequal\n" \
        ".Lwanted:\n" \
        "        cmp   flash, #0\n" \
        "        bne   .Lprogram\n" \
        UNIT_LOCK \
        "        bics  want, have\n" /* a one over a zero cannot be */ \
        "        bne   .Lconflict\n"

#define UNIT_PROGRAM \
        ".Lequal:\n" /* a unit cut short may read right: zeros over zeros are legal (RM0090 §3.6.4) */ \
        "        ldr   tmp, [job, %[flags]]\n" \
        "        cmp   tmp, #0\n" \
        "        bne   .Lwanted\n" \
        "        b     .Lskip\n" \
        ".Lprogram:\n" \
        "        movs  tmp, want\n" /* again, should segments overlap */ \
        "        bics  tmp, have\n" \
        "        bne   .Lconflict\n" \
        "        strb  want, [at]\n" \
        "        dsb\n" \
        "        ldr   have, [job, %[done]]\n" /* counted while BSY, taken back on failure */ \
        "        adds  have, #1\n" \
        "        str   have, [job, %[done]]\n" \
        WALK_WAIT("tmp", "have") \
        "        movs  have, %[errors]\n" \
        "        tst   tmp, have\n" \
        "        bne   .LflashError\n" \
        "        ldrb  have, [at]\n" \
        "        cmp   have, want\n" \
        "        beq   .Lskip\n"
