"""The flash interface of STM32F7 in front of its OTP area (RM0385, RM0410 and RM0431 3.3 to 3.7), and its two layouts."""

from byte_units import UNIT, ByteFlash

# A store that FLASH_CR does not allow.
ERSERR = 1 << 7


class Stm32F7Flash(ByteFlash):
    flags = 0xF3
    # LATENCY, PRFTEN, ARTEN and ARTRST: ART is on the ITCM bus, and no OTP is behind it.
    acr_bits = 0xB0F
    # SR without RDERR, which F72x and F73x alone have; CR with one bank.
    sr_bits = 0xF3
    cr_bits = 0x8301037F
    sequence_error = ERSERR


class F72x:
    BASE, OTP_BASE, OTP_SIZE, UNIT = 0x40023C00, 0x1FF07800, 0x210, UNIT


class F74x:
    BASE, OTP_BASE, OTP_SIZE, UNIT = 0x40023C00, 0x1FF0F000, 0x410, UNIT


class Stm32F72xFlash(Stm32F7Flash):
    otp_base, lock_bytes, block_size = F72x.OTP_BASE, 0x1FF07A00, 32


class Stm32F74xFlash(Stm32F7Flash):
    otp_base, lock_bytes, block_size = F74x.OTP_BASE, 0x1FF0F400, 64
