/*
 * Stands in for SEGGER's J-Link library: the same exported names, types and result conventions, in front of the
 * simulated chip. Results of C type char leave garbage in the upper bits, as the platform ABI allows. Handlers are
 * called from a second thread. What a real library or chip punishes ends the process with a line in misuse.txt.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gdb_client.h"
#include "scenario.h"

#define EXPORT __attribute__((visibility("default")))

typedef void text_handler(const char *text);
typedef int dialog_handler(const char *title, const char *text, uint32_t flags);
typedef void progress_handler(const char *action, const char *text, int percent);

enum { LOST = -256, MAX_BREAKPOINTS = 8, REGISTERS = 28, MAX_PARTS = 64, SYSTEM_AREA = 0x1FFF };

static text_handler *on_error, *on_warning, *on_log, *on_open_log;
static dialog_handler *on_unsecure;
static progress_handler *on_progress;
static uint32_t selected;
static int is_open, is_connected, is_halted, interface_selected, speed_selected;
static uint32_t breakpoints[MAX_BREAKPOINTS];
static uint32_t pending_value[REGISTERS];
static int pending[REGISTERS];
static int excluded;
static uint32_t excluded_first, excluded_last;

/* Parts of a flash download, gathered between BeginDownload and EndDownload. */
static struct part {
  uint32_t address, length;
  uint8_t *bytes;
} parts[MAX_PARTS];
static int part_count, is_downloading;

/* Garbage above the char, which a caller that reads an int would take for a large number. */
static int as_char(int value) { return (int)(0x5A5A5A00u | ((unsigned)value & 0xFF)); }

static void needs_open(const char *function) {
  if (!is_open) misuse("%s: the library is not open", function);
}

static void needs_target(const char *function) {
  needs_open(function);
  if (!is_connected) misuse("%s: no target is connected", function);
}

static void needs_halt(const char *function) {
  needs_target(function);
  if (!is_halted) misuse("%s: the core runs", function);
}

/* --- handlers, called from a thread of their own ------------------------------------------------------------- */

struct said {
  text_handler *handler;
  const char *text;
};

static void *say_there(void *argument) {
  struct said *said = argument;
  if (said->handler) said->handler(said->text);
  return NULL;
}

static void *ask_there(void *argument) {
  *(int *)argument = on_unsecure("J-Link", "Device is secured. Unsecure it (mass erase)?", 3);
  return NULL;
}

static void *progress_there(void *argument) {
  static const char *const actions[] = {"Compare", "Erase", "Flash", "Verify"};
  (void)argument;
  for (unsigned i = 0; on_progress && i < 4; i++) {
    on_progress(actions[i], "", 50);
    on_progress(actions[i], "", 100);
  }
  return NULL;
}

static void elsewhere(void *(*work)(void *), void *argument) {
  pthread_t thread;
  note("handler from another thread in %s", current_call());
  if (pthread_create(&thread, NULL, work, argument) != 0) abort();
  pthread_join(thread, NULL);
}

static void say(text_handler *handler, const char *text) {
  struct said said = {handler, text};
  elsewhere(say_there, &said);
}

#define BEGIN(failure_result, lost_result)                     \
  int code_ = 0;                                               \
  switch (begin_call(__func__, &code_)) {                      \
    case FAILS:                                                \
      if (on_error) say(on_error, "told to fail");             \
      return end_call(), (failure_result);                     \
    case IS_UNPLUGGED:                                         \
      gdb_disconnect();                                        \
      return end_call(), (lost_result);                        \
    default:                                                   \
      break;                                                   \
  }
#define BEGIN_VOID                                             \
  int code_ = 0;                                               \
  switch (begin_call(__func__, &code_)) {                      \
    case IS_UNPLUGGED:                                         \
      gdb_disconnect();                                        \
      end_call();                                              \
      return;                                                  \
    case FAILS:                                                \
      end_call();                                              \
      return;                                                  \
    default:                                                   \
      break;                                                   \
  }
#define END(value)             \
  do {                         \
    __auto_type end_ = (value); \
    end_call();                \
    return end_;               \
  } while (0)

/* --- library and probes --------------------------------------------------------------------------------------- */

