import { describe, expect, it } from 'vitest';
import { macrosOf, numberOf, offsetsOf } from '../../scripts/facts/c-header.mjs';
import { grouped } from '../../scripts/facts/group.mjs';

const header = `
#define APB1PERIPH_BASE       (PERIPH_BASE + 0x00010000UL)
#define PERIPH_BASE           0x40000000UL /*!< of all peripherals */
#define FLASH_R_BASE          (APB1PERIPH_BASE + \\
                               0x2000UL)
#define FLASH_SR_BSY_Pos      (16U)
#define FLASH_SR_BSY_Msk      (0x1UL << FLASH_SR_BSY_Pos) /*!< 0x00010000 */
#define FLASH_CR_BOTH         ((uint32_t)(FLASH_SR_BSY_Msk | 0x8U) & ~0x8U)
#define BY_DEVICE             0x10U
#define BY_DEVICE             0x20U
#define A_CAST                ((uint8_t)0xAA)
#define A_REGISTER            (*((uint32_t *)PERIPH_BASE))
#define ITSELF                ITSELF

typedef struct
{
  __IO uint32_t ACR;          /*!< Address offset: 0x00 */
       uint32_t RESERVED1[3]; /*!< Address offset: 0x04 */
  __IO uint8_t  LOW;
  __IO uint8_t  HIGH;
  __IO uint16_t WIDE;
  __IO uint32_t SR;
} FLASH_TypeDef;
`;

describe('the reader of C headers', () => {
  const macros = macrosOf(header);

  it.each([
    ['FLASH_R_BASE', 0x40012000],
    ['FLASH_SR_BSY_Msk', 0x10000],
    ['FLASH_CR_BOTH', 0x10000],
    ['A_CAST', 0xaa],
    ['BY_DEVICE', undefined],
    ['A_REGISTER', undefined],
    ['ITSELF', undefined],
    ['MISSING', undefined],
  ])('reads %s', (name, value) => {
    expect(numberOf(macros, name)).toBe(value);
  });

  it('counts the offsets of a struct from the sizes of its members', () => {
    expect(offsetsOf(header, 'FLASH_TypeDef')).toEqual({ ACR: 0, LOW: 16, HIGH: 17, WIDE: 18, SR: 20 });
    expect(offsetsOf(header, 'RCC_TypeDef')).toEqual({});
  });

  it('stores what all say once, and else who says what', () => {
    expect(grouped({ a: { X: '0x1', Y: '0x2' }, b: { X: '0x1', Y: '0x3' }, c: { X: '0x1' } })).toEqual({
      X: '0x1',
      Y: { '0x2': 'a', '0x3': 'b' },
    });
  });
});
