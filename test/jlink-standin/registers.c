/* Core registers; what is written reaches the core when it starts. */
#include <string.h>

#include "standin.h"

enum { REGISTERS = 28 };

static uint32_t pending_value[REGISTERS];
static int pending[REGISTERS];

static const int gdb_numbers[REGISTERS] = {
    [0] = 0,   [1] = 1,   [2] = 2,   [3] = 3,   [4] = 4,   [5] = 5,   [6] = 6,    [7] = 7,    [8] = 8,    [9] = 9,
    [10] = 10, [11] = 11, [12] = 12, [13] = 13, [14] = 14, [15] = 15, [16] = 16,  [17] = 17,  [18] = 18,  [19] = -1,
    [20] = -1, [21] = -1, [22] = -1, [23] = -1, [24] = 19, [25] = -1, [26] = -1,  [27] = 20,
};

/* PRIMASK and CONTROL stand where they stand in CFBP: bits 7:0 and 31:24. */
static int lane(int index) { return index == 27 ? 24 : 0; }

/* Written registers reach the core when it starts; CONTROL first, since it decides what R13 is. */
int flush_registers(void) {
  static const int order[] = {27, 24, 17, 18, 13, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 16};
  for (unsigned i = 0; i < sizeof order / sizeof *order; i++) {
    int index = order[i];
    if (!pending[index]) continue;
    pending[index] = 0;
    if (gdb_write_register((unsigned)gdb_numbers[index], pending_value[index] >> lane(index)) < 0) return -1;
  }
  return 0;
}

void forget_registers(void) { memset(pending, 0, sizeof pending); }

static const char *const register_names[REGISTERS] = {
    "R0",  "R1",  "R2",       "R3",  "R4",        "R5",   "R6",   "R7",   "R8",   "R9",      "R10",     "R11",       "R12",
    "R13 (SP)", "R14", "R15 (PC)", "XPSR", "MSP", "PSP", "RAZ", "CFBP", "APSR", "EPSR", "IPSR", "PRIMASK", "BASEPRI",
    "FAULTMASK", "CONTROL",
};

EXPORT int JLINKARM_GetRegisterList(uint32_t *list, int most) {
  BEGIN(code_, 0);
  needs_target(__func__);
  for (int i = 0; i < REGISTERS && i < most; i++) list[i] = (uint32_t)i;
  END(REGISTERS);
}

EXPORT const char *JLINKARM_GetRegisterName(uint32_t index) {
  BEGIN(NULL, NULL);
  END(index < REGISTERS ? register_names[index] : "");
}

static int known_register(const char *function, uint32_t index) {
  if (index >= REGISTERS || gdb_numbers[index] < 0) misuse("%s: register %u", function, index);
  return (int)index;
}

EXPORT int JLINKARM_ReadRegs(const uint32_t *indices, uint32_t *values, uint8_t *status, uint32_t count) {
  BEGIN(code_, LOST);
  needs_halt(__func__);
  for (uint32_t i = 0; i < count; i++) {
    int index = known_register(__func__, indices[i]);
    status[i] = 0;
    if (pending[index]) values[i] = pending_value[index];
    else if (gdb_read_register((unsigned)gdb_numbers[index], &values[i]) < 0) END(-1);
    else values[i] <<= lane(index);
  }
  END(0);
}

EXPORT int JLINKARM_WriteRegs(const uint32_t *indices, const uint32_t *values, uint8_t *status, uint32_t count) {
  BEGIN(code_, LOST);
  needs_halt(__func__);
  for (uint32_t i = 0; i < count; i++) {
    int index = known_register(__func__, indices[i]);
    status[i] = 0;
    if (values[i] & ((1u << lane(index)) - 1)) misuse("%s: %s is %08x", __func__, register_names[index], values[i]);
    pending[index] = 1;
    pending_value[index] = values[i];
  }
  END(0);
}
