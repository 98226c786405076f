import { type HashName, hashSize, isKeyed } from '../../layout/hash.js';
import type { Algorithm } from './algorithm.js';
import { over } from './over.js';
import { sha1Block, sha256Block } from './sha-blocks.js';

/** A hash whose first bytes must be those of the field; `keyPlace` reads an HMAC's key into `key`. */
export function hashAlgorithm(name: HashName, bytes: number, keyPlace: string | undefined): Algorithm {
  const sha = name.endsWith('sha1') ? 'sha1' : 'sha256';
  const size = hashSize(name);
  const fed = (pad: string) => `for (uint32_t i = 0; i < 64; i++) otp_${sha}_take_(&c, key[i] ^ ${pad});`;
  const keyed = isKeyed(name) && keyPlace !== undefined;
  return {
    helpers: [over, shaHelper(sha, size), ...(keyed ? [keyHelper(sha)] : [])],
    begin: [
      ...(keyed ? ['uint8_t key[64];', `if (!otp_${sha}_key_(${keyPlace}, key)) return OTP_UNCHECKED;`] : []),
      `struct otp_${sha}_ c;`,
      `otp_${sha}_begin_(&c);`,
      ...(keyed ? [fed('0x36')] : []),
    ],
    take: `otp_${sha}_take_`,
    end: [
      `uint8_t wanted[${size}];`,
      `otp_${sha}_end_(&c, wanted);`,
      // RFC 2104: the hash of the key's other form and the inner hash.
      ...(keyed
        ? [
            `otp_${sha}_begin_(&c);`,
            fed('0x5C'),
            `for (uint32_t i = 0; i < ${size}u; i++) otp_${sha}_take_(&c, wanted[i]);`,
            `otp_${sha}_end_(&c, wanted);`,
          ]
        : []),
      'uint8_t differs = 0;',
      // As long whatever differs: nobody learns from the time how much fits.
      `for (uint32_t i = 0; i < ${bytes}u; i++) differs = (uint8_t)(differs | (b[i] ^ wanted[i]));`,
      'const bool fits = differs == 0;',
    ],
  };
}

type Sha = 'sha1' | 'sha256';

const starts: Readonly<Record<Sha, string>> = {
  sha1: '0x67452301u, 0xEFCDAB89u, 0x98BADCFEu, 0x10325476u, 0xC3D2E1F0u',
  sha256:
    '0x6A09E667u, 0xBB67AE85u, 0x3C6EF372u, 0xA54FF53Au, 0x510E527Fu, 0x9B05688Cu, 0x1F83D9ABu, 0x5BE0CD19u',
};

/** FIPS 180-4, a byte at a time. */
function shaHelper(sha: Sha, size: number) {
  const words = size / 4;
  return {
    name: `otp_${sha}_`,
    code: `/* ${sha === 'sha1' ? 'SHA-1' : 'SHA-256'} (FIPS 180-4). */
struct otp_${sha}_ {
    uint32_t h[${words}];
    uint32_t length;
    uint8_t block[64];
};

static inline uint32_t otp_${sha}_turn_(uint32_t word, uint32_t bits)
{
    return word << bits | word >> (32u - bits);
}

${sha === 'sha1' ? sha1Block : sha256Block}

static inline void otp_${sha}_begin_(struct otp_${sha}_ *c)
{
    static const uint32_t start[${words}] = {${starts[sha]}};
    for (uint32_t i = 0; i < ${words}; i++) c->h[i] = start[i];
    c->length = 0;
}

static inline void otp_${sha}_take_(void *state, uint8_t byte)
{
    struct otp_${sha}_ *c = (struct otp_${sha}_ *)state;
    c->block[c->length % 64u] = byte;
    if (++c->length % 64u == 0) otp_${sha}_block_(c);
}

static inline void otp_${sha}_end_(struct otp_${sha}_ *c, uint8_t *to)
{
    const uint32_t length = c->length;
    otp_${sha}_take_(c, 0x80);
    while (c->length % 64u != 56u) otp_${sha}_take_(c, 0);
    for (uint32_t i = 0; i < 4; i++) otp_${sha}_take_(c, i == 3u ? (uint8_t)(length >> 29) : 0);
    for (uint32_t i = 0; i < 4; i++) otp_${sha}_take_(c, (uint8_t)(length << 3 >> (24u - 8u * i)));
    for (uint32_t i = 0; i < ${size}; i++) to[i] = (uint8_t)(c->h[i / 4u] >> (24u - 8u * (i % 4u)));
}`,
  };
}

function keyHelper(sha: Sha) {
  return {
    name: `otp_${sha}_key_`,
    code: `/* The key of an HMAC, filled up to a block; a longer one is hashed first (RFC 2104). */
static inline bool otp_${sha}_key_(uint32_t at, uint32_t length, uint8_t *key)
{
    for (uint32_t i = 0; i < 64; i++) key[i] = 0;
    if (length <= 64u) return otp_get_(at, key, length);
    struct otp_${sha}_ c;
    otp_${sha}_begin_(&c);
    if (!otp_over_(otp_${sha}_take_, &c, at, length)) return false;
    otp_${sha}_end_(&c, key);
    return true;
}`,
  };
}
