"""The flash interface of STM32L4 and L4+ in front of its OTP area (RM0351 and RM0394 3.3 and 3.7)."""

from double_words import UNIT, DoubleWordFlash

BASE = 0x40022000
OTP_BASE, OTP_SIZE = 0x1FFF7000, 0x400

PEMPTY = 1 << 17


class Stm32L4Flash(DoubleWordFlash):
    line_size = 32
    flags = 0xC3FB
    # LATENCY to DCRST, RUN_PD and SLEEP_PD; flags and PEMPTY; of CR what L41x to L46x have.
    acr_bits = 0x7F0F
    sr_bits = 0xC3FB | PEMPTY
    cr_bits = 0xCF0707FF

    def __init__(self, cells, preset, now):
        super().__init__(cells, preset, now)
        self.sr |= PEMPTY if preset["pempty"] else 0

    def write_sr(self, value):
        super().write_sr(value)
        # RM0394 3.7.5: writing 1 toggles PEMPTY.
        self.sr ^= value & PEMPTY
