#include <stdio.h>
#include <string.h>

#include "gdb_packet.h"

static char *memory_map(void) {
  static char map[GDB_PACKET];
  size_t length = 0;
  do {
    char packet[64];
    sprintf(packet, "qXfer:memory-map:read::%zx,1000", length);
    if (gdb_ask_text(packet) < 0 || (gdb_reply[0] != 'l' && gdb_reply[0] != 'm')) return NULL;
    if (length + gdb_reply_length > sizeof map) return NULL;
    memcpy(map + length, gdb_reply + 1, gdb_reply_length - 1);
    length += gdb_reply_length - 1;
  } while (gdb_reply[0] == 'm');
  map[length] = 0;
  return map;
}

int gdb_flash_sector(uint32_t address, uint32_t *start, uint32_t *size) {
  const char *at = memory_map();
  while (at && (at = strstr(at, "type=\"flash\""))) {
    unsigned first, length, block;
    if (sscanf(at, "type=\"flash\" start=\"%x\" length=\"%x\"><property name=\"blocksize\">%x", &first, &length, &block) == 3 &&
        address >= first && address - first < length) {
      *start = first + (address - first) / block * block;
      *size = block;
      return 0;
    }
    at++;
  }
  return GDB_REFUSED;
}

int gdb_flash_erase(uint32_t start, uint32_t size) {
  char packet[64];
  int length = sprintf(packet, "vFlashErase:%x,%x", start, size);
  return gdb_ask_ok((const uint8_t *)packet, (size_t)length);
}

int gdb_flash_write(uint32_t start, uint32_t size, const uint8_t *bytes) {
  while (size > 0) {
    char head[64];
    uint32_t part = size < GDB_CHUNK ? size : GDB_CHUNK;
    sprintf(head, "vFlashWrite:%x:", start);
    int error = gdb_send_block(head, part, bytes);
    if (error < 0) return error;
    start += part;
    bytes += part;
    size -= part;
  }
  return 0;
}

int gdb_flash_done(void) { return gdb_ask_ok((const uint8_t *)"vFlashDone", 10); }