EXPORT int JLINKARM_GetDLLVersion(void) {
  BEGIN(code_, scenario.version);
  END(scenario.version);
}

EXPORT void JLINKARM_SetErrorOutHandler(text_handler *handler) {
  BEGIN_VOID;
  on_error = handler;
  end_call();
}

EXPORT void JLINKARM_SetWarnOutHandler(text_handler *handler) {
  BEGIN_VOID;
  on_warning = handler;
  end_call();
}

EXPORT void JLINKARM_EnableLog(text_handler *handler) {
  BEGIN_VOID;
  on_log = handler;
  end_call();
}

EXPORT int JLINKARM_SetLogFile(const char *path) {
  BEGIN(code_, 1);
  needs_open(__func__);
  FILE *file = fopen(path, "w");
  if (!file) END(1);
  fprintf(file, "log of the stand-in\n");
  fclose(file);
  END(0);
}

EXPORT int JLINKARM_EMU_GetList(int interfaces, uint8_t *list, int most) {
  BEGIN(code_, 0);
  if (interfaces != 1) misuse("%s: interfaces %d", __func__, interfaces);
  for (int i = 0; list && i < most && i < scenario.probes; i++) {
    uint8_t *entry = list + 264 * i;
    memset(entry, 0, 264);
    memcpy(entry, &scenario.serials[i], 4);
    entry[4] = 1;
    memcpy(entry + 50, scenario.products[i], 32);
  }
  END(scenario.probes);
}

EXPORT int JLINKARM_EMU_SelectByUSBSN(uint32_t serial) {
  BEGIN(code_, -1);
  if (is_open) misuse("%s: the library is open", __func__);
  for (int i = 0; i < scenario.probes; i++) {
    if (scenario.serials[i] != serial) continue;
    selected = serial;
    END(i);
  }
  END(-1);
}

EXPORT int JLINKARM_EMU_IsConnected(void) {
  BEGIN(as_char(code_), as_char(0));
  END(as_char(is_open && gdb_connected()));
}

EXPORT const char *JLINKARM_OpenEx(text_handler *log, text_handler *error) {
  BEGIN("told to fail", "Cannot connect to J-Link via USB.");
  if (is_open) misuse("%s: opened twice", __func__);
  if (!on_error || !on_warning || !error) misuse("%s: a message box opens, since no handler is set", __func__);
  on_open_log = log;
  say(on_open_log, "opening");
  if (scenario.port == 0 || gdb_connect(scenario.port) < 0) END((const char *)"Cannot connect to J-Link via USB.");
  is_open = 1;
  note("opened %u", selected);
  END((const char *)NULL);
}

EXPORT void JLINKARM_Close(void) {
  BEGIN_VOID;
  if (is_open) note("closed");
  gdb_disconnect();
  is_open = is_connected = is_halted = excluded = 0;
  end_call();
}

EXPORT void JLINK_SetHookUnsecureDialog(dialog_handler *handler) {
  BEGIN_VOID;
  needs_open(__func__);
  on_unsecure = handler;
  end_call();
}

/* --- target ----------------------------------------------------------------------------------------------------- */

static int connect_target(const char *function) {
  needs_open(function);
  if (!interface_selected || !speed_selected) misuse("%s: interface or speed is not selected", function);
  if (!on_unsecure) misuse("%s: nobody answers the unsecure dialog", function);
  if (scenario.is_protected) {
    int button = 0;
    elsewhere(ask_there, &button);
    note("dialog answered %d", button);
    if (button != 2) misuse("%s: the whole chip is erased", function);
  }
  is_connected = 1;
  is_halted = 0;
  return 0;
}

static int starts(const char *text, const char *with) { return strncmp(text, with, strlen(with)) == 0; }

