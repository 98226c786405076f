"""A Cortex-M0 under Unicorn with RAM, one flash interface, its OTP area and the watchdog's key register."""

import unicorn as uc
import unicorn.arm_const as arm

import stm32c0
import stm32f2
import stm32f4
import stm32f7
import stm32g0
import stm32g4
import stm32h7
import stm32l4
import stm32l5
import stm32u0
import stm32u5
import thumb
from cells import Cells
from flash import BusError

BANKS = {
    "stm32c0-otp": (stm32c0, stm32c0.Stm32C0Flash),
    "stm32f2-otp": (stm32f2, stm32f2.Stm32F2Flash),
    "stm32f4-otp": (stm32f4, stm32f4.Stm32F4Flash),
    "stm32f72x-otp": (stm32f7.F72x, stm32f7.Stm32F72xFlash),
    "stm32f74x-otp": (stm32f7.F74x, stm32f7.Stm32F74xFlash),
    "stm32f76x-otp": (stm32f7.F74x, stm32f7.Stm32F74xFlash),
    "stm32g0-otp": (stm32g0, stm32g0.Stm32G0Flash),
    "stm32g4-otp": (stm32g4, stm32g4.Stm32G4Flash),
    "stm32h72x-e-sector": (stm32h7.H72X_E, stm32h7.Stm32H7Flash),
    "stm32h72x-g-sector": (stm32h7.H72X_G, stm32h7.Stm32H7Flash),
    "stm32h74x-g-sector": (stm32h7.H74X_G, stm32h7.Stm32H7Flash),
    "stm32h74x-i-sector": (stm32h7.H74X_I, stm32h7.Stm32H7Flash),
    "stm32l4-otp": (stm32l4, stm32l4.Stm32L4Flash),
    "stm32l5-otp": (stm32l5, stm32l5.Stm32L5Flash),
    "stm32u0-otp": (stm32u0, stm32u0.Stm32U0Flash),
    "stm32u5-otp": (stm32u5, stm32u5.Stm32U5Flash),
}
RAM_BASE, RAM_SIZE = 0x20000000, 0x2000
# IWDG of every family, and IWDG1 of H7, which is not at the start of its page.
IWDG_PAGES = (0x40003000, 0x58004000)
PAGE = 0x1000
MAX_INSTRUCTIONS = 3_000_000
ARGUMENTS = (arm.UC_ARM_REG_R0, arm.UC_ARM_REG_R1, arm.UC_ARM_REG_R2, arm.UC_ARM_REG_R3)


