#pragma once
/*
 * Stands in for SEGGER's J-Link library: the same exported names, types and result conventions, in front of the
 * simulated chip. Results of C type char leave garbage in the upper bits, as the platform ABI allows. Handlers are
 * called from a second thread. What a real library or chip punishes ends the process with a line in misuse.txt.
 */
#include <stdint.h>

#include "gdb_client.h"
#include "scenario.h"

#define EXPORT __attribute__((visibility("default")))

typedef void text_handler(const char *text);
typedef int dialog_handler(const char *title, const char *text, uint32_t flags);
typedef void progress_handler(const char *action, const char *text, int percent);

/* JLINKARM_ERR_EMU_NO_CONNECTION. */
enum { LOST = -256, SYSTEM_AREA = 0x1FFF };

/* What the calls so far have made of the session. */
struct session {
  text_handler *on_error, *on_warning, *on_log;
  dialog_handler *on_unsecure;
  progress_handler *on_progress;
  uint32_t selected;
  int is_open, is_connected, is_halted, interface_selected, speed_selected;
  /* What ExcludeFlashCacheRange named, and whether SetAllowFlashCache forbade the cache of the main flash. */
  int excluded, cache_off;
  /* SetRestartOnClose = 0; without it closing lets a halted core run on, which is noted. */
  int stays_halted;
  uint32_t excluded_first, excluded_last;
};
extern struct session session;

void needs_open(const char *function);
void needs_target(const char *function);
void needs_halt(const char *function);

/* Calls of handlers from a thread of their own, waited for. */
void say(text_handler *handler, const char *text);
int ask_to_unsecure(void);
void tell_progress(void);

/* Forgets registers that were written but have not reached the core. */
void forget_registers(void);
/* Hands written registers to the core. */
int flush_registers(void);

/* Garbage above the char, which a caller that reads an int would take for a large number. */
static inline int as_char(int value) { return (int)(0x5A5A5A00u | ((unsigned)value & 0xFF)); }

#define BEGIN(failure_result, lost_result)                     \
  int code_ = 0;                                               \
  switch (begin_call(__func__, &code_)) {                      \
    case FAILS:                                                \
      if (session.on_error) say(session.on_error, "told to fail");             \
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
