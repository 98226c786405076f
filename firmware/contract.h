/*
 * SPDX-License-Identifier: MIT-0
 * otpforge loader contract: what a host finds in the ELF and hands to Burn.
 */
#include <stdint.h>

/* Open flash loader descriptor: fixed layout, read by hosts at fixed offsets; 512 sectors as every FLM has. */
struct flash_sector {
    uint32_t size;
    uint32_t offset;
};

struct flash_device {
    uint16_t algoVer;
    char name[128];
    uint16_t type;
    uint32_t baseAddr;
    uint32_t totalSize;
    uint32_t pageSize;
    uint32_t reserved;
    uint8_t erasedVal;
    uint32_t timeoutProg;
    uint32_t timeoutErase;
    struct flash_sector sectors[512];
};

_Static_assert(sizeof(struct flash_device) == 4256, "hosts expect a FlashDevice of 4256 bytes");

#define ALGO_VERSION 0x0101u
#define DEVICE_TYPE_ON_CHIP 1u
#define SECTOR_END { 0xFFFFFFFFu, 0xFFFFFFFFu }

/*
 * Job of Burn: little-endian words, count segments behind the header. Version 1 is frozen and has no flags.
 * Version 2 has JOB_PROGRAM_EQUAL, and only loaders of units whose bits may be cleared at any time take it.
 */
#define JOB_MAGIC 0x4F545042u
#define JOB_VERSION 1u
#define JOB_PROGRAM_EQUAL 1u /* programs units that read equal once more */

struct segment {
    uint32_t addr; /* absolute OTP address */
    uint32_t len;  /* bytes, whole write units; 0 is nothing to do */
    uint32_t src;  /* absolute RAM address, any alignment */
};

struct job {
    uint32_t magic;
    uint32_t version;
    uint32_t flags;             /* 0; of version 2 JOB_PROGRAM_EQUAL */
    uint32_t count;             /* 1 to the number of write units of the bank */
    volatile uint32_t status;   /* host writes 0xFFFFFFFF, the loader its answer, last */
    uint32_t failAddr;          /* first unit that could not be burnt; 0 when done */
    uint32_t flashSR;           /* FLASH_SR of status 7, else 0 */
    uint32_t unitsDone;         /* write units programmed and read back */
    struct segment segments[1];
};

enum status {
    STATUS_DONE = 0,
    STATUS_NOT_A_JOB = 1,
    STATUS_RANGE = 2,
    STATUS_CONFLICT = 3,
    STATUS_LOCKED = 4,
    STATUS_LOCK_BYTE = 5,
    STATUS_UNLOCK = 6,
    STATUS_FLASH = 7,
    STATUS_READ_BACK = 8,
};

/* Returned in R0 (what a host tests: 0 or 1) and R1 (enum status). */
typedef uint64_t outcome;
