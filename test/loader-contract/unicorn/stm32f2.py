"""The flash interface of STM32F2 in front of its OTP area (PM0059 2.4 to 2.8): that of STM32F4, without RDERR."""

from stm32f4 import BASE, OTP_BASE, OTP_SIZE, UNIT, Stm32F4Flash

__all__ = ["BASE", "OTP_BASE", "OTP_SIZE", "UNIT", "Stm32F2Flash"]


class Stm32F2Flash(Stm32F4Flash):
    flags = 0xF3
