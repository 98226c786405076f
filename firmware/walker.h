/*
 * SPDX-License-Identifier: MIT-0
 * Walks every unit of every segment: with flash 0 it checks them, else it programs them. Returns a status,
 * with the address that stopped it in failAddr. Assembly, since the time between two programming operations
 * is what a bank costs beyond tprog.
 *
 * What is the same for each size of write unit is here; units/unit<N>.h has the rest: UNIT_REGISTERS names
 * cursor, outside, room, limit, scale, answer and spare, UNIT_ENTER stands before the first segment, UNIT_KEEP
 * and UNIT_RESUME put the cursor away, UNIT_SEGMENT follows the range check, UNIT_BODY judges a unit and ends
 * at .Lskip, UNIT_PROGRAM stores it and waits, UNIT_MORE is what these jump to, UNIT_LEAVE gives back what
 * UNIT_ENTER took of the stack, UNIT_INPUTS its operands.
 */
#ifndef UNIT_LEAVE
#define UNIT_LEAVE
#endif

#ifdef FLASH_WAIT_LOW
/*
 * CFGBSY or WDW may fall after BSY, and one that stays set is half a unit that somebody left: the wait for any of
 * them ends, and the operation has failed then. The flags lie side by side.
 */
#define WALK_WAIT(sr, other) \
        "        ldr   " other ", =%c[waitReads]\n" \
        ".Lbusy:\n" \
        "        ldr   " sr ", [flash, %[sr]]\n" \
        "        lsls  " sr ", %[waitHigh]\n" \
        "        lsrs  " sr ", %[waitLow]\n" \
        "        beq   .Lidle\n" \
        "        subs  " other ", #1\n" \
        "        bne   .Lbusy\n" \
        "        ldr   " sr ", [flash, %[sr]]\n" \
        "        b     .LflashError\n" \
        ".Lidle:\n" \
        "        ldr   " sr ", [flash, %[sr]]\n"
#define WALK_WAIT_INPUTS \
        [waitReads] "i"(FLASH_WAIT_READS), [waitHigh] "i"(31 - FLASH_WAIT_HIGH), \
        [waitLow] "i"(31 - FLASH_WAIT_HIGH + FLASH_WAIT_LOW),
#elif defined(FLASH_SR_BSY_BIT)
/* Loops while an operation runs: the flag is one bit. */
#define WALK_WAIT(sr, other) \
        ".Lbusy:\n" \
        "        ldr   " sr ", [flash, %[sr]]\n" \
        "        lsls  " other ", " sr ", %[bsy]\n" \
        "        bmi   .Lbusy\n"
#define WALK_WAIT_INPUTS [bsy] "i"(31 - FLASH_SR_BSY_BIT),
#else
#define WALK_WAIT(sr, other) \
        ".Lbusy:\n" \
        "        ldr   " sr ", [flash, %[sr]]\n" \
        "        ldr   " other ", =%c[busy]\n" \
        "        tst   " sr ", " other "\n" \
        "        bne   .Lbusy\n"
#define WALK_WAIT_INPUTS [busy] "i"(FLASH_SR_BUSY),
#endif

static __attribute__((noinline)) uint32_t walk(struct job *job, FLASH_TypeDef *flash)
{
    register uint32_t r0 __asm("r0") = (uint32_t)job;
    register uint32_t r1 __asm("r1") = (uint32_t)flash;

    __asm volatile(
        ".syntax unified\n"
        "job     .req r0\n"
        "flash   .req r1\n"
        "at      .req r2\n"
        "length  .req r3\n"
        UNIT_REGISTERS
        UNIT_ENTER
        "        movs  cursor, job\n"
        "        adds  cursor, %[segments]\n"

        ".LnextSegment:\n"
        "        ldmia cursor!, {r2, r3, r4}\n" /* at, length, source */
        UNIT_KEEP
        "        ldr   outside, =%c[base]\n"
        "        subs  outside, at, outside\n"
        "        ldr   room, =%c[size]\n"
        "        subs  room, outside\n" /* room behind at; carry clear when at lies outside */
        "        bcc   .Lrange\n"
        "        cmp   length, room\n"
        "        bhi   .Lrange\n"
        UNIT_SEGMENT
        "        b     .Ltest\n"

        ".LnextUnit:\n"
        UNIT_BODY
        ".Lskip:\n"
        "        adds  at, %[unit]\n"
        ".Ltest:\n"
        "        cmp   at, end\n"
        "        bne   .LnextUnit\n"
        "        ldr   limit, [job, %[countField]]\n"
        "        movs  scale, #12\n"
        "        muls  limit, scale\n"
        "        adds  limit, job\n"
        "        adds  limit, %[segments]\n"
        UNIT_RESUME
        "        cmp   cursor, limit\n"
        "        bne   .LnextSegment\n"
        "        movs  answer, #0\n"
        "        b     .Lfinish\n"

        UNIT_PROGRAM

        ".LreadBack:\n"
        "        movs  answer, %[statusReadBack]\n"
        "        b     .LnotDone\n"
        ".LflashError:\n"
        "        str   answer, [job, %[srField]]\n"
        "        movs  answer, %[statusFlash]\n"
        ".LnotDone:\n"
        "        ldr   spare, [job, %[done]]\n"
        "        subs  spare, #1\n"
        "        str   spare, [job, %[done]]\n"
        "        b     .Lfail\n"
        UNIT_MORE
        ".Lrange:\n"
        "        movs  answer, %[statusRange]\n"
        "        b     .Lfail\n"
        ".Lconflict:\n"
        "        movs  answer, %[statusConflict]\n"
        ".Lfail:\n"
        "        str   at, [job, %[failAddr]]\n"
        ".Lfinish:\n"
        UNIT_LEAVE
        "        movs  r0, answer\n"
        : "+r"(r0)
        : "r"(r1), UNIT_INPUTS WALK_WAIT_INPUTS
          [unit] "i"(WRITE_UNIT), [base] "i"(OTP_BASE), [size] "i"(OTP_SIZE),
          [segments] "i"(offsetof(struct job, segments)), [countField] "i"(offsetof(struct job, count)),
          [done] "i"(offsetof(struct job, unitsDone)), [srField] "i"(offsetof(struct job, flashSR)),
          [failAddr] "i"(offsetof(struct job, failAddr)), [sr] "i"(offsetof(FLASH_TypeDef, SR)),
          [errors] "i"(FLASH_SR_ERRORS), [statusRange] "i"(STATUS_RANGE),
          [statusConflict] "i"(STATUS_CONFLICT), [statusFlash] "i"(STATUS_FLASH),
          [statusReadBack] "i"(STATUS_READ_BACK)
        : "r2", "r3", "r4", "r5", "r6", "r7", "r12", "lr", "cc", "memory");
    return r0;
}
