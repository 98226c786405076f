"""The flash interface of STM32U5 with TrustZone off in front of its OTP area (RM0456 7.3 and 7.9)."""

from flash import PG, BusError, Flash

BASE = 0x40022000
OTP_BASE, OTP_SIZE = 0x0BFA0000, 0x200
UNIT, WORDS = 16, 4

PROGERR, WRPERR, PGAERR, SIZERR, PGSERR = 1 << 3, 1 << 4, 1 << 5, 1 << 6, 1 << 7
BLOCKING = PROGERR | WRPERR | PGAERR | SIZERR | PGSERR
WDW = 1 << 17
# ST's HAL waits for BSY and WDW alike: nothing says that they fall at once.
LATE_INSTRUCTIONS = 24


class Stm32U5Flash(Flash):
    # The non-secure registers.
    registers = {0x00: "ACR", 0x08: "KEYR", 0x20: "SR", 0x28: "CR"}
    reset_cr = 0xC0000000
    flags = 0x20FB
    # LATENCY, PRFTEN, LPM, SLEEP_PD; PDREQ1 and PDREQ2 ask for power-down, and nobody may.
    acr_bits = 0x490F
    sr_bits = 0x20FB
    # The PNB of U535, and BWR.
    cr_bits = 0xCB03C8FF

    def __init__(self, cells, preset, now):
        super().__init__(cells, preset, now)
        half = preset.get("half")
        self._begun = None if half is None else (half, [bytes(4)])
        self._late = max(LATE_INSTRUCTIONS, preset["latePending"])
        self._pending_until = -1

    @property
    def pending(self):
        return self._begun is not None or self._now() < self._pending_until

    def read_sr(self):
        return super().read_sr() | (WDW if self.pending else 0)

    def cr_asked(self, value):
        if self.pending:
            self.offences.append("CR written while WDW")
            raise BusError(f"CR written while WDW ({value:08X})")

    def cr_changes(self, value):
        if self._begun is not None and not value & PG:
            self.offences.append("a part of a quad-word was left behind")
            self._begun = None

    def store(self, address, size, data):
        if not self.cr & PG or self.sr & BLOCKING or (self._begun is None and self.pending):
            self.sr |= PGSERR
        elif size != 4:
            self.sr |= SIZERR
        elif not self.cells.holds(address, size):
            self.sr |= WRPERR
        else:
            self._collect(address, data)

    def _collect(self, address, data):
        first, words = self._begun or (address, [])
        if first % UNIT or address != first + 4 * len(words):
            self._begun = None
            self.sr |= PGAERR
            return
        words = [*words, data]
        self._begun = (first, words)
        if len(words) < WORDS:
            return
        self._begun = None
        # One bit at 0, or all ones that were programmed before: the quad-word is spent.
        if self.cells.is_virgin(first):
            self.start(first, b"".join(words))
        else:
            self.sr |= PROGERR

    def start(self, address, data):
        super().start(address, data)
        self._pending_until = self._busy_until + self._late
