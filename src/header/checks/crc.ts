import type { CrcParameters } from '../../layout/crc/index.js';
import { cBits, unsigned } from '../c-text.js';
import type { Helper } from '../reader.js';
import type { Algorithm } from './algorithm.js';
import { over } from './over.js';

/** A CRC bit by bit: no table, so that it takes little flash. */
export function crcAlgorithm(parameters: CrcParameters): Algorithm {
  const name = crcName(parameters);
  const { width, init, refIn, refOut, xorOut, feed } = parameters;
  const type = `uint${width > 32 ? 64 : 32}_t`;
  const constant = (value: bigint) => unsigned(value, width);
  const state = `struct otp_${name}_`;
  const start = refIn ? reverse(init, width) : init;
  return {
    helpers: [over, crcHelper(name, parameters)],
    begin: [`${state} c;`, `c.crc = ${constant(start)};`, ...(feed === 'words' ? ['c.held = 0;'] : [])],
    take: `otp_${name}_take_`,
    end: [
      ...(refIn === refOut ? [`${type} end = c.crc;`] : turned(type, width)),
      `const uint${cBits(width / 8)}_t wanted = (uint${cBits(width / 8)}_t)(end${xorOut === 0n ? '' : ` ^ ${constant(xorOut)}`});`,
    ],
  };
}

function turned(type: string, width: number): readonly string[] {
  return [
    `${type} end = 0;`,
    `for (uint32_t bit = 0; bit < ${width}u; bit++) end = end << 1 | (c.crc >> bit & 1u);`,
  ];
}

function crcHelper(name: string, { width, poly, refIn, feed }: CrcParameters): Helper {
  const type = `uint${width > 32 ? 64 : 32}_t`;
  const constant = (value: bigint) => unsigned(value, width);
  const step = refIn
    ? [
        `    ${type} crc = c->crc ^ byte;`,
        `    for (uint32_t bit = 0; bit < 8; bit++) crc = crc & 1u ? crc >> 1 ^ ${constant(reverse(poly, width))} : crc >> 1;`,
        '    c->crc = crc;',
      ]
    : [
        `    ${type} crc = c->crc ^ (${type})byte << ${width - 8};`,
        `    for (uint32_t bit = 0; bit < 8; bit++) crc = crc & ${constant(1n << BigInt(width - 1))} ? crc << 1 ^ ${constant(poly)} : crc << 1;`,
        `    c->crc = crc${width === 32 || width === 64 ? '' : ` & ${constant((1n << BigInt(width)) - 1n)}`};`,
      ];
  const isWords = feed === 'words';
  const stepName = isWords ? `otp_${name}_step_` : `otp_${name}_take_`;
  return {
    name: `otp_${name}_`,
    code: [
      `/* ${titleOf(name, isWords)} */`,
      `struct otp_${name}_ {`,
      `    ${type} crc;`,
      ...(isWords ? ['    uint8_t word[4];', '    uint32_t held;'] : []),
      '};',
      '',
      `static inline void ${stepName}(${isWords ? `struct otp_${name}_ *c` : 'void *state'}, uint8_t byte)`,
      '{',
      ...(isWords ? [] : [`    struct otp_${name}_ *c = (struct otp_${name}_ *)state;`]),
      ...step,
      '}',
      ...(isWords ? wordTaker(name) : []),
    ].join('\n'),
  };
}

// The most significant byte of each little-endian word goes in first.
function wordTaker(name: string): readonly string[] {
  return [
    '',
    `static inline void otp_${name}_take_(void *state, uint8_t byte)`,
    '{',
    `    struct otp_${name}_ *c = (struct otp_${name}_ *)state;`,
    '    c->word[c->held++] = byte;',
    '    if (c->held < 4) return;',
    `    while (c->held > 0) otp_${name}_step_(c, c->word[--c->held]);`,
    '}',
  ];
}

function titleOf(name: string, isWords: boolean): string {
  return `CRC ${name.replace(/^crc_/, '')}${isWords ? ', fed with words' : ''}`;
}

/** A name that says the parameters, so that equal ones are written once. */
function crcName({ width, poly, refIn, refOut, feed }: CrcParameters): string {
  const ways = `${refIn ? 'r' : 'n'}${refOut ? 'r' : 'n'}${feed === 'words' ? 'w' : ''}`;
  return `crc_${width}_${poly.toString(16)}_${ways}`;
}

function reverse(value: bigint, width: number): bigint {
  let result = 0n;
  for (let bit = 0n; bit < BigInt(width); bit += 1n) result = (result << 1n) | ((value >> bit) & 1n);
  return result;
}
