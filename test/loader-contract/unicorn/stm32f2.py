"""The flash interface of STM32F2 in front of its OTP area (PM0059 2.4 to 2.7)."""

from byte_units import UNIT, ByteFlash

BASE = 0x40023C00
OTP_BASE, OTP_SIZE = 0x1FFF7800, 0x210


class Stm32F2Flash(ByteFlash):
    line_size = 16
    flags = 0xF3
    # LATENCY to DCRST; no RDERR and no ERRIE.
    acr_bits = 0x1F07
    sr_bits = 0xF3
    cr_bits = 0x8101037F
    otp_base, lock_bytes = OTP_BASE, 0x1FFF7A00
