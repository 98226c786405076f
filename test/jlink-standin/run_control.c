/* Reset, halt, go, breakpoints. */
#include "standin.h"

enum { MAX_BREAKPOINTS = 8 };

static uint32_t breakpoints[MAX_BREAKPOINTS];

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
  forget_registers();
  session.is_halted = 1;
  END(0);
}

EXPORT int JLINKARM_Halt(void) {
  BEGIN(as_char(code_), as_char(1));
  needs_target(__func__);
  if (gdb_halt() < 0) END(as_char(1));
  session.is_halted = 1;
  END(as_char(0));
}

EXPORT int JLINKARM_IsHalted(void) {
  BEGIN(as_char(code_), as_char(-1));
  needs_target(__func__);
  int halted = gdb_is_halted();
  if (halted >= 0) session.is_halted = halted;
  END(as_char(halted < 0 ? -1 : halted));
}

EXPORT void JLINKARM_Go(void) {
  BEGIN_VOID;
  needs_halt(__func__);
  if (flush_registers() == 0 && gdb_continue() == 0) session.is_halted = 0;
  end_call();
}

EXPORT int JLINKARM_WaitForHalt(int milliseconds) {
  BEGIN(code_, LOST);
  needs_target(__func__);
  say(session.on_log, "waiting");
  int halted = gdb_wait(milliseconds * scenario.wait_scale);
  if (halted < 0) END(LOST);
  session.is_halted = halted;
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
