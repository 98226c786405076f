/* Downloads into the main flash. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "standin.h"

enum { MAX_PARTS = 64, MAX_SECTORS = 1024, NO_RMW_THRESHOLD = 0x400 };

/* Gathered between BeginDownload and EndDownload. */
static struct part {
  uint32_t address, length;
  uint8_t *bytes;
} parts[MAX_PARTS];
static int part_count, is_downloading;

EXPORT void JLINKARM_BeginDownload(uint32_t flags) {
  BEGIN_VOID;
  needs_halt(__func__);
  if (flags != 0) misuse("%s: flags %u", __func__, flags);
  if (is_downloading) misuse("%s: a download has begun already", __func__);
  is_downloading = 1;
  end_call();
}

EXPORT int JLINKARM_WriteMem(uint32_t address, uint32_t length, const uint8_t *bytes) {
  BEGIN(code_, LOST);
  needs_target(__func__);
  if (!is_downloading) misuse("%s: no download has begun", __func__);
  if (address >> 16 == SYSTEM_AREA) misuse("%s: OTP at %08x would be merged and erased", __func__, address);
  if (part_count == MAX_PARTS) END(-263);
  uint8_t *copy = malloc(length);
  if (!copy) abort();
  memcpy(copy, bytes, length);
  parts[part_count++] = (struct part){address, length, copy};
  END((int)length);
}

static int part_touches(const struct part *part, uint32_t start, uint32_t size) {
  return part->address < start + size && part->address + part->length > start;
}

static int overlay(uint32_t start, uint32_t size, uint8_t *sector) {
  int changed = 0;
  for (int i = 0; i < part_count; i++) {
    for (uint32_t at = 0; at < parts[i].length; at++) {
      uint32_t address = parts[i].address + at;
      if (address < start || address - start >= size || sector[address - start] == parts[i].bytes[at]) continue;
      sector[address - start] = parts[i].bytes[at];
      changed = 1;
    }
  }
  return changed;
}

/* A sector gets back what it held only if every write to it is below the threshold (UM08001, SetFlashDLNoRMWThreshold). */
static int keeps_rest(uint32_t start, uint32_t size) {
  for (int i = 0; i < part_count; i++) {
    if (parts[i].length >= NO_RMW_THRESHOLD && part_touches(&parts[i], start, size)) return 0;
  }
  return 1;
}

/* Reads a sector and compares; where it differs, erases all of it and writes it as a whole. */
static int program_sector(uint32_t start, uint32_t size) {
  uint8_t *sector = malloc(size);
  int failed = !sector || gdb_read(start, size, sector) < 0;
  if (!failed && overlay(start, size, sector)) {
    if (!keeps_rest(start, size)) {
      memset(sector, 0xFF, size);
      overlay(start, size, sector);
      note("sector %08x erased", start);
    } else {
      note("sector %08x merged", start);
    }
    failed = gdb_flash_erase(start, size) < 0 || gdb_flash_write(start, size, sector) < 0;
  }
  free(sector);
  return failed ? -3 : 0;
}

static int program_parts(void) {
  uint32_t done[MAX_SECTORS], done_count = 0;
  for (int i = 0; i < part_count; i++) {
    uint32_t address = parts[i].address, end = parts[i].address + parts[i].length;
    while (address < end) {
      uint32_t start, size, seen = 0;
      if (gdb_flash_sector(address, &start, &size) < 0) return -3;
      for (uint32_t k = 0; k < done_count; k++) seen |= done[k] == start;
      if (!seen) {
        if (program_sector(start, size) < 0 || done_count == MAX_SECTORS) return -3;
        done[done_count++] = start;
      }
      address = start + size;
    }
  }
  return gdb_flash_done() < 0 ? -3 : 0;
}

EXPORT int JLINKARM_EndDownload(void) {
  BEGIN(code_, LOST);
  needs_halt(__func__);
  if (!is_downloading) misuse("%s: no download has begun", __func__);
  while (scenario.chatters) {
    session.on_progress("Flash", "", 50);
    usleep(50000);
  }
  int result = program_parts();
  tell_progress();
  if (result < 0) say(session.on_error, "Programming failed.");
  while (part_count > 0) free(parts[--part_count].bytes);
  is_downloading = 0;
  END(result);
}

EXPORT void JLINK_SetFlashProgProgressCallback(progress_handler *handler) {
  BEGIN_VOID;
  needs_open(__func__);
  session.on_progress = handler;
  end_call();
}
