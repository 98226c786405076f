"""The flash interface of STM32F4 in front of its OTP area (RM0090 3.6 to 3.9)."""

from flash import PG, Flash

BASE = 0x40023C00
OTP_BASE, OTP_SIZE, UNIT = 0x1FFF7800, 0x210, 1
LOCK_BYTES, BLOCK_SIZE = 0x1FFF7A00, 32

WRPERR, PGAERR, PGPERR, PGSERR = 1 << 4, 1 << 5, 1 << 6, 1 << 7
WIDTHS = {0: 1, 1: 2, 2: 4, 3: 8}


class Stm32F4Flash(Flash):
    registers = {0x00: "ACR", 0x04: "KEYR", 0x0C: "SR", 0x10: "CR"}
    reset_cr = 0x80000000
    line_size = 16
    flags = 0x1F3
    # LATENCY to DCRST; SR without RDERR, which F405 to F417 do not have; CR with one bank.
    acr_bits = 0x1F0F
    sr_bits = 0xF3
    cr_bits = 0x8301037F

    def store(self, address, size, data):
        if not self.cr & PG:
            self.sr |= PGSERR
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
        block = address - LOCK_BYTES if address >= LOCK_BYTES else (address - OTP_BASE) // BLOCK_SIZE
        return self.cells.peek(LOCK_BYTES + block, 1)[0] == 0x00
