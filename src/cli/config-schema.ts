import { z } from 'zod';

export const configFormat = { format: 'otpforge.config', major: 1 } as const;

/** otpforge.yaml: a project's defaults. Paths are relative to the file. */
export const configSchema = z.strictObject({
  format: z.string(),
  firmware: z.string().optional(),
  layout: z.string().optional(),
  device: z.string().optional(),
  probe: z.string().optional(),
  banks: z.array(z.string()).optional(),
  journal: z.union([z.string(), z.literal(false)]).optional(),
  shared: z.boolean().optional(),
  fill: z.number().int().min(0).max(0xff).optional(),
  table: z
    .strictObject({
      columns: z
        .record(z.string(), z.string().min(1))
        .optional()
        .describe('what the table calls a field, by the field’s name'),
      ignoreColumns: z.array(z.string().min(1)).optional().describe('columns that fill no field'),
      headerLine: z.number().int().min(1).optional().describe('the line of the header'),
    })
    .optional()
    .describe('how the CSV file of another system is read'),
});

const path = z.string().min(1);

/** What only the user's own file may hold: which code runs here, and what that code writes. */
const userKeys = {
  jlink: z
    .strictObject({
      library: path.optional().describe('SEGGER’s library or its folder'),
      log: path.optional().describe('the file that SEGGER’s library writes its own log to'),
    })
    .optional(),
  signers: z
    .record(
      z.string(),
      z.strictObject({
        command: z
          .array(z.string())
          .min(1)
          .describe(
            'a program and its arguments: bytes in on standard input, those of the field out on standard output',
          ),
        timeout: z.number().positive().max(3600).optional().describe('seconds; 10 unless given'),
      }),
    )
    .optional()
    .describe('what computes the fields of a layout, by the name that "by:" has'),
} as const;

/** config.yaml in the user's own configuration folder: the keys of a project, and some that no project may have. */
export const userConfigSchema = configSchema.extend(userKeys);

/** Keys that belong into the user's own file. */
export const userOnlyKeys: readonly string[] = Object.keys(userKeys);
