"""The flash interface of STM32U0 in front of its OTP area (FLASH of its CMSIS headers)."""

from stm32g0 import BASE, OTP_SIZE, UNIT, Stm32G0Flash

OTP_BASE = 0x1FFF6800


class Stm32U0Flash(Stm32G0Flash):
    # HDPOPTWERR 11 and OEMOPTWERR 12; no RDERR.
    flags = 0x9BFB
    sr_bits = 0x9BFB
    # No second bank, and no RDERRIE.
    cr_bits = 0xCB0703FF
