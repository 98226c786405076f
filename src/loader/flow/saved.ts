/** Instructions between the copy of a high register and its PUSH, as compilers leave them. */
const nearby = 16;

/** Whether a register is pushed behind an offset before anything else uses it: how ARMv6-M saves R8 to R12. */
export function isPushed(code: DataView, offset: number, register: number): boolean {
  for (let at = offset; at + 2 <= code.byteLength && at < offset + 2 * nearby; at += 2) {
    const half = code.getUint16(at, true);
    // LR has bit 8 of PUSH, and GCC copies a high register into it for that.
    const bit = register === 14 ? 8 : register;
    if ((half & 0xfe00) === 0xb400) return bit <= 8 && register !== 8 && ((half >>> bit) & 1) !== 0;
    if (!usedBy(half)?.every((used) => used !== register)) return false;
  }
  return false;
}

/** Registers of a plain 16-bit instruction (ARMv6-M ARM §A5.2); undefined for any other. */
function usedBy(half: number): readonly number[] | undefined {
  const [low, middle, high, eighth] = [half & 7, (half >>> 3) & 7, (half >>> 6) & 7, (half >>> 8) & 7];
  if (half < 0x1800 || (half >= 0x1c00 && half < 0x2000)) return [low, middle];
  if (half < 0x1c00) return [low, middle, high];
  if (half < 0x4000) return [eighth];
  if (half < 0x4400) return [low, middle];
  if (half < 0x4700) return [((half >>> 4) & 8) | low, (half >>> 3) & 0xf];
  if (half < 0x4800) return undefined;
  if (half < 0x5000) return [eighth];
  if (half < 0x6000) return [low, middle, high];
  if (half < 0x9000) return [low, middle];
  if (half < 0xb000) return [eighth];
  // ADD and SUB of SP.
  return (half & 0xff00) === 0xb000 ? [] : undefined;
}
