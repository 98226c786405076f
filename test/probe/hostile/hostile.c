// Firmware that would spoil a burn if it ran during one. ARMv6-M; built by the tests.
//
// Always: SysTick interrupts every 200 cycles, whose handler overwrites the RAM that a loader uses.
// With BURN_AT_BOOT: the last write unit of the OTP's first block is programmed before anything else.

#include <stdint.h>

#define REG(address) (*(volatile uint32_t *)(address))
#define SYST_CSR REG(0xE000E010)
#define SYST_RVR REG(0xE000E014)
#define SYST_CVR REG(0xE000E018)
#define FLASH_KEYR REG(FLASH_BASE + KEYR_OFFSET)
#define FLASH_SR REG(FLASH_BASE + SR_OFFSET)
#define FLASH_CR REG(FLASH_BASE + CR_OFFSET)

extern uint32_t stack_top[];
// In RAM behind everything that otpforge uses.
extern volatile uint32_t ticks;
extern volatile uint32_t loader_ram[];

static void burn_at_boot(void)
{
#ifdef BURN_AT_BOOT
    FLASH_KEYR = 0x45670123;
    FLASH_KEYR = 0xCDEF89AB;
    FLASH_CR = 1; // PG; x8 on the F4
#ifdef DOUBLE_WORDS
    REG(BURN_AT_BOOT) = 0x21444142;
    REG(BURN_AT_BOOT + 4) = 0;
#else
    *(volatile uint8_t *)BURN_AT_BOOT = 0x42;
#endif
    while (FLASH_SR & BSY) {
    }
    FLASH_CR = 0;
#endif
}

void reset_handler(void)
{
    burn_at_boot();
    SYST_RVR = 200;
    SYST_CVR = 0;
    SYST_CSR = 7;
    for (;;) {
    }
}

static void systick_handler(void)
{
    ticks++;
    for (unsigned word = 0; word < 512; word++) {
        loader_ram[word] = 0xDEADDEAD;
    }
}

static void fault_handler(void)
{
    for (;;) {
    }
}

typedef void (*handler)(void);

__attribute__((section(".vectors"), used)) static const handler vectors[16] = {
    (handler)stack_top, reset_handler, fault_handler, fault_handler,
    fault_handler,      fault_handler, fault_handler, fault_handler,
    fault_handler,      fault_handler, fault_handler, fault_handler,
    fault_handler,      fault_handler, fault_handler, systick_handler,
};
