"""Flash of 64-bit double words with ECC, each programmed once (RM0351, RM0440 and RM0444 3.3)."""

from flash import PG, Flash

UNIT = 8

PROGERR, WRPERR, PGAERR, SIZERR, PGSERR = 1 << 3, 1 << 4, 1 << 5, 1 << 6, 1 << 7
MISERR, FASTERR = 1 << 8, 1 << 9
BLOCKING = PROGERR | WRPERR | PGAERR | SIZERR | PGSERR | MISERR | FASTERR


class DoubleWordFlash(Flash):
    registers = {0x00: "ACR", 0x08: "KEYR", 0x10: "SR", 0x14: "CR"}
    reset_cr = 0xC0000000

    def __init__(self, cells, preset, now):
        super().__init__(cells, preset, now)
        half = preset.get("half")
        self._first = None if half is None else (half, bytes(4))

    def cr_changes(self, value):
        if self._first is not None and not value & PG:
            self.offences.append("half a double word was left behind")
            self._first = None

    def store(self, address, size, data):
        # An error that is still set from before forbids the next operation (RM0351 3.3.7).
        if not self.cr & PG or self.sr & BLOCKING:
            self.sr |= PGSERR
        elif size != 4:
            self.sr |= SIZERR
        elif not self.cells.holds(address, size):
            self.sr |= WRPERR
        elif self._first is None:
            self._take_first(address, data)
        else:
            self._take_second(address, data)

    def _take_first(self, address, data):
        if address % UNIT:
            self.sr |= PGAERR
        else:
            self._first = (address, data)

    def _take_second(self, address, data):
        first, low = self._first
        self._first = None
        if address != first + 4:
            self.sr |= PGAERR
        # In OTP not even zero may follow, and a unit burnt with all ones is spent too (RM0351 3.3.1).
        elif not self.cells.is_virgin(first):
            self.sr |= PROGERR
        else:
            self.start(first, low + data)
