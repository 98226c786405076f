import fc from 'fast-check';

export { fc };

/** How often a property runs: `usual` times, or more in `npm run explore`. */
export function runs(usual: number): number {
  return usual * Number(process.env.OTPFORGE_TIMES ?? 1);
}

// The same commit must pass or fail each time; other seeds are for `npm run explore`.
fc.configureGlobal({ seed: Number(process.env.OTPFORGE_SEED ?? 1), numRuns: runs(100) });
