"""FLASH_ACR, and the data cache between the core's data bus and the flash where there is one."""

ICEN, DCEN, ICRST, DCRST = 1 << 9, 1 << 10, 1 << 11, 1 << 12


class Access:
    """FLASH_ACR of a flash interface without a data cache (RM0444 3.7.1)."""

    resets = ((ICRST, ICEN),)

    def __init__(self, cells, acr, bits, offend):
        self.acr = acr
        self._cells = cells
        self._bits = bits
        self._offend = offend

    def write_acr(self, value):
        if value & ~self._bits:
            self._offend(f"a reserved bit of ACR was written ({value:08X})")
        for reset, enable in self.resets:
            # RM0090 3.9.1: the reset bits can be written only while their cache is disabled.
            if value & reset and (self.acr | value) & enable:
                self._offend("a cache was reset while it was enabled")
                value &= ~reset
        self.acr = value

    def read(self, address, size):
        return self._cells.read(address, size)

    def store_asked(self, address, data):
        """For a cache that keeps what was asked for."""


class DataCache(Access):
    """ART accelerator (RM0090 3.5.2, RM0351 3.3.4). Lines are kept for ever: the worst case for whoever reads stale data."""

    resets = ((DCRST, DCEN), (ICRST, ICEN))

    def __init__(self, cells, line_size, acr, bits, offend):
        super().__init__(cells, acr, bits, offend)
        self._line_size = line_size
        self._lines = {}

    def write_acr(self, value):
        super().write_acr(value)
        if self.acr & DCRST:
            self._lines.clear()

    def read(self, address, size):
        if not self.acr & DCEN:
            return super().read(address, size)
        start = address - address % self._line_size
        if start not in self._lines:
            self._lines[start] = self._fill(start)
        offset = address - start
        return bytes(self._lines[start][offset : offset + size])

    def store_asked(self, address, data):
        """F4 puts the data that was asked for into a cached line (RM0090 3.6.4); a cache that is off sees nothing."""
        start = address - address % self._line_size
        if self.acr & DCEN and start in self._lines:
            self._lines[start][address - start : address - start + len(data)] = data

    def _fill(self, start):
        size = self._line_size
        return bytearray(self._cells.read(start, size) if self._cells.holds(start, size) else bytes(size))