EXPORT int JLINKARM_ExecCommand(const char *command, char *error, int size) {
  BEGIN((snprintf(error, (size_t)size, "told to fail"), 0), (snprintf(error, (size_t)size, "No connection"), 0));
  needs_open(__func__);
  note("exec %s", command);
  error[0] = 0;
  if (starts(command, "Device = ")) {
    if (scenario.is_protected > 1) snprintf(error, (size_t)size, "Could not connect to target.");
    connect_target(__func__);
  } else if (sscanf(command, "ExcludeFlashCacheRange %x-%x", &excluded_first, &excluded_last) == 2) {
    excluded = 1;
  } else if (!strstr("DisableAutoUpdateFW SuppressInfoUpdateFW SuppressControlPanel SetBatchMode = 1 "
                     "HideDeviceSelection = 1 DisableInfoWinFlashDL DisableInfoWinFlashBPs",
                     command)) {
    snprintf(error, (size_t)size, "Unknown command: %s", command);
  }
  END(0);
}

EXPORT int JLINKARM_DEVICE_GetIndex(const char *name) {
  BEGIN(code_, 0);
  END(starts(name, "STM32") && !scenario.unknown_device ? 7 : 0);
}

EXPORT int JLINKARM_TIF_Select(int interface) {
  BEGIN(code_, 1);
  needs_open(__func__);
  if (interface != 1) misuse("%s: interface %d is not SWD", __func__, interface);
  interface_selected = 1;
  END(0);
}

EXPORT void JLINKARM_SetSpeed(uint32_t kilohertz) {
  BEGIN_VOID;
  needs_open(__func__);
  note("speed %u", kilohertz);
  if (kilohertz < 5 || kilohertz > 50000) misuse("%s: %u kHz", __func__, kilohertz);
  speed_selected = 1;
  end_call();
}

EXPORT int JLINKARM_GetHWStatus(uint8_t *status) {
  BEGIN(code_, 1);
  needs_open(__func__);
  memset(status, 0, 8);
  status[0] = (uint8_t)scenario.vtref;
  status[1] = (uint8_t)(scenario.vtref >> 8);
  END(0);
}

EXPORT int JLINKARM_IsConnected(void) {
  BEGIN(as_char(code_), as_char(0));
  END(as_char(is_connected));
}

EXPORT int JLINKARM_Connect(void) {
  BEGIN(code_, LOST);
  END(connect_target(__func__));
}

/* --- run control -------------------------------------------------------------------------------------------------- */

EXPORT int JLINKARM_SetResetType(int type) {
  BEGIN(code_, -1);
  needs_open(__func__);
  note("reset type %d", type);
  END(0);
}

EXPORT int JLINKARM_Reset(void) {
  BEGIN(code_, LOST);
  needs_target(__func__);
  if (gdb_reset_halt() < 0) END(-1);
  memset(pending, 0, sizeof pending);
  is_halted = 1;
  END(0);
}

EXPORT int JLINKARM_Halt(void) {
  BEGIN(as_char(code_), as_char(1));
  needs_target(__func__);
  if (gdb_halt() < 0) END(as_char(1));
  is_halted = 1;
  END(as_char(0));
}

EXPORT int JLINKARM_IsHalted(void) {
  BEGIN(as_char(code_), as_char(-1));
  needs_target(__func__);
  int halted = gdb_is_halted();
  if (halted >= 0) is_halted = halted;
  END(as_char(halted < 0 ? -1 : halted));
}

static const int gdb_numbers[REGISTERS] = {
    [0] = 0,   [1] = 1,   [2] = 2,   [3] = 3,   [4] = 4,   [5] = 5,   [6] = 6,    [7] = 7,    [8] = 8,    [9] = 9,
    [10] = 10, [11] = 11, [12] = 12, [13] = 13, [14] = 14, [15] = 15, [16] = 16,  [17] = 17,  [18] = 18,  [19] = -1,
    [20] = -1, [21] = -1, [22] = -1, [23] = -1, [24] = 19, [25] = -1, [26] = -1,  [27] = 20,
};

/* Written registers reach the core when it starts; CONTROL first, since it decides what R13 is. */
static int flush_registers(void) {
  static const int order[] = {27, 24, 17, 18, 13, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 16};
  for (unsigned i = 0; i < sizeof order / sizeof *order; i++) {
    int index = order[i];
    if (!pending[index]) continue;
    pending[index] = 0;
    if (gdb_write_register((unsigned)gdb_numbers[index], pending_value[index]) < 0) return -1;
  }
  return 0;
}

EXPORT void JLINKARM_Go(void) {
  BEGIN_VOID;
  needs_halt(__func__);
  if (flush_registers() == 0 && gdb_continue() == 0) is_halted = 0;
  end_call();
}

