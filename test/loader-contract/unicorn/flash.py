"""What the flash interfaces share: keys, LOCK, BSY and how an access reaches them."""

from cache import Access, DataCache
from cells import EccDoubleError

KEYS = (0x45670123, 0xCDEF89AB)
PG, LOCK = 1 << 0, 1 << 31
BSY = 1 << 16

# Long enough that a loader which does not wait is caught, short enough to keep the suite quick.
BUSY_INSTRUCTIONS = 48


class BusError(Exception):
    """The bus answered with an error, which the core takes as HardFault."""


class Flash:
    """Base of all controllers. `now` tells the number of executed instructions."""

    registers = {}
    lock, program, busy_flags = LOCK, PG, BSY
    clear_register = "SR"
    # Bytes of a line of the data cache, 0 where there is none.
    line_size = 0
    # Flags that a one clears, and all bits that every line of the family lets be written.
    flags = 0
    acr_bits = 0
    sr_bits = 0
    cr_bits = 0

    def __init__(self, cells, preset, now):
        self.cells = cells
        self.offences = []
        self.sr = preset["flags"]
        self.cr = self.reset_cr & ~self.lock if preset["unlocked"] else self.reset_cr
        self._deaf = preset["deaf"]
        self._jammed = False
        self.cache = self._build_cache(preset["acr"])
        self._keys_taken = 0
        self._now = now
        self._busy_until = -1

    @property
    def busy(self):
        return self._now() < self._busy_until

    # Registers

    def read_register(self, offset):
        name = self.registers.get(offset)
        if name == "ACR":
            return self.cache.acr
        if name == "SR":
            return self.read_sr()
        if name == "CR":
            return self.cr
        self.offences.append(f"read of FLASH+{offset:02X}")
        return 0

    def write_register(self, offset, size, value):
        if size != 4:
            self.offences.append(f"{size}-byte write to FLASH+{offset:02X}")
        name = self.registers.get(offset)
        if name == "ACR":
            self.cache.write_acr(value)
        elif name == "KEYR":
            self._write_key(value)
        elif name == self.clear_register:
            self.write_sr(value)
        elif name == "CR":
            self._write_cr(value)
        else:
            self.offences.append(f"write to FLASH+{offset:02X}")

    def read_sr(self):
        return self.sr | (self.busy_flags if self.busy else 0)

    def write_sr(self, value):
        if value & ~self.sr_bits:
            self.offences.append(f"a reserved bit of SR was written ({value:08X})")
        self.sr &= ~(value & self.flags)

    def _write_key(self, value):
        if self._deaf:
            return
        if self._jammed or not self.cr & self.lock or value != KEYS[self._keys_taken]:
            # A wrong sequence locks CR until reset and is a bus error (RM0090 3.6.1, RM0351 3.3.5).
            self._jammed = True
            self.cr |= self.lock
            self._keys_taken = 0
            raise BusError(f"wrong key {value:08X}")
        self._keys_taken += 1
        if self._keys_taken == len(KEYS):
            self._keys_taken = 0
            self.cr &= ~self.lock

    def _write_cr(self, value):
        if self.busy:
            self.offences.append("CR written while BSY")
        if value & ~self.cr_bits:
            self.offences.append(f"a reserved bit of CR was written ({value:08X})")
        self.cr_asked(value)
        if self.cr & self.lock:
            if value & ~(self.lock | self.reset_cr):
                self.offences.append("CR written while LOCK")
            return
        self.cr_changes(value)
        self.cr = self.cr_of(value)

    def cr_of(self, value):
        """What CR holds after a write."""
        return value

    def cr_asked(self, value):
        """For a controller that takes no write at times."""

    def cr_changes(self, value):
        """For a controller that must notice PG going away."""

    # Cells

    def read_cells(self, address, size):
        # A read of the bank that is being programmed stalls the bus until it has finished.
        if self.busy:
            self.offences.append(f"flash read while BSY at {address:08X}")
            self._busy_until = self._now()
        try:
            return self.cache.read(address, size)
        except EccDoubleError as error:
            raise BusError(str(error)) from error

    def write_cells(self, address, size, value):
        if self.busy:
            self.offences.append(f"flash written while BSY at {address:08X}")
        self.store(address, size, value.to_bytes(size, "little"))

    def start(self, address, data):
        self.cells.program(address, data)
        self._busy_until = self._now() + BUSY_INSTRUCTIONS

    def _build_cache(self, acr):
        offend = self.offences.append
        if self.line_size:
            return DataCache(self.cells, self.line_size, acr, self.acr_bits, offend)
        return Access(self.cells, acr, self.acr_bits, offend)
