/** FIPS 180-4 §6.1.2, with the message schedule in 16 words. */
export const sha1Block = `static inline void otp_sha1_block_(struct otp_sha1_ *c)
{
    uint32_t w[16];
    uint32_t h[5];
    for (uint32_t i = 0; i < 16; i++) {
        const uint8_t *from = c->block + 4u * i;
        w[i] = (uint32_t)from[0] << 24 | (uint32_t)from[1] << 16 | (uint32_t)from[2] << 8 | from[3];
    }
    for (uint32_t i = 0; i < 5; i++) h[i] = c->h[i];
    for (uint32_t i = 0; i < 80; i++) {
        if (i >= 16) {
            const uint32_t mixed = w[(i + 13u) % 16u] ^ w[(i + 8u) % 16u] ^ w[(i + 2u) % 16u] ^ w[i % 16u];
            w[i % 16u] = otp_sha1_turn_(mixed, 1);
        }
        uint32_t f;
        if (i < 20) f = ((h[1] & h[2]) | (~h[1] & h[3])) + 0x5A827999u;
        else if (i < 40) f = (h[1] ^ h[2] ^ h[3]) + 0x6ED9EBA1u;
        else if (i < 60) f = ((h[1] & h[2]) | (h[1] & h[3]) | (h[2] & h[3])) + 0x8F1BBCDCu;
        else f = (h[1] ^ h[2] ^ h[3]) + 0xCA62C1D6u;
        const uint32_t next = otp_sha1_turn_(h[0], 5) + f + h[4] + w[i % 16u];
        h[4] = h[3];
        h[3] = h[2];
        h[2] = otp_sha1_turn_(h[1], 30);
        h[1] = h[0];
        h[0] = next;
    }
    for (uint32_t i = 0; i < 5; i++) c->h[i] += h[i];
}`;

/** FIPS 180-4 §6.2.2, likewise; turning right by n is turning left by 32 - n. */
export const sha256Block = `static inline void otp_sha256_block_(struct otp_sha256_ *c)
{
    static const uint32_t k[64] = {
        0x428A2F98u, 0x71374491u, 0xB5C0FBCFu, 0xE9B5DBA5u, 0x3956C25Bu, 0x59F111F1u, 0x923F82A4u, 0xAB1C5ED5u,
        0xD807AA98u, 0x12835B01u, 0x243185BEu, 0x550C7DC3u, 0x72BE5D74u, 0x80DEB1FEu, 0x9BDC06A7u, 0xC19BF174u,
        0xE49B69C1u, 0xEFBE4786u, 0x0FC19DC6u, 0x240CA1CCu, 0x2DE92C6Fu, 0x4A7484AAu, 0x5CB0A9DCu, 0x76F988DAu,
        0x983E5152u, 0xA831C66Du, 0xB00327C8u, 0xBF597FC7u, 0xC6E00BF3u, 0xD5A79147u, 0x06CA6351u, 0x14292967u,
        0x27B70A85u, 0x2E1B2138u, 0x4D2C6DFCu, 0x53380D13u, 0x650A7354u, 0x766A0ABBu, 0x81C2C92Eu, 0x92722C85u,
        0xA2BFE8A1u, 0xA81A664Bu, 0xC24B8B70u, 0xC76C51A3u, 0xD192E819u, 0xD6990624u, 0xF40E3585u, 0x106AA070u,
        0x19A4C116u, 0x1E376C08u, 0x2748774Cu, 0x34B0BCB5u, 0x391C0CB3u, 0x4ED8AA4Au, 0x5B9CCA4Fu, 0x682E6FF3u,
        0x748F82EEu, 0x78A5636Fu, 0x84C87814u, 0x8CC70208u, 0x90BEFFFAu, 0xA4506CEBu, 0xBEF9A3F7u, 0xC67178F2u,
    };
    uint32_t w[16];
    uint32_t h[8];
    for (uint32_t i = 0; i < 16; i++) {
        const uint8_t *from = c->block + 4u * i;
        w[i] = (uint32_t)from[0] << 24 | (uint32_t)from[1] << 16 | (uint32_t)from[2] << 8 | from[3];
    }
    for (uint32_t i = 0; i < 8; i++) h[i] = c->h[i];
    for (uint32_t i = 0; i < 64; i++) {
        if (i >= 16) {
            const uint32_t a = w[(i + 1u) % 16u];
            const uint32_t b = w[(i + 14u) % 16u];
            w[i % 16u] += (otp_sha256_turn_(a, 25) ^ otp_sha256_turn_(a, 14) ^ a >> 3) + w[(i + 9u) % 16u] +
                          (otp_sha256_turn_(b, 15) ^ otp_sha256_turn_(b, 13) ^ b >> 10);
        }
        const uint32_t e = otp_sha256_turn_(h[4], 26) ^ otp_sha256_turn_(h[4], 21) ^ otp_sha256_turn_(h[4], 7);
        const uint32_t first = h[7] + e + ((h[4] & h[5]) ^ (~h[4] & h[6])) + k[i] + w[i % 16u];
        const uint32_t a = otp_sha256_turn_(h[0], 30) ^ otp_sha256_turn_(h[0], 19) ^ otp_sha256_turn_(h[0], 10);
        const uint32_t second = a + ((h[0] & h[1]) ^ (h[0] & h[2]) ^ (h[1] & h[2]));
        for (uint32_t j = 7; j > 0; j--) h[j] = h[j - 1u];
        h[4] += first;
        h[0] = first + second;
    }
    for (uint32_t i = 0; i < 8; i++) c->h[i] += h[i];
}`;
