"""The flash interface of STM32L5 with TrustZone off in front of its OTP area (RM0438 6.3 and 6.9)."""

from double_words import UNIT, DoubleWordFlash

BASE = 0x40022000
OTP_BASE, OTP_SIZE = 0x0BFA0000, 0x200


class Stm32L5Flash(DoubleWordFlash):
    # The non-secure registers.
    registers = {0x00: "ACR", 0x08: "KEYR", 0x20: "SR", 0x28: "CR"}
    flags = 0x20FB
    # LATENCY, RUN_PD, SLEEP_PD and LVEN; EOP and errors with OPTWERR; of CR no FSTPG and no RDERRIE.
    acr_bits = 0xE00F
    sr_bits = 0x20FB
    cr_bits = 0xCB038BFF
