"""OTP cells with the defects that a test asks for."""


class EccDoubleError(Exception):
    """A read met two wrong bits: ECCD, which is an NMI."""


class Cells:
    def __init__(self, base, size, unit, preset):
        self.base = base
        self.size = size
        self.unit = unit
        self._contents = bytearray.fromhex(preset["otp"])
        assert len(self._contents) == size
        self._stuck = {cell["address"]: cell["mask"] for cell in preset["stuck"]}
        self._spent = set(preset["spent"])
        self._damaged = set(preset["damaged"])
        self.programmed = []

    def holds(self, address, size):
        return self.base <= address and address + size <= self.base + self.size

    def read(self, address, size):
        for unit in range(address - address % self.unit, address + size, self.unit):
            if unit in self._damaged:
                raise EccDoubleError(f"ECCD at {unit:08X}")
        return self.peek(address, size)

    def peek(self, address, size):
        """The contents as a microscope would show them: no ECC check."""
        offset = address - self.base
        return bytes(self._contents[offset : offset + size])

    def is_virgin(self, unit):
        """True when the unit never took a programming operation, as its check bits tell."""
        blank = all(byte == 0xFF for byte in self.peek(unit, self.unit))
        return blank and unit not in self._spent and unit not in self._damaged

    def program(self, address, data):
        """One programming operation: bits go from 1 to 0, except stuck ones."""
        self.programmed.append(address)
        self._spent.add(address - address % self.unit)
        for at, byte in enumerate(data, address):
            old = self._contents[at - self.base]
            self._contents[at - self.base] = old & (byte | self._stuck.get(at, 0))
