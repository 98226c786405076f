import { type Bank, type BankEcc, bankOfLine, type EccRegister } from '../bank/index.js';
import { OtpforgeError } from '../errors/index.js';
import { unsigned } from './c-text.js';
import { plainUnit } from './plain-unit.js';

export interface EccAccess {
  readonly code: string;
  /** Between #ifdef OTP_IMPLEMENTATION and #endif; undefined where no file has to define anything. */
  readonly shared?: string;
}

/**
 * Reads that survive the NMI of a double error (RM0351 §3.3.2): the handler takes the flag back and leaves a note. Flags are
 * cleared before the read, since behind one that is set no second one shows; and another unit is read first, since a second
 * read of the same one may come from the flash's buffer, without an error.
 */
export function eccAccess(bank: Bank, ecc: BankEcc, isOneChip: boolean): EccAccess {
  const registers = isOneChip ? ecc.registers.map(registerOf) : sharedRegisters(bank, ecc);
  const lines = (text: (each: Register, index: number) => string) => registers.map(text).join('\n');
  const code = `${coreAccess}

/* The flash interface's ECC register${registers.length > 1 ? 's' : ''}: double errors, corrected ones${registers.some(({ system }) => system) ? ', and that one is outside of the main flash' : ''}. */
${lines(({ register, detected, corrected, system }, index) =>
  [
    `#define OTP_ECC${index}_ (*(volatile uint32_t *)${unsigned(register)})`,
    `#define OTP_ECC${index}_DETECTED_ ${unsigned(detected)}`,
    `#define OTP_ECC${index}_CORRECTED_ ${unsigned(corrected)}`,
    ...(system ? [`#define OTP_ECC${index}_SYSTEM_ ${unsigned(system)}`] : []),
  ].join('\n'),
)}

/* 1: reads OTP only with otp_nmi() in the NMI handler. */
#define OTP_HAS_NMI 1

#ifdef OTP_IS_BUFFER_
${plainUnit}

/* A buffer raises no NMI. */
static inline bool otp_nmi(void)
{
    return false;
}
#else
#ifdef __cplusplus
extern "C" {
#endif
/* Reads a write unit; false if it is damaged. */
bool otp_unit_(uint32_t at, uint8_t *to);

/*
 * Call it first in NMI_Handler. True: a read of OTP met a damaged unit, and there is nothing else to do. False: the NMI
 * has another cause.
 */
bool otp_nmi(void);
#ifdef __cplusplus
}
#endif
#endif`;
  return { code, shared: shared(ecc, registers) };
}

