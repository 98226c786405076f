/** Of chips that need nothing for a read, and of a buffer. */
export const plainUnit = `/* Reads a write unit; false if it is damaged. */
static inline bool otp_unit_(uint32_t at, uint8_t *to)
{
    if (OTP_IS_DAMAGED(at)) return false;
    const volatile uint8_t *from = (const volatile uint8_t *)((uintptr_t)(OTP_BASE) + at);
    for (uint32_t i = 0; i < OTP_UNIT; i++) to[i] = from[i];
    return true;
}`;
