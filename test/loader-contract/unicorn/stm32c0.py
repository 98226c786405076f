"""The flash interface of STM32C0 in front of its OTP area (RM0490 4.3 and FLASH of its CMSIS headers)."""

from stm32g0 import BASE, OTP_BASE, OTP_SIZE, UNIT, Stm32G0Flash


class Stm32C0Flash(Stm32G0Flash):
    flags = 0xC3FB
    sr_bits = 0xC3FB
    # What C011 has: no second bank, PNB of four bits.
    cr_bits = 0xDF07007F
