// SPDX-License-Identifier: MIT-0
//
// Example firmware: reads the unit's identity from OTP, or from a reserved sector of main flash, and answers with it in
// RAM, where a debugger reads it. Any Cortex-M runs it (ARMv6-M code). Clocks stay as they are after reset.
// Where the record is comes from otp-f401.yaml, otp-l476.yaml and otp-h743.yaml in this folder.

#include <stddef.h>
#include <stdint.h>

struct record {
    char serial[16]; // ASCII, padded with 0x00
    uint8_t mac[6];
    uint16_t revision;
    uint8_t made[4]; // YY YY MM DD in BCD
    uint32_t check;  // CRC-32 of all bytes before it
};

enum { RECORD_WORDS = sizeof(struct record) / 4, CHECKED_WORDS = offsetof(struct record, check) / 4 };

enum state {
    STATE_BLANK = 1,     // there is no record
    STATE_FOUND = 2,     // the answer holds the serial
    STATE_BAD_CHECK = 3, // there is something else, or a damaged record
    STATE_FAULT = 4,     // the core took a fault or an NMI, which a double ECC error in the record raises too
};

#define ANSWER_MAGIC 0x57534E41u     // "ANSW" in memory
#define CRC32_POLYNOMIAL 0xEDB88320u // reflected

// At the first byte of RAM, 0x20000000. Complete when it holds the magic, which is written last.
struct answer {
    uint32_t magic;
    uint32_t state;
    char serial[sizeof(((struct record *)0)->serial) + 1]; // ends with 0x00; empty unless STATE_FOUND
    uint8_t reserved[3];
};

_Static_assert(sizeof(struct record) == 32, "the record is what the layouts describe");
_Static_assert(sizeof(struct answer) == 28, "the answer is what README.md documents");

// From the linker script.
extern const volatile uint32_t otp_record[RECORD_WORDS];
extern uint32_t stack_top[], data_start[], data_end[], bss_start[], bss_end[];
extern const uint32_t data_load[];

__attribute__((section(".answer"))) volatile struct answer answer;

static union {
    uint32_t words[RECORD_WORDS];
    struct record fields;
} otp;

void reset_handler(void);

static void give_answer(enum state state)
{
    answer.state = state;
    __asm volatile("dmb" ::: "memory");
    answer.magic = ANSWER_MAGIC;
    for (;;) {
    }
}

static uint32_t crc32(const uint32_t *words, unsigned count)
{
    uint32_t crc = 0xFFFFFFFF;
    while (count-- > 0) {
        crc ^= *words++;
        for (unsigned bit = 0; bit < 32; bit++) {
            crc = (crc & 1) ? (crc >> 1) ^ CRC32_POLYNOMIAL : crc >> 1;
        }
    }
    return ~crc;
}

static void fault_handler(void)
{
    give_answer(STATE_FAULT);
}

static void run(void)
{
    uint32_t ones = 0xFFFFFFFF;
    // Read once and by words: what is judged is what is answered.
    for (unsigned index = 0; index < RECORD_WORDS; index++) {
        otp.words[index] = otp_record[index];
        ones &= otp.words[index];
    }
    if (ones == 0xFFFFFFFF) {
        give_answer(STATE_BLANK);
    }
    if (crc32(otp.words, CHECKED_WORDS) != otp.fields.check) {
        give_answer(STATE_BAD_CHECK);
    }
    for (unsigned index = 0; index < sizeof otp.fields.serial; index++) {
        answer.serial[index] = otp.fields.serial[index];
    }
    give_answer(STATE_FOUND);
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
    (handler)stack_top, reset_handler, fault_handler, fault_handler,
    fault_handler,      fault_handler, fault_handler, fault_handler,
    fault_handler,      fault_handler, fault_handler, fault_handler,
    fault_handler,      fault_handler, fault_handler, fault_handler,
};
