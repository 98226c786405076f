"""The flash interface of STM32G0 in front of its OTP area (RM0444 3.3 and 3.7)."""

from double_words import PGSERR, UNIT, DoubleWordFlash
from flash import BusError

BASE = 0x40022000
OTP_BASE, OTP_SIZE = 0x1FFF7000, 0x400

CFGBSY = 1 << 18
# The manual has CFGBSY fall when the operation has ended, and does not say that it is at once.
LATE_INSTRUCTIONS = 24


class Stm32G0Flash(DoubleWordFlash):
    # RDERR 14 is reserved on G030 to G070, so nothing may write it.
    flags = 0x83FB
    # LATENCY, PRFTEN, ICEN, ICRST, EMPTY, DBG_SWEN and bit 10, reserved at 1; of CR what G030 has.
    acr_bits = 0x50F07
    sr_bits = 0x83FB
    cr_bits = 0xCB0701FF

    def __init__(self, cells, preset, now):
        super().__init__(cells, preset, now)
        self._late = max(LATE_INSTRUCTIONS, preset["latePending"])
        self._pending_until = -1

    @property
    def pending(self):
        return self._first is not None or self._now() < self._pending_until

    def read_sr(self):
        return super().read_sr() | (CFGBSY if self.pending else 0)

    def cr_asked(self, value):
        # 3.7.4: while CFGBSY is set the settings of CR are in use, and must not be changed.
        if self.pending:
            self.offences.append("CR written while CFGBSY")
            raise BusError(f"CR written while CFGBSY ({value:08X})")

    def store(self, address, size, data):
        # 3.3.8: a unit is begun only once CFGBSY has fallen.
        if self._first is None and self.pending:
            self.sr |= PGSERR
        else:
            super().store(address, size, data)

    def start(self, address, data):
        super().start(address, data)
        self._pending_until = self._busy_until + self._late
