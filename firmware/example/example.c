// SPDX-License-Identifier: MIT-0
//
// Example firmware: reads the unit's identity from OTP, or from a reserved sector of main flash, and answers with it in
// RAM, where a debugger reads it. Any Cortex-M runs it (ARMv6-M code). Clocks stay as they are after reset.
// Where the record is comes from otp-f401.yaml, otp-l476.yaml and otp-h743.yaml in this folder.

#include <stddef.h>
#include <stdint.h>

// Made by otpforge layout header from the layout of the chip: otp-f401.h, otp-l476.h or otp-h743.h.
#define OTP_IMPLEMENTATION
#include OTP_HEADER

enum state {
    STATE_BLANK = 1,     // there is no record
    STATE_FOUND = 2,     // the answer holds the serial
    STATE_BAD_CHECK = 3, // there is something else, or a damaged record
    STATE_FAULT = 4,     // the record cannot be read, or the core took a fault or an NMI
};

#define ANSWER_MAGIC 0x57534E41u // "ANSW" in memory

// At the first byte of RAM, 0x20000000. Complete when it holds the magic, which is written last.
struct answer {
    uint32_t magic;
    uint32_t state;
    char serial[OTP_SERIAL_SIZE + 1]; // ends with 0x00; empty unless STATE_FOUND
    uint8_t reserved[3];
};

_Static_assert(sizeof(struct answer) == 28, "the answer is what README.md documents");

// From the linker script.
extern uint32_t stack_top[], data_start[], data_end[], bss_start[], bss_end[];
extern const uint32_t data_load[];

__attribute__((section(".answer"))) volatile struct answer answer;

void reset_handler(void);

static void give_answer(enum state state)
{
    answer.state = state;
    __asm volatile("dmb" ::: "memory");
    answer.magic = ANSWER_MAGIC;
    for (;;) {
    }
}

static void fault_handler(void)
{
    give_answer(STATE_FAULT);
}

// A double ECC error raises an NMI where the header says so; its read then gives OTP_DAMAGED.
static void nmi_handler(void)
{
#ifdef OTP_HAS_NMI
    if (otp_nmi()) {
        return;
    }
#endif
    fault_handler();
}

static enum state read_identity(char *serial)
{
    const enum otp_state check = otp_read_check(NULL);
    const enum otp_state text = otp_read_serial(serial);
    if (check == OTP_VALUE && text == OTP_VALUE) {
        return STATE_FOUND;
    }
    serial[0] = '\0';
    if (check == OTP_DAMAGED || check == OTP_UNCHECKED || text == OTP_DAMAGED) {
        return STATE_FAULT;
    }
    return otp_is_blank() ? STATE_BLANK : STATE_BAD_CHECK;
}

static void run(void)
{
    char serial[OTP_SERIAL_SIZE + 1];
    const enum state state = read_identity(serial);
    for (unsigned index = 0; index < sizeof serial; index++) {
        answer.serial[index] = serial[index];
        if (serial[index] == '\0') {
            break;
        }
    }
    give_answer(state);
}

void reset_handler(void)
{
    // The answer lies in no section that start-up code fills, and may hold what an earlier run left.
    volatile uint32_t *word = (volatile uint32_t *)&answer;
    for (unsigned index = 0; index < sizeof answer / 4; index++) {
        word[index] = 0;
    }
    const uint32_t *from = data_load;
    for (uint32_t *to = data_start; to < data_end;) {
        *to++ = *from++;
    }
    for (uint32_t *to = bss_start; to < bss_end;) {
        *to++ = 0;
    }
    run();
}

typedef void (*handler)(void);

// ARMv6-M Architecture Reference Manual, B1.5.3. No interrupt is ever enabled.
__attribute__((section(".vectors"), used)) static const handler vectors[16] = {
    (handler)stack_top, reset_handler, nmi_handler,   fault_handler,
    fault_handler,      fault_handler, fault_handler, fault_handler,
    fault_handler,      fault_handler, fault_handler, fault_handler,
    fault_handler,      fault_handler, fault_handler, fault_handler,
};
