"""The data cache between the core's data bus and the flash (ART accelerator; RM0090 3.5.2, RM0351 3.3.4)."""

ICEN, DCEN, ICRST, DCRST = 1 << 9, 1 << 10, 1 << 11, 1 << 12


class DataCache:
    """FLASH_ACR and the lines behind it. Lines are kept for ever: the worst case for whoever reads stale data."""

    def __init__(self, cells, line_size, acr, offend):
        self.acr = acr
        self._cells = cells
        self._line_size = line_size
        self._lines = {}
        self._offend = offend

    def write_acr(self, value):
        for reset, enable in ((DCRST, DCEN), (ICRST, ICEN)):
            # RM0090 3.9.1: the reset bits can be written only while their cache is disabled.
            if value & reset and (self.acr | value) & enable:
                self._offend("a cache was reset while it was enabled")
                value &= ~reset
        if value & DCRST:
            self._lines.clear()
        self.acr = value

    def read(self, address, size):
        if not self.acr & DCEN:
            return self._cells.read(address, size)
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
