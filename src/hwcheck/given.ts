import { z } from 'zod';

/** What no probe call shows: the checks get it from the report when they judge it again. */
export const givenSchema = z.strictObject({
  /** The serial number that the probe's URI names. */
  serial: z.string().exactOptional(),
  /** What otpforge doctor has found, and which of it the probe needs; without names of folders and other probes. */
  machine: z
    .strictObject({
      needs: z.string(),
      findings: z.array(z.strictObject({ check: z.string(), status: z.enum(['ok', 'warning', 'problem']) })),
    })
    .exactOptional(),
  /** The scratch sector, which nobody's report holds: its contents are the user's. */
  scratch: z
    .strictObject({
      address: z.number(),
      length: z.number(),
      wasBlank: z.boolean(),
      /** What an earlier run that was interrupted has left was put back before. */
      recovered: z.boolean(),
      restored: z.boolean().exactOptional(),
    })
    .exactOptional(),
  /** The answer to each question whether the board has no supply for a moment. */
  powerCycled: z.boolean().exactOptional(),
  /** The operator's answer to each question to pull a plug or to plug it in; left out where nobody was asked. */
  pulled: z.array(z.boolean()).exactOptional(),
  /** What became of each process that was to be killed; left out where none can be. */
  killed: z.array(z.string()).exactOptional(),
});

export type Given = z.infer<typeof givenSchema>;
