/*
 * Reads Identity of the example unit, STM32F401RE.
 * Made by otpforge layout header from otp-f401.yaml: change that, and make it again.
 *
 * SPDX-License-Identifier: MIT-0
 *
 * MIT No Attribution
 *
 * Copyright (c) 2026 the otpforge authors
 *
 * Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
 * documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
 * rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
 * persons to whom the Software is furnished to do so.
 *
 * THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
 * WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
 * COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
 * OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
 */

#ifndef OTP_H_
#define OTP_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Define OTP_BASE before the include to read a buffer in place of the chip, for example in tests on the host. */
#ifdef OTP_BASE
#define OTP_IS_BUFFER_ 1
#else
#define OTP_BASE 0x1FFF7800u
#ifndef OTP_UID_BASE
#define OTP_UID_BASE 0x1FFF7A10u
#endif
#endif

/* Define it as a condition to try damaged units of a buffer. */
#ifndef OTP_IS_DAMAGED
#define OTP_IS_DAMAGED(at) ((void)(at), false)
#endif

#ifdef __cplusplus
#define OTP_ASSERT_ static_assert
#else
#define OTP_ASSERT_ _Static_assert
#endif

/* Offsets count from OTP_BASE, in bytes. */
#define OTP_SIZE 0x210u
#define OTP_UNIT 1u
#define OTP_ERASED 0xFF

#define OTP_SERIAL_OFFSET 0u
#define OTP_SERIAL_SIZE 0x10u

#define OTP_MAC_OFFSET 0x10u
#define OTP_MAC_SIZE 6u

#define OTP_REVISION_OFFSET 0x16u
#define OTP_REVISION_SIZE 2u

#define OTP_MADE_OFFSET 0x18u
#define OTP_MADE_SIZE 4u

#define OTP_CHECK_OFFSET 0x1Cu
#define OTP_CHECK_SIZE 4u

OTP_ASSERT_(OTP_SERIAL_OFFSET + OTP_SERIAL_SIZE <= OTP_SIZE, "serial is within the bank");
OTP_ASSERT_(OTP_MAC_OFFSET + OTP_MAC_SIZE <= OTP_SIZE, "mac is within the bank");
OTP_ASSERT_(OTP_REVISION_OFFSET + OTP_REVISION_SIZE <= OTP_SIZE, "revision is within the bank");
OTP_ASSERT_(OTP_MADE_OFFSET + OTP_MADE_SIZE <= OTP_SIZE, "made is within the bank");
OTP_ASSERT_(OTP_CHECK_OFFSET + OTP_CHECK_SIZE <= OTP_SIZE, "check is within the bank");

enum otp_state {
    OTP_VALUE = 0,    /* written, and it keeps its rules */
    OTP_BLANK = 1,    /* nobody has written it */
    OTP_PARTIAL = 2,  /* only some of its write units are written */
    OTP_INVALID = 3,  /* it breaks a rule, or a check does not fit */
    OTP_DAMAGED = 4,  /* a unit of it cannot be read; "unreadable" in otpforge read */
    OTP_UNCHECKED = 5 /* a check that could not be compared */
};

/* Reads a write unit; false if it is damaged. */
static inline bool otp_unit_(uint32_t at, uint8_t *to)
{
    if (OTP_IS_DAMAGED(at)) return false;
    const volatile uint8_t *from = (const volatile uint8_t *)((uintptr_t)(OTP_BASE) + at);
    for (uint32_t i = 0; i < OTP_UNIT; i++) to[i] = from[i];
    return true;
}

/* Reads bytes; false if a damaged unit is among them. */
static inline bool otp_get_(uint32_t at, uint8_t *to, uint32_t length)
{
    uint8_t unit[OTP_UNIT];
    for (uint32_t i = 0; i < length;) {
        uint32_t from = (at + i) % OTP_UNIT;
        if (!otp_unit_(at + i - from, unit)) return false;
        for (; from < OTP_UNIT && i < length; from++) to[i++] = unit[from];
    }
    return true;
}

