import type { Algorithm } from './algorithm.js';
import { over } from './over.js';

/** Compares byte by byte while they come in. */
export const complement: Algorithm = {
  helpers: [
    over,
    {
      name: 'otp_complement_',
      code: `/* Compares bytes with others, each bit of which must be inverted. */
struct otp_complement_ {
    const uint8_t *next;
    bool fits;
};

static inline void otp_complement_take_(void *state, uint8_t byte)
{
    struct otp_complement_ *c = (struct otp_complement_ *)state;
    if ((*c->next++ ^ byte) != 0xFF) c->fits = false;
}`,
    },
  ],
  begin: ['struct otp_complement_ c;', 'c.next = b;', 'c.fits = true;'],
  take: 'otp_complement_take_',
  end: ['const bool fits = c.fits;'],
};
