"""Flash whose bits go from 1 to 0 in bytes, with a lock byte for each block of OTP (RM0090 3.6 to 3.9)."""

from flash import PG, Flash

UNIT = 1

WRPERR, PGAERR, PGPERR, PGSERR = 1 << 4, 1 << 5, 1 << 6, 1 << 7
WIDTHS = {0: 1, 1: 2, 2: 4, 3: 8}


class ByteFlash(Flash):
    registers = {0x00: "ACR", 0x04: "KEYR", 0x0C: "SR", 0x10: "CR"}
    reset_cr = 0x80000000
    # The flag of a store without PG.
    sequence_error = PGSERR
    otp_base = 0
    lock_bytes = 0
    block_size = 32

    def store(self, address, size, data):
        if not self.cr & PG:
            self.sr |= self.sequence_error
        elif size != WIDTHS[self.cr >> 8 & 3]:
            self.sr |= PGPERR
        elif address // 16 != (address + size - 1) // 16:
            self.sr |= PGAERR
        elif not self.cells.holds(address, size) or self._is_locked(address):
            self.sr |= WRPERR
        else:
            self.cache.store_asked(address, data)
            self.start(address, data)

    def _is_locked(self, address):
        at_lock = address >= self.lock_bytes
        block = address - self.lock_bytes if at_lock else (address - self.otp_base) // self.block_size
        return self.cells.peek(self.lock_bytes + block, 1)[0] == 0x00
