import { describe, it } from 'vitest';
import { expectNoValueTwice } from './many-suite.js';

describe('100 units by otpforge unit, 8 at a time', () => {
  it('get each value once, without a gap, from SQLite', () => expectNoValueTwice(100, 'sqlite:line.db'));
});
