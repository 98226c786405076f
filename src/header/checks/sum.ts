import type { SumName } from '../../layout/sum.js';
import { sumSize } from '../../layout/sum.js';
import type { Algorithm } from './algorithm.js';
import { over } from './over.js';

export function sumAlgorithm(name: SumName): Algorithm {
  const isXor = name === 'xor8';
  const type = `uint${8 * sumSize(name)}_t`;
  const end = name.startsWith('ones') ? '~c' : name.startsWith('twos') ? '0u - c' : 'c';
  return {
    helpers: [over, isXor ? xor : plain],
    begin: ['uint32_t c = 0;'],
    take: isXor ? xor.name : plain.name,
    end: [`const ${type} wanted = (${type})(${end});`],
  };
}

const plain = {
  name: 'otp_sum_take_',
  code: `static inline void otp_sum_take_(void *state, uint8_t byte)
{
    *(uint32_t *)state += byte;
}`,
};

const xor = {
  name: 'otp_xor_take_',
  code: `static inline void otp_xor_take_(void *state, uint8_t byte)
{
    *(uint32_t *)state ^= byte;
}`,
};
