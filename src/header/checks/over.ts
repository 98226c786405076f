import type { Helper } from '../reader.js';

/** Gives the bytes of a range to an algorithm. */
export const over: Helper = {
  name: 'otp_over_',
  code: `typedef void (*otp_take_)(void *state, uint8_t byte);

/* Gives bytes to a computation; false if not all of them can be read. */
static inline bool otp_over_(otp_take_ take, void *state, uint32_t at, uint32_t length)
{
    while (length > 0) {
        uint8_t part[8];
        uint32_t n = 8u - at % 8u;
        if (n > length) n = length;
        if (!otp_get_(at, part, n)) return false;
        for (uint32_t i = 0; i < n; i++) take(state, part[i]);
        at += n;
        length -= n;
    }
    return true;
}`,
};