/* Reads a field: OTP_VALUE if it can be decoded. Where bits are cleared one by one nothing shows a part. */
static inline enum otp_state otp_raw_(uint32_t at, uint8_t *to, uint32_t length, bool allow_blank)
{
    bool blank = true;
    (void)allow_blank;
    for (uint32_t i = 0; i < length; i++) {
        uint8_t byte;
        if (!otp_get_(at + i, &byte, 1)) return OTP_DAMAGED;
        if (byte != OTP_ERASED) blank = false;
        if (to) to[i] = byte;
    }
    return blank ? OTP_BLANK : OTP_VALUE;
}

/* Whether all fields are blank; a damaged unit is not. */
static inline bool otp_is_blank(void)
{
    static const uint32_t ranges[1][2] = {
        {0u, 0x20u},
    };
    for (uint32_t i = 0; i < 1u; i++) {
        for (uint32_t at = ranges[i][0]; at < ranges[i][0] + ranges[i][1]; at++) {
            uint8_t byte;
            if (!otp_get_(at, &byte, 1) || byte != OTP_ERASED) return false;
        }
    }
    return true;
}

/* Printable ASCII alone. */
static inline bool otp_ascii_(const uint8_t *b, uint32_t length)
{
    for (uint32_t i = 0; i < length; i++) {
        if (b[i] < 0x20 || b[i] > 0x7E) return false;
    }
    return true;
}

/* Whether a text matches its pattern, by the states of an automaton. */
static inline bool otp_match_546a133d_(const uint8_t *b, uint32_t length)
{
    static const uint8_t start[] = {
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
        16, 16,
    };
    static const uint8_t low[] = { 83, 78, 45, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48, 48 };
    static const uint8_t high[] = { 83, 78, 45, 57, 57, 57, 57, 57, 57, 57, 57, 57, 57, 57, 57, 57 };
    static const uint8_t next[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 };
    static const bool final[] = {
        false, false, false, false, false, false, false, true, true, true, true, true, true, true, true, true,
        true,
    };
    uint32_t state = 0;
    uint32_t i = 0;
    while (i < length) {
        const uint32_t code = b[i++];
        uint32_t step = start[state];
        while (step < start[state + 1u] && (code < low[step] || code > high[step])) step++;
        if (step == start[state + 1u]) return false;
        state = next[step];
    }
    return final[state];
}

struct otp_date {
    uint16_t year;
    uint8_t month; /* 1 to 12 */
    uint8_t day;   /* 1 to 31 */
};

/* Whether the calendar has the day. */
static inline bool otp_day_(const struct otp_date *date)
{
    static const uint8_t days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (date->year > 9999 || date->month < 1 || date->month > 12 || date->day < 1) return false;
    /* Years come again after 400; no division, which ARMv6-M has not. */
    uint32_t year = date->year;
    while (year >= 400u) year -= 400u;
    const bool leap = year % 4u == 0 && year != 100u && year != 200u && year != 300u;
    return date->day <= days[date->month - 1] + (date->month == 2 && leap ? 1 : 0);
}

typedef void (*otp_take_)(void *state, uint8_t byte);

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
}

/* CRC 32_4c11db7_rr */
struct otp_crc_32_4c11db7_rr_ {
    uint32_t crc;
};

static inline void otp_crc_32_4c11db7_rr_take_(void *state, uint8_t byte)
{
    struct otp_crc_32_4c11db7_rr_ *c = (struct otp_crc_32_4c11db7_rr_ *)state;
    uint32_t crc = c->crc ^ byte;
    for (uint32_t bit = 0; bit < 8; bit++) crc = crc & 1u ? crc >> 1 ^ 0xEDB88320u : crc >> 1;
    c->crc = crc;
}

