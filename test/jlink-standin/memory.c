/* Memory access, with the cache that the library keeps of what it takes for flash. */
#include "standin.h"

static int checked_width(const char *function, uint32_t length, uint32_t width) {
  if (width > 4 || width == 3) misuse("%s: access width %u", function, width);
  if (width && length % width) misuse("%s: %u bytes are no whole units of %u", function, length, width);
  return width ? (int)width : 1;
}

enum { MAIN_FLASH = 0x08000000, MAIN_FLASH_SIZE = 0x200000 };

static int read_cached(uint32_t address, uint32_t length, uint8_t *bytes, uint8_t *cache, uint8_t *cached) {
  int error = gdb_read(address, length, bytes);
  for (uint32_t i = 0; error == 0 && i < length; i++) {
    if (!cached[i]) cache[i] = bytes[i];
    cached[i] = 1;
    bytes[i] = cache[i];
  }
  return error;
}

/* The main flash, and an OTP area taken for flash, are answered from a cache unless the library was told not to. */
static int read_area(uint32_t address, uint32_t length, uint8_t *bytes) {
  static uint8_t otp[0x10000], otp_cached[0x10000], flash[MAIN_FLASH_SIZE], flash_cached[MAIN_FLASH_SIZE];
  uint32_t in_otp = address & 0xFFFF, in_flash = address - MAIN_FLASH;
  int is_excluded = session.excluded && address >= session.excluded_first && address + length - 1 <= session.excluded_last;
  if (address >> 16 == SYSTEM_AREA && in_otp + length <= sizeof otp && !is_excluded) {
    return read_cached(address, length, bytes, otp + in_otp, otp_cached + in_otp);
  }
  if (in_flash < MAIN_FLASH_SIZE && length <= MAIN_FLASH_SIZE - in_flash && !session.cache_off) {
    return read_cached(address, length, bytes, flash + in_flash, flash_cached + in_flash);
  }
  return gdb_read(address, length, bytes);
}

EXPORT int JLINKARM_ReadMemEx(uint32_t address, uint32_t length, uint8_t *bytes, uint32_t width) {
  BEGIN(code_, -1);
  needs_target(__func__);
  int unit = checked_width(__func__, length, width);
  if (read_area(address, length, bytes) < 0) END(-1);
  END((int)length / unit);
}

EXPORT int JLINKARM_WriteMemEx(uint32_t address, uint32_t length, const uint8_t *bytes, uint32_t width) {
  BEGIN(code_, -1);
  needs_target(__func__);
  int unit = checked_width(__func__, length, width);
  if (address >> 16 == SYSTEM_AREA || (address >= 0x08000000 && address < 0x0A000000)) {
    misuse("%s: flash or OTP at %08x outside a download", __func__, address);
  }
  if (gdb_write(address, length, bytes) < 0) END(-1);
  END((int)length / unit);
}
