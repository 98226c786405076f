/*
 * SPDX-License-Identifier: MIT-0
 * FLASH of STM32F4: RM0090 Rev 21 §3.9. A bank's loader includes it by the bank's controller name.
 */
typedef struct {
    volatile uint32_t ACR;
    volatile uint32_t KEYR;
    volatile uint32_t OPTKEYR;
    volatile uint32_t SR;
    volatile uint32_t CR;
} FLASH_TypeDef;

#define FLASH_ACR_DCEN (1u << 10)
#define FLASH_ACR_DCRST (1u << 12)

#define FLASH_SR_OPERR (1u << 1)
#define FLASH_SR_WRPERR (1u << 4)
#define FLASH_SR_PGAERR (1u << 5)
#define FLASH_SR_PGPERR (1u << 6)
#define FLASH_SR_PGSERR (1u << 7)
#define FLASH_SR_BSY_BIT 16

/* RDERR (bit 8) stays out: reserved on F405 to F417 and never an OTP error (§3.9.6). */
#define FLASH_SR_ERRORS \
    (FLASH_SR_OPERR | FLASH_SR_WRPERR | FLASH_SR_PGAERR | FLASH_SR_PGPERR | FLASH_SR_PGSERR)
#define FLASH_SR_CLEAR (FLASH_SR_ERRORS | 1u)

#define FLASH_KEY1 0x45670123u
#define FLASH_KEY2 0xCDEF89ABu

/* PSIZE 00, x8: legal at every supply and the only width that writes one lock byte (§3.6.2 Table 13). */
#define FLASH_CR_PG 1u
#define FLASH_CR_LOCK (1u << 31)