EXPORT int JLINKARM_WaitForHalt(int milliseconds) {
  BEGIN(code_, LOST);
  needs_target(__func__);
  say(on_log, "waiting");
  int halted = gdb_wait(milliseconds * scenario.wait_scale);
  if (halted < 0) END(LOST);
  is_halted = halted;
  END(halted);
}

EXPORT int JLINKARM_SetBPEx(uint32_t address, uint32_t flags) {
  BEGIN(code_, -1);
  needs_target(__func__);
  if (!(flags & 2) || !(flags & 0xFFFFFFF0)) misuse("%s: flags %08x", __func__, flags);
  for (int i = 0; i < MAX_BREAKPOINTS; i++) {
    if (breakpoints[i]) continue;
    if (gdb_breakpoint(1, address) < 0) END(-1);
    breakpoints[i] = address | 1;
    END(i + 1);
  }
  END(0);
}

EXPORT int JLINKARM_ClrBPEx(int handle) {
  BEGIN(code_, 1);
  needs_target(__func__);
  if (handle < 1 || handle > MAX_BREAKPOINTS || !breakpoints[handle - 1]) misuse("%s: handle %d", __func__, handle);
  int error = gdb_breakpoint(0, breakpoints[handle - 1] & ~1u);
  breakpoints[handle - 1] = 0;
  END(error < 0 ? 1 : 0);
}

/* --- registers ------------------------------------------------------------------------------------------------------ */

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
  }
  END(0);
}

EXPORT int JLINKARM_WriteRegs(const uint32_t *indices, const uint32_t *values, uint8_t *status, uint32_t count) {
  BEGIN(code_, LOST);
  needs_halt(__func__);
  for (uint32_t i = 0; i < count; i++) {
    int index = known_register(__func__, indices[i]);
    status[i] = 0;
    pending[index] = 1;
    pending_value[index] = values[i];
  }
  END(0);
}

/* --- memory ----------------------------------------------------------------------------------------------------------- */

static int checked_width(const char *function, uint32_t length, uint32_t width) {
  if (width > 4 || width == 3) misuse("%s: access width %u", function, width);
  if (width && length % width) misuse("%s: %u bytes are no whole units of %u", function, length, width);
  return width ? (int)width : 1;
}

/* An OTP area that the library takes for flash is answered from a cache, unless it was told not to. */
static int read_area(uint32_t address, uint32_t length, uint8_t *bytes) {
  static uint8_t cache[0x10000], cached[0x10000];
  int is_system = address >> 16 == SYSTEM_AREA && (address & 0xFFFF) + length <= 0x10000;
  if (!is_system || (excluded && address >= excluded_first && address + length - 1 <= excluded_last)) {
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

/* --- flash download ----------------------------------------------------------------------------------------------------- */

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

/* Sectors that hold the data already are skipped; the others are read, merged, erased and written. */
static int program_parts(void) {
  uint32_t done[1024], done_count = 0;
  for (int i = 0; i < part_count; i++) {
    uint32_t address = parts[i].address, end = parts[i].address + parts[i].length;
    while (address < end) {
      uint32_t start, size, seen = 0;
      if (gdb_flash_sector(address, &start, &size) < 0) return -3;
      for (uint32_t k = 0; k < done_count; k++) seen |= done[k] == start;
      if (!seen) {
        uint8_t *sector = malloc(size);
        int failed = !sector || gdb_read(start, size, sector) < 0;
        if (!failed && overlay(start, size, sector)) {
          failed = gdb_flash_erase(start, size) < 0 || gdb_flash_write(start, size, sector) < 0;
        }
        free(sector);
        if (failed || done_count == 1024) return -3;
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
  int result = program_parts();
  elsewhere(progress_there, NULL);
  if (result < 0) say(on_error, "Programming failed.");
  while (part_count > 0) free(parts[--part_count].bytes);
  is_downloading = 0;
  END(result);
}

EXPORT void JLINK_SetFlashProgProgressCallback(progress_handler *handler) {
  BEGIN_VOID;
  needs_open(__func__);
  on_progress = handler;
  end_call();
}
