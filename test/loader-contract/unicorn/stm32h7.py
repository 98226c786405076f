"""The flash interface of STM32H72x to STM32H75x in front of a reserved sector (RM0433 4.3 and 4.9)."""

from flash import Flash

UNIT = 32
WORDS = 8

PG, LOCK = 1 << 1, 1 << 0
BSY, WBNE, QW = 1 << 0, 1 << 1, 1 << 2
WRPERR, PGSERR, STRBERR, INCERR = 1 << 17, 1 << 18, 1 << 19, 1 << 21


class Stm32H7Flash(Flash):
    registers = {0x00: "ACR", 0x04: "KEYR", 0x0C: "CR", 0x10: "SR", 0x14: "CCR"}
    clear_register = "CCR"
    lock, program, busy_flags = LOCK, PG, BSY | QW
    # PSIZE 3 and LOCK.
    reset_cr = 0x31
    flags = 0x1FEF0000
    acr_bits = 0x3F
    sr_bits = 0x1FEF0000
    cr_bits = 0x1FEF87FF

    def __init__(self, cells, preset, now):
        super().__init__(cells, preset, now)
        half = preset.get("half")
        self._buffer = None if half is None else (half, {0: bytes(4)})
        self._late = preset["latePending"]
        self._pending_until = -1

    def read_sr(self):
        waits = WBNE if self._buffer is not None else 0
        # The queue may be empty later than the operation ends.
        return super().read_sr() | waits | (QW if self._now() < self._pending_until else 0)

    def cr_of(self, value):
        # When LOCK changes from 0 to 1, the other bits do not change.
        return self.cr | LOCK if value & LOCK else value

    def cr_changes(self, value):
        if self._buffer is not None and not value & PG:
            self._drop()

    def store(self, address, size, data):
        if not self.cr & PG:
            self.sr |= PGSERR
        elif not self.cells.holds(address, size):
            self.sr |= WRPERR
        elif size != 4:
            self.sr |= STRBERR
        else:
            self._collect(address, data)

    def _drop(self):
        self.offences.append("a part of a flash word was left behind")
        self._buffer = None

    def _collect(self, address, data):
        place = address % UNIT
        first, words = self._buffer or (address - place, {})
        # Another flash word than the one that is begun, and a word of it for the second time.
        if address - place != first or place in words:
            self.sr |= STRBERR if address - place == first else INCERR
            self._drop()
            return
        words[place] = data
        self._buffer = (first, words)
        if len(words) < WORDS:
            return
        self._buffer = None
        # No flag tells of it: the check bits of two operations are those of neither.
        if not self.cells.is_virgin(first):
            self.offences.append(f"the flash word {first:08X} was programmed once more")
        self.start(first, b"".join(words[place] for place in sorted(words)))
        self._pending_until = self._busy_until + self._late


class Bank:
    """What differs from sector to sector."""

    UNIT = UNIT
    OTP_SIZE = 0x20000

    def __init__(self, base, sector):
        self.BASE = base
        self.OTP_BASE = sector


H74X_I = Bank(0x52002100, 0x081E0000)
H74X_G = Bank(0x52002100, 0x08160000)
H72X_G = Bank(0x52002000, 0x080E0000)
H72X_E = Bank(0x52002000, 0x08060000)
