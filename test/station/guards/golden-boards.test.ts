import { expect, it } from 'vitest';
import { GoldenBoards } from '../../../src/station/guards/golden-boards.js';

it('needs a golden board at the start and after each clearance, which only a good read of one ends', () => {
  const golden = new GoldenBoards(['AA', 'BB']);
  expect(golden.isNeeded).toBe(true);
  expect(golden.visited({ uid: 'CC', result: 'again' })).toBe(false);
  expect(golden.visited({ uid: 'AA', result: 'refused' })).toBe(false);
  expect(golden.isNeeded).toBe(true);
  expect(golden.visited({ uid: 'BB', result: 'again' })).toBe(true);
  expect(golden.isNeeded).toBe(false);
  golden.cleared();
  expect(golden.isNeeded).toBe(true);
});

it('needs none where the line names none', () => {
  const golden = new GoldenBoards();
  golden.cleared();
  expect(golden.isNeeded).toBe(false);
});