class Machine:
    def __init__(self, bank, preset):
        chip, controller = BANKS[bank]
        self.instructions = 0
        self._cells = Cells(chip.OTP_BASE, chip.OTP_SIZE, chip.UNIT, preset)
        self._flash = controller(self._cells, preset, lambda: self.instructions)
        self._otp_page = chip.OTP_BASE - chip.OTP_BASE % PAGE
        self._otp_pages = (chip.OTP_BASE + chip.OTP_SIZE - 1 - self._otp_page) // PAGE + 1
        self._flash_page = chip.BASE - chip.BASE % PAGE
        self._flash_base = chip.BASE
        self._fault = None
        self._accesses = []
        self._legal = set()
        self._core = self._build_core()

    def read(self, address, length):
        return bytes(self._core.mem_read(address, length))

    def write(self, address, data):
        self._core.mem_write(address, data)
        # Unicorn keeps the translation of code that the host has overwritten.
        self._core.ctl_remove_cache(RAM_BASE, RAM_BASE + RAM_SIZE)
        self._legal.clear()

    def call(self, entry, arguments, stack, halt):
        """Runs from `entry` until `halt`, with the registers that a debugger sets before a RAM call."""
        core = self._core
        self._forget_last_call()
        for register, value in zip(ARGUMENTS, arguments):
            core.reg_write(register, value)
        for register, value in (
            (arm.UC_ARM_REG_CONTROL, 0),
            (arm.UC_ARM_REG_PRIMASK, 1),
            (arm.UC_ARM_REG_SP, stack),
            (arm.UC_ARM_REG_LR, halt | 1),
        ):
            core.reg_write(register, value)
        if not entry & 1:
            self._fail("entry without the Thumb bit")
        else:
            self._run(entry, halt)
        return self._outcome()

    def state(self):
        return {
            "otp": self._cells.peek(self._cells.base, self._cells.size).hex(),
            "acr": self._flash.cache.acr,
            "sr": self._flash.sr,
            "cr": self._flash.cr,
        }

    def _forget_last_call(self):
        self._fault = None
        self._accesses = []
        self._cells.programmed = []
        self._flash.offences.clear()
        self._deadline = self.instructions + MAX_INSTRUCTIONS

    def _run(self, entry, halt):
        try:
            self._core.emu_start(entry, halt)
        except uc.UcError as error:
            self._fail(str(error))

    def _outcome(self):
        core = self._core
        return {
            "r0": core.reg_read(arm.UC_ARM_REG_R0),
            "r1": core.reg_read(arm.UC_ARM_REG_R1),
            "sp": core.reg_read(arm.UC_ARM_REG_SP),
            "fault": self._fault,
            "accesses": self._accesses,
            "programmed": self._cells.programmed,
            "offences": list(self._flash.offences),
        }

    def _build_core(self):
        core = uc.Uc(uc.UC_ARCH_ARM, uc.UC_MODE_THUMB | uc.UC_MODE_MCLASS)
        core.ctl_set_cpu_model(arm.UC_CPU_ARM_CORTEX_M0)
        core.mem_map(RAM_BASE, RAM_SIZE)
        core.mmio_map(self._otp_page, self._otp_pages * PAGE, self._read_otp, None, self._write_otp, None)
        core.mmio_map(self._flash_page, PAGE, self._read_register, None, self._write_register, None)
        for page in IWDG_PAGES:
            core.mmio_map(page, PAGE, lambda *_: 0, None, lambda *_: None, None)
        # Millions of calls: Unicorn 2.0 takes these in place of its own layers around them, and another version ignores them.
        core._hookcode_cb = self._on_instruction
        core._hook_mem_access_cb = self._on_access
        core.hook_add(uc.UC_HOOK_CODE, self._on_instruction)
        core.hook_add(uc.UC_HOOK_MEM_READ | uc.UC_HOOK_MEM_WRITE, self._on_access)
        core.hook_add(uc.UC_HOOK_MEM_INVALID, self._on_invalid)
        core.hook_add(uc.UC_HOOK_INTR, self._on_exception)
        return core

    def _fail(self, reason):
        if self._fault is None:
            pc = self._core.reg_read(arm.UC_ARM_REG_PC)
            self._fault = f"{reason} (PC {pc:08X})"
        self._core.emu_stop()

    # Hooks: Unicorn runs Thumb-2 and unaligned accesses, which an ARMv6-M core faults on

    def _on_instruction(self, core, address, _size, _data):
        self.instructions += 1
        if self.instructions > self._deadline:
            return self._fail("does not come to an end")
        if address not in self._legal:
            self._judge(address)

    def _judge(self, address):
        try:
            code = self._core.mem_read(address, 4)
            reason = thumb.breach(code[0] | code[1] << 8, code[2] | code[3] << 8)
        except Exception as error:  # noqa: BLE001 - without the binding's layers nobody else hears of it
            reason = f"{type(error).__name__}: {error}"
        if reason:
            self._fail(reason)
        else:
            self._legal.add(address)

    def _on_access(self, _core, access, address, size, value, _data):
        if self._fault is not None:
            return
        if address % size:
            return self._fail(f"unaligned {size}-byte access to {address:08X}")
        if access == uc.UC_MEM_WRITE:
            self._accesses.append(["write", address, size, value & (1 << 8 * size) - 1])
        elif not self._is_register(address):
            self._accesses.append(["read", address, size, 0])

    def _is_register(self, address):
        return address - address % PAGE in (self._flash_page, *IWDG_PAGES)

    def _on_invalid(self, _core, _access, address, size, _value, _data):
        self._fail(f"bus error on a {size}-byte access to {address:08X}")
        return False

    def _on_exception(self, _core, number, _data):
        self._fail(f"exception {number}")

    # Memory-mapped flash

    def _read_otp(self, _core, offset, size, _data):
        return self._guarded(lambda: int.from_bytes(self._flash.read_cells(self._otp_page + offset, size), "little"))

    def _write_otp(self, _core, offset, size, value, _data):
        self._guarded(lambda: self._flash.write_cells(self._otp_page + offset, size, value))

    def _read_register(self, _core, offset, _size, _data):
        return self._guarded(lambda: self._flash.read_register(self._flash_page + offset - self._flash_base))

    def _write_register(self, _core, offset, size, value, _data):
        self._guarded(lambda: self._flash.write_register(self._flash_page + offset - self._flash_base, size, value))

    def _guarded(self, access):
        """Nothing reaches the flash after a fault: a core that faulted executes no more of the loader."""
        if self._fault is not None:
            return 0
        try:
            return access()
        except BusError as error:
            self._fail(str(error))
            return 0