function shared({ cache }: BankEcc, registers: readonly Register[]): string {
  const each = (text: (index: number, register: Register) => string) =>
    registers.map((register, index) => text(index, register));
  const isOfOtp = each((index, { system }) =>
    system
      ? `(OTP_ECC${index}_ & OTP_ECC${index}_DETECTED_ && OTP_ECC${index}_ & OTP_ECC${index}_SYSTEM_)`
      : `(OTP_ECC${index}_ & OTP_ECC${index}_DETECTED_)`,
  );
  return `#ifndef OTP_IS_BUFFER_
static volatile bool otp_reading_;
static volatile bool otp_damaged_;

/* Writing 1 clears a flag; what else the register holds stays. */
static void otp_clear_(void)
{
${each((index) => `    OTP_ECC${index}_ = OTP_ECC${index}_ | OTP_ECC${index}_DETECTED_ | OTP_ECC${index}_CORRECTED_;`).join('\n')}
}

static bool otp_failed_(void)
{
    return ${each((index) => `(OTP_ECC${index}_ & OTP_ECC${index}_DETECTED_) != 0`).join(' || ')};
}

bool otp_nmi(void)
{
    if (!otp_reading_ || !(${isOfOtp.join(' || ')})) return false;
    otp_damaged_ = true;
    otp_clear_();
    return true;
}

/* Reads a word, and waits for the NMI that it may raise. False: a double error. */
static bool otp_word_(uint32_t at, uint32_t *to)
{
    otp_damaged_ = false;
    otp_clear_();
    *to = *(const volatile uint32_t *)((uintptr_t)(OTP_BASE) + at);
    OTP_BARRIER();
    bool failed = otp_failed_();
    for (uint32_t wait = 0; wait < 100u && otp_failed_(); wait++) OTP_BARRIER();
    otp_clear_();
    return !failed && !otp_damaged_;
}

bool otp_unit_(uint32_t at, uint8_t *to)
{
    const uint32_t mask = OTP_MASK_INTERRUPTS();
${
  cache
    ? `    volatile uint32_t *const access = (volatile uint32_t *)${unsigned(cache.register)};
    const uint32_t cached = *access & ${unsigned(cache.enable)};
    *access &= ~${unsigned(cache.enable)};
`
    : ''
}    otp_reading_ = true;
    uint32_t words[OTP_UNIT / 4u];
    /* Another unit first: the flash may still hold this one, and would give it again without an error. */
    (void)otp_word_(at ^ 0x80u, words);
    bool whole = true;
    for (uint32_t i = 0; i < OTP_UNIT / 4u; i++) {
        if (!otp_word_(at + 4u * i, &words[i])) whole = false;
    }
    otp_reading_ = false;
${cache ? '    *access |= cached;\n' : ''}    OTP_UNMASK_INTERRUPTS(mask);
    for (uint32_t i = 0; i < OTP_UNIT; i++) to[i] = (uint8_t)(words[i / 4u] >> 8u * (i % 4u));
    return whole;
}
#endif`;
}

interface Register {
  readonly register: number;
  readonly detected: number;
  readonly corrected: number;
  /** The bit of the system area, OTP included; 0 where chips of the bank differ in it. */
  readonly system: number;
}

/** The registers of every chip of the bank, with the flags of all. */
function sharedRegisters(bank: Bank, ecc: BankEcc): readonly Register[] {
  const found = bank.lines.map((line) => (bankOfLine(bank, line).otp.ecc ?? ecc).registers.map(registerOf));
  const [first = []] = found;
  const places = (registers: readonly Register[]) => registers.map(({ register }) => register).join();
  if (found.some((registers) => places(registers) !== places(first))) {
    throw new OtpforgeError('DEVICE_NEEDED', {
      message: `the chips of ${bank.name} report ECC errors by different registers`,
      remedy: 'Name the chip that the header is for with --device.',
      details: { bank: bank.name },
    });
  }
  return first.map((register, index) => ({
    register: register.register,
    detected: joined(found, index, 'detected'),
    corrected: joined(found, index, 'corrected'),
    system: found.every((each) => each[index]?.system === register.system) ? register.system : 0,
  }));
}

function joined(
  found: readonly (readonly Register[])[],
  index: number,
  flags: 'detected' | 'corrected',
): number {
  return found.reduce((all, each) => (all | (each[index]?.[flags] ?? 0)) >>> 0, 0);
}

function registerOf({ register, detected, corrected, system }: EccRegister): Register {
  return { register, detected, corrected, system: system === undefined ? 0 : 2 ** system };
}

const coreAccess = `#ifndef OTP_IS_BUFFER_
#ifndef OTP_BARRIER
#if defined(__GNUC__) && defined(__arm__)
#define OTP_BARRIER() __asm volatile("dsb\\n\\tisb" ::: "memory")
static inline uint32_t otp_mask_(void)
{
    uint32_t mask;
    __asm volatile("mrs %0, primask\\n\\tcpsid i" : "=r"(mask)::"memory");
    return mask;
}
static inline void otp_unmask_(uint32_t mask)
{
    __asm volatile("msr primask, %0" ::"r"(mask) : "memory");
}
#define OTP_MASK_INTERRUPTS() otp_mask_()
#define OTP_UNMASK_INTERRUPTS(mask) otp_unmask_(mask)
#else
#error "define OTP_BARRIER(), OTP_MASK_INTERRUPTS() and OTP_UNMASK_INTERRUPTS(mask) for this compiler"
#endif
#endif
#endif`;
