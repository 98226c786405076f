/* Memory access, with the cache that the library keeps of what it takes for flash. */
#include "standin.h"

static int checked_width(const char *function, uint32_t length, uint32_t width) {
  if (width > 4 || width == 3) misuse("%s: access width %u", function, width);
  if (width && length % width) misuse("%s: %u bytes are no whole units of %u", function, length, width);
  return width ? (int)width : 1;
}

/* An OTP area that the library takes for flash is answered from a cache, unless it was told not to. */
static int read_area(uint32_t address, uint32_t length, uint8_t *bytes) {
  static uint8_t cache[0x10000], cached[0x10000];
  int is_system = address >> 16 == SYSTEM_AREA && (address & 0xFFFF) + length <= 0x10000;
  if (!is_system || (session.excluded && address >= session.excluded_first && address + length - 1 <= session.excluded_last)) {
    return gdb_read(address, length, bytes);
  }
  int error = gdb_read(address, length, bytes);
  for (uint32_t i = 0; error == 0 && i < length; i++) {
    uint32_t at = (address & 0xFFFF) + i;
    if (!cached[at]) cache[at] = bytes[i];
    cached[at] = 1;
    bytes[i] = cache[at];
  }
  return error;
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
