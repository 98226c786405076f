import { z } from 'zod';
import { bankSchema } from './bank/schema.js';
import { bank2Schema } from './bank/schema-2.js';
import { batchSchema } from './batch/manifest-schema.js';
import { planSchema } from './burn/plan-document.js';
import { reportSchema, verifySchema } from './burn/report-document.js';
import { chipStateSchema } from './chip/chip-state.js';
import { configSchema, userConfigSchema } from './cli/config-schema.js';
import { controllerSchema } from './controller/schema.js';
import { exportManifestSchema } from './export/export-manifest.js';
import { hwcheckSchema } from './hwcheck/report.js';
import { boundHexSchema } from './image/bound-hex-schema.js';
import { installedSchema } from './install/record.js';
import { journalSchema } from './journal/index.js';
import { layoutSchema } from './layout/schema.js';
import { layout2Schema } from './layout/schema-2.js';
import { lineSchema } from './line/schema.js';
import { manifestSchema } from './loader/manifest.js';

const files = {
  bank: bank2Schema,
  'bank-1': bankSchema,
  batch: batchSchema,
  'bound-hex': boundHexSchema,
  chip: chipStateSchema,
  controller: controllerSchema,
  config: configSchema,
  export: exportManifestSchema,
  hwcheck: hwcheckSchema,
  installed: installedSchema,
  journal: journalSchema,
  layout: layout2Schema,
  'layout-1': layoutSchema,
  line: lineSchema,
  loaders: manifestSchema,
  plan: planSchema,
  report: reportSchema,
  'user-config': userConfigSchema,
  verify: verifySchema,
} as const;

/** Of what is not at its first format any more. */
const majors: Readonly<Record<string, number>> = { bank: 2, layout: 2, plan: 2, report: 2, verify: 2 };

/** A JSON Schema for each file that people or other tools read or write, and for what plan, program and verify print; by the name of its `format:`. */
export function jsonSchemas(): Readonly<Record<string, object>> {
  return Object.fromEntries(
    Object.entries(files).map(([name, schema]) => [
      name,
      {
        ...z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }),
        title: `otpforge.${name.replace(/-1$/, '')}/${majors[name] ?? 1}`,
      },
    ]),
  );
}
