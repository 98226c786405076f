"""The flash interface of STM32F4 in front of its OTP area (RM0090 3.6 to 3.9)."""

from byte_units import UNIT, ByteFlash

BASE = 0x40023C00
OTP_BASE, OTP_SIZE = 0x1FFF7800, 0x210


class Stm32F4Flash(ByteFlash):
    line_size = 16
    flags = 0x1F3
    # LATENCY to DCRST; SR without RDERR, which F405 to F417 do not have; CR with one bank.
    acr_bits = 0x1F0F
    sr_bits = 0xF3
    cr_bits = 0x8301037F
    otp_base, lock_bytes = OTP_BASE, 0x1FFF7A00
