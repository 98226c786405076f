/* Connecting to the target, and the command strings. */
#include <stdio.h>
#include <string.h>

#include "standin.h"

static int connect_target(const char *function) {
  needs_open(function);
  if (!session.interface_selected || !session.speed_selected) misuse("%s: interface or speed is not session.selected", function);
  if (!session.on_unsecure) misuse("%s: nobody answers the unsecure dialog", function);
  if (scenario.is_protected) {
    int button = ask_to_unsecure();
    note("dialog answered %d", button);
    if (button != 2) misuse("%s: the whole chip is erased", function);
  }
  session.is_connected = 1;
  session.is_halted = 0;
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
  } else if (sscanf(command, "ExcludeFlashCacheRange %x-%x", &session.excluded_first, &session.excluded_last) == 2) {
    session.excluded = 1;
  } else if (starts(command, "SetAllowFlashCache = 0")) {
    session.cache_off = 1;
  } else if (starts(command, "SetRestartOnClose = 0")) {
    session.stays_halted = 1;
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
  session.interface_selected = 1;
  END(0);
}

EXPORT void JLINKARM_SetSpeed(uint32_t kilohertz) {
  BEGIN_VOID;
  needs_open(__func__);
  note("speed %u", kilohertz);
  if (kilohertz < 5 || kilohertz > 50000) misuse("%s: %u kHz", __func__, kilohertz);
  session.speed_selected = 1;
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

EXPORT uint32_t JLINKARM_GetId(void) {
  BEGIN((uint32_t)code_, 0);
  needs_open(__func__);
  END((uint32_t)(session.is_connected ? 0x2BA01477 : 0));
}

EXPORT int JLINKARM_IsConnected(void) {
  BEGIN(as_char(code_), as_char(0));
  END(as_char(session.is_connected));
}

EXPORT int JLINKARM_Connect(void) {
  BEGIN(code_, LOST);
  END(connect_target(__func__));
}
