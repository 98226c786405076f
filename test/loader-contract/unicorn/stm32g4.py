"""The flash interface of STM32G4 in front of its OTP area (RM0440 3.3 and 3.7): no PEMPTY."""

from double_words import UNIT, DoubleWordFlash

BASE = 0x40022000
OTP_BASE, OTP_SIZE = 0x1FFF7000, 0x400


class Stm32G4Flash(DoubleWordFlash):
    line_size = 32
    flags = 0xC3FB
    # LATENCY to SLEEP_PD and DBG_SWEN; of CR what categories 2 to 4 have.
    acr_bits = 0x47F0F
    sr_bits = 0xC3FB
    cr_bits = 0xCF0701FF