/* serial: ASCII, 16 bytes and the 0 that ends it; empty unless the state is OTP_VALUE. */
static inline enum otp_state otp_read_serial(char *text)
{
    if (text) text[0] = '\0';
    const uint32_t at = OTP_SERIAL_OFFSET;
    uint8_t b[OTP_SERIAL_SIZE];
    const enum otp_state state = otp_raw_(at, b, OTP_SERIAL_SIZE, false);
    if (state != OTP_VALUE) return state;
    uint32_t start = 0;
    uint32_t end = 16;
    while (end > 0 && b[end - 1] == 0x00) end--;
    if (!otp_ascii_(b + start, end - start)) return OTP_INVALID;
    if (!otp_match_546a133d_(b + start, end - start)) return OTP_INVALID;
    for (uint32_t i = start; text && i < end; i++) text[i - start] = (char)b[i];
    if (text) text[end - start] = '\0';
    return OTP_VALUE;
}

/* mac: 6 octets, in the order of transmission. */
static inline enum otp_state otp_read_mac(uint8_t *value)
{
    const uint32_t at = OTP_MAC_OFFSET;
    uint8_t b[OTP_MAC_SIZE];
    const enum otp_state state = otp_raw_(at, b, OTP_MAC_SIZE, false);
    if (state != OTP_VALUE) return state;
    for (uint32_t i = 0; value && i < 6u; i++) value[i] = b[i];
    return OTP_VALUE;
}

/* revision: a number. */
static inline enum otp_state otp_read_revision(uint16_t *value)
{
    const uint32_t at = OTP_REVISION_OFFSET;
    uint8_t b[OTP_REVISION_SIZE];
    const enum otp_state state = otp_raw_(at, b, OTP_REVISION_SIZE, false);
    if (state != OTP_VALUE) return state;
    const uint32_t raw = (uint32_t)b[0] | (uint32_t)b[1] << 8;
    const uint16_t number = (uint16_t)raw;
    if (value) *value = number;
    return OTP_VALUE;
}

/* made: a day. */
static inline enum otp_state otp_read_made(struct otp_date *date)
{
    const uint32_t at = OTP_MADE_OFFSET;
    uint8_t b[OTP_MADE_SIZE];
    const enum otp_state state = otp_raw_(at, b, OTP_MADE_SIZE, false);
    if (state != OTP_VALUE) return state;
    struct otp_date found;
    uint32_t two[4];
    for (uint32_t i = 0; i < 4; i++) {
        if ((b[i] & 0x0Fu) > 9 || b[i] >> 4 > 9) return OTP_INVALID;
        two[i] = (b[i] >> 4) * 10u + (b[i] & 0x0Fu);
    }
    found.year = (uint16_t)(two[0] * 100u + two[1]);
    found.month = (uint8_t)two[2];
    found.day = (uint8_t)two[3];
    if (!otp_day_(&found)) return OTP_INVALID;
    if (date) {
        date->year = found.year;
        date->month = found.month;
        date->day = found.day;
    }
    return OTP_VALUE;
}

/* check: OTP_VALUE if it fits what it covers, OTP_INVALID if not; the value in both cases. */
static inline enum otp_state otp_read_check(uint32_t *value)
{
    const uint32_t at = OTP_CHECK_OFFSET;
    uint8_t b[OTP_CHECK_SIZE];
    const enum otp_state state = otp_raw_(at, b, OTP_CHECK_SIZE, false);
    if (state != OTP_VALUE) return state;
    const uint32_t held = (uint32_t)((uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24);
    if (value) *value = held;
    struct otp_crc_32_4c11db7_rr_ c;
    c.crc = 0xFFFFFFFFu;
    if (!otp_over_(otp_crc_32_4c11db7_rr_take_, &c, at - 0x1Cu, 0x10u)) return OTP_UNCHECKED;
    if (!otp_over_(otp_crc_32_4c11db7_rr_take_, &c, at - 0xCu, 6u)) return OTP_UNCHECKED;
    if (!otp_over_(otp_crc_32_4c11db7_rr_take_, &c, at - 6u, 2u)) return OTP_UNCHECKED;
    if (!otp_over_(otp_crc_32_4c11db7_rr_take_, &c, at - 4u, 4u)) return OTP_UNCHECKED;
    uint32_t end = c.crc;
    const uint32_t wanted = (uint32_t)(end ^ 0xFFFFFFFFu);
    return held == wanted ? OTP_VALUE : OTP_INVALID;
}

#endif
