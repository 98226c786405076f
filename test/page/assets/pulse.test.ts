import { expect, it } from 'vitest';
import { longestSilence, Pulse } from '../../../src/page/assets/live/pulse.js';

it('a station that is not heard for more than two beats is lost, in time for a page to be covered within three seconds', () => {
  const pulse = new Pulse(0);
  pulse.beat(1000);
  expect(pulse.isLost(3000)).toBe(false);
  expect(pulse.isLost(1000 + longestSilence + 1)).toBe(true);
  // Looked at each 200 ms, and drawn in the next frame.
  expect(longestSilence + 200).toBeLessThan(2_900);
  pulse.beat(5000);
  expect(pulse.isLost(5500)).toBe(false);
});
