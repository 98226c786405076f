import type { Helper } from '../reader.js';

/** The die's own UID; a buffer has none unless OTP_UID_BASE says where it is. */
export const uid: Helper = {
  name: 'otp_uid_',
  code: `/* Reads the unique ID of the die; false if a buffer is read, and OTP_UID_BASE does not say where another has it. */
static inline bool otp_uid_(uint8_t *to)
{
#ifdef OTP_UID_BASE
    const volatile uint8_t *from = (const volatile uint8_t *)(uintptr_t)(OTP_UID_BASE);
    for (uint32_t i = 0; i < 12; i++) to[i] = from[i];
    return true;
#else
    (void)to;
    return false;
#endif
}`,
};
