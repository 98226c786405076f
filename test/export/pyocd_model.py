"""What a user script needs of pyOCD 0.46, on a chip that is a dictionary: `modules(chip)` gives its modules by name.

It keeps what makes pyOCD dangerous here: a file's chunk that raises ValueError is dropped with a warning, a builder
keeps an overlapping chunk after it has raised, and pages are filled in the order in which data comes.
"""

import types


class Chip:
    """Memory by address; a write to OTP clears bits, as the loader does, and is noted."""

    def __init__(self, case):
        self.memory = {int(at): byte for at, byte in case["memory"].items()}
        self.spoil = {int(at): bits for at, bits in case["spoil"].items()}
        self.besides = {int(at): byte for at, byte in case["besides"].items()}
        self.cleared_by_ones = set(case["clearedByOnes"])
        self.burnt, self.written = {}, {}

    def read(self, address, length):
        return [self.memory.get(at, 0xFF) for at in range(address, address + length)]

    def write(self, address, data):
        for at, byte in enumerate(data, address):
            new = byte ^ self.spoil.get(at, 0)
            self.memory[at] = self.memory.get(at, 0) & ~new if at in self.cleared_by_ones else new

    def burn(self, address, data):
        self.memory.update(self.besides)
        for at, byte in enumerate(data, address):
            if byte != 0xFF and byte != self.memory.get(at, 0xFF):
                self.burnt[at] = byte
                self.memory[at] = self.memory.get(at, 0xFF) & byte & ~self.spoil.get(at, 0)


class Target:
    def __init__(self, chip, memory_map):
        self.chip, self.memory_map = chip, memory_map
        self.session = types.SimpleNamespace(options={}, target=self)

    def read32(self, address):
        return int.from_bytes(bytes(self.chip.read(address, 4)), "little")

    def write32(self, address, value):
        self.chip.write(address, value.to_bytes(4, "little"))

    def read_memory_block8(self, address, length):
        return self.chip.read(address, length)

    def read_memory_block32(self, address, count):
        return [self.read32(address + 4 * index) for index in range(count)]

    def write_memory_block32(self, address, words):
        for index, word in enumerate(words):
            self.write32(address + 4 * index, word)

    def write_core_registers_raw(self, names, values):
        pass

    def read_core_register_raw(self, name):
        # A chip with a damaged reset vector: the loader comes back to its BKPT only under its own vector table.
        return self.read32(0xE000ED08) if name == "pc" else 0

    def reset_and_halt(self):
        pass


class MemoryMap(list):
    add_region = list.append
    remove_region = list.remove

    def get_region_for_address(self, address, node_name=None):
        return next((region for region in self if region.start <= address <= region.end), None)


class Region:
    def __init__(self, start, length, is_flash=True, is_writable=False, flash_class=None, **other):
        self.start, self.length, self.end = start, length, start + length - 1
        self.is_flash, self.is_writable, self.flash_class = is_flash, is_writable, flash_class
        self.flash = None
        self.__dict__.update(other)

    def clone_with_changes(self, start, length):
        return Region(start, length, self.is_flash, self.is_writable, self.flash_class)


class Flash:
    """Burns what stands in a page buffer in RAM."""

    TIMEOUT_ERROR = 0xFFFFFFFF

    def __init__(self, target, flash_algo):
        self.target, self.flash_algo = target, flash_algo
        self.page_buffers = flash_algo["page_buffers"] if flash_algo else [0x20000000]

    def get_flash_builder(self):
        return FlashBuilder(self)

    def prepare_target(self):
        pass

    def load_page_buffer(self, number, address, data):
        self.target.chip.write(self.page_buffers[number], data)

    def start_program_page_with_buffer(self, number, address):
        self.target.chip.burn(address, self.target.chip.read(self.page_buffers[number], self.region.page_size))

    def wait_for_completion(self, timeout=None):
        return 0


