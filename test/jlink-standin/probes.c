/* The library itself, its handlers, and the probes that it finds. */
#include <stdio.h>
#include <string.h>

#include "standin.h"

EXPORT int JLINKARM_GetDLLVersion(void) {
  BEGIN(code_, scenario.version);
  END(scenario.version);
}

EXPORT void JLINKARM_SetErrorOutHandler(text_handler *handler) {
  BEGIN_VOID;
  session.on_error = handler;
  end_call();
}

EXPORT void JLINKARM_SetWarnOutHandler(text_handler *handler) {
  BEGIN_VOID;
  session.on_warning = handler;
  end_call();
}

EXPORT void JLINKARM_EnableLog(text_handler *handler) {
  BEGIN_VOID;
  session.on_log = handler;
  end_call();
}

/* void in SEGGER's header: what a caller finds in the register of a result is anything. */
EXPORT int JLINKARM_SetLogFile(const char *path) {
  BEGIN(-1, -1);
  needs_open(__func__);
  FILE *file = fopen(path, "w");
  if (file) {
    fprintf(file, "log of the stand-in\n");
    fclose(file);
  }
  END(0x5A5A5A5A);
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
  if (session.is_open) misuse("%s: the library is open", __func__);
  for (int i = 0; i < scenario.probes; i++) {
    if (scenario.serials[i] != serial) continue;
    session.selected = serial;
    END(i);
  }
  END(-1);
}

EXPORT int JLINKARM_EMU_IsConnected(void) {
  BEGIN(as_char(code_), as_char(0));
  END(as_char(session.is_open && gdb_connected()));
}

EXPORT const char *JLINKARM_OpenEx(text_handler *log, text_handler *error) {
  BEGIN("told to fail", "Cannot connect to J-Link via USB.");
  if (session.is_open) misuse("%s: opened twice", __func__);
  if (!session.on_error || !session.on_warning || !error) misuse("%s: a message box opens, since no handler is set", __func__);
  say(log, "opening");
  if (scenario.port == 0 || gdb_connect(scenario.port) < 0) END((const char *)"Cannot connect to J-Link via USB.");
  session.is_open = 1;
  note("opened %u", session.selected);
  END((const char *)NULL);
}

EXPORT int JLINKARM_GetSN(void) {
  BEGIN(code_, -1);
  if (!session.is_open) END(-1);
  END((int)(scenario.opens ? scenario.opens : session.selected));
}

EXPORT void JLINKARM_GetFirmwareString(char *text, int size) {
  BEGIN_VOID;
  needs_open(__func__);
  snprintf(text, (size_t)size, "J-Link V11 compiled Jan  1 2026 10:00:00");
  end_call();
}

EXPORT void JLINKARM_Close(void) {
  BEGIN_VOID;
  if (session.is_open) note("closed");
  if (session.is_connected && session.is_halted && !session.stays_halted) note("lets the core run on");
  gdb_disconnect();
  session.is_open = session.is_connected = session.is_halted = session.excluded = session.stays_halted = 0;
  end_call();
}

EXPORT int JLINK_SetHookUnsecureDialog(dialog_handler *handler) {
  BEGIN(code_, LOST);
  needs_open(__func__);
  session.on_unsecure = handler;
  END(0);
}
