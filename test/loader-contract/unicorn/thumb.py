"""Which Thumb encodings an ARMv6-M core executes (ARMv6-M Architecture Reference Manual, A5)."""


def is_wide(first):
    """True when `first` is the first halfword of a 32-bit encoding (A5.1)."""
    return first >> 11 in (0b11101, 0b11110, 0b11111)


def breach(first, second):
    """Says why the instruction is none that may run here, or None for a legal one."""
    if is_wide(first):
        return None if _is_armv6m_wide(first, second) else f"Thumb-2 encoding {first:04X} {second:04X}"
    if _is_undefined(first):
        return f"undefined encoding {first:04X}"
    # A loader under a debugger owns no exception handler, so each of these would end in HardFault.
    if first >> 8 in (0xBE, 0xDE, 0xDF):
        return f"BKPT, UDF or SVC {first:04X}"
    return None


def _is_armv6m_wide(first, second):
    if first >> 11 == 0b11110 and second & 0xD000 == 0xD000:
        return True  # BL
    if first & 0xFFF0 == 0xF380 and second & 0xFF00 == 0x8800:
        return True  # MSR
    if first == 0xF3EF and second & 0xF000 == 0x8000:
        return True  # MRS
    return first == 0xF3BF and second & 0xFFF0 in (0x8F40, 0x8F50, 0x8F60)  # DSB, DMB, ISB


def _is_undefined(first):
    if first >> 12 != 0b1011:
        return first & 0xFF00 == 0x4700 and first & 0x0007 != 0  # BX, BLX
    kind = first >> 8 & 0xF
    if kind in (0x1, 0x3, 0x7, 0x8, 0x9, 0xB):
        return True  # CBZ and CBNZ are ARMv7-M
    if kind == 0x6:
        return first & 0xFFEF != 0xB662  # CPSIE i, CPSID i
    if kind == 0xA:
        return first & 0x00C0 == 0x0080
    if kind == 0xF:
        return first & 0x000F != 0 or first & 0x00FF > 0x40  # IT is ARMv7-M, the rest are hints
    return False