class FlashBuilder:
    def __init__(self, flash):
        self.flash, self.region, self.operations = flash, flash.region, []

    def add_data(self, address, data):
        self.operations.append((address, data))
        self.operations.sort(key=lambda operation: operation[0])
        for (first, held), (second, _) in zip(self.operations, self.operations[1:]):
            if first + len(held) > second:
                raise ValueError("data overlaps")

    def erase(self):
        self.flash.target.chip.written.setdefault("erased", self.region.start)

    def program(self):
        if not self.region.page_size:
            for address, data in self.operations:
                self.flash.target.chip.write(address, data)
                self.flash.target.chip.written[address] = len(data)
            return
        self.flash.prepare_target()
        for number, (address, page) in enumerate(self.pages()):
            if number % 2:
                self.flash.program_page(address, page)
            else:
                self.flash.load_page_buffer(1, address, page)
                self.flash.start_program_page_with_buffer(1, address)

    def pages(self):
        size, pages = self.region.page_size, []
        for address, data in self.operations:
            for offset, byte in enumerate(data):
                base = (address + offset) // size * size
                if not pages or base >= pages[-1][0] + size:
                    pages.append((base, []))
                page = pages[-1][1]
                page.extend([0xFF] * (address + offset - pages[-1][0] - len(page)))
                page.append(byte)
        return [(base, (page + [0xFF] * size)[:size]) for base, page in pages]


class MemoryLoader:
    def __init__(self, session):
        self.session, self.builders = session, {}

    def add_data(self, address, data):
        while data:
            region = self.session.target.memory_map.get_region_for_address(address)
            if region is None or not (region.is_flash or region.is_writable):
                raise ValueError("no memory region")
            length = min(len(data), region.end - address + 1)
            if region.is_flash:
                self.builders.setdefault(region, region.flash.get_flash_builder()).add_data(address, data[:length])
            address, data = address + length, data[length:]
        return self

    def commit(self):
        builders = sorted(self.builders.values(), key=lambda builder: builder.region.start)
        for builder in builders:
            builder.erase()
        for builder in builders:
            builder.program()


def modules():
    """The modules of pyOCD that a user script imports, by name."""
    exceptions = {name: type(name, (RuntimeError,), {"__init__": failure}) for name in ("FlashFailure", "TargetSupportError")}
    exceptions["FlashProgramFailure"] = type("FlashProgramFailure", (exceptions["FlashFailure"],), {})
    members = {
        "pyocd": {},
        "pyocd.core": {},
        "pyocd.flash": {},
        "pyocd.core.exceptions": exceptions,
        "pyocd.core.memory_map": {"FlashRegion": Region},
        "pyocd.flash.builder": {"FlashBuilder": FlashBuilder},
        "pyocd.flash.flash": {"Flash": Flash},
        "pyocd.flash.loader": {"MemoryLoader": MemoryLoader},
    }
    made = {name: types.ModuleType(name) for name in members}
    for name, content in members.items():
        made[name].__dict__.update(content)
    return made


def failure(self, message="", **details):
    RuntimeError.__init__(self, message)


def download(space, case):
    """Runs one load of some chunks, as FileProgrammer does it, and tells how it ended and what it did to the chip."""
    chip = Chip(case)
    main = Region(case["flash"], 0x80000, page_size=0)
    target = Target(chip, MemoryMap([main, Region(0x20000000, 0x20000, is_flash=False, is_writable=True)]))
    main.flash = Flash(target, None)
    main.flash.region = main
    logged = []
    space["OTP_LOG"].info = space["OTP_LOG"].warning = space["OTP_LOG"].error = lambda text, *values: logged.append(text % values)
    outcome = None
    try:
        space["add_otp"](target)
        region = target.memory_map[-1]
        region.flash = region.flash_class(target, region.algo)
        region.flash.region = region
        loader = MemoryLoader(target.session)
        for address, data in case["chunks"]:
            try:
                loader.add_data(address, bytes(data))
            except ValueError:
                logged.append("dropped")
        if case["garble"]:
            # A host that changes what it was given.
            builder = loader.builders[region]
            builder.operations = [(address + case["garble"], data) for address, data in builder.operations]
        loader.commit()
    except RuntimeError as error:
        outcome = str(error)
    burnt = [[at, byte] for at, byte in sorted(chip.burnt.items())]
    return {"error": outcome, "burnt": burnt, "firmware": bool(chip.written), "logged": logged}
