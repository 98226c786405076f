import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Controllers, LoadedController } from '../controller/index.js';
import { parseYaml } from '../files/yaml.js';
import type { Bank } from './bank.js';
import { chipIssues } from './chip-rules.js';
import { resolveFirst } from './first-format.js';
import { firstFormatIssues } from './first-format-rules.js';
import { controllerIssuesOf, resolveBank } from './resolve.js';
import { bankIssues } from './rules.js';
import { bankFormat, bankSchema } from './schema.js';
import { bank2Schema } from './schema-2.js';

/** Validates the text of a bank description; `file` is for messages. Errors: YAML_SYNTAX, FORMAT_*, SCHEMA. */
export function parseBank(text: string, file: string, controllers: Controllers): Bank {
  const source = { text, file, ...bankFormat };
  const { value } = parseYaml(source, (major) =>
    major === 1 ? firstSchema(controllers) : schema(controllers),
  );
  return value;
}

function firstSchema(controllers: Controllers) {
  return bankSchema.transform((bank, context): Bank => {
    const found = controllers.get(bank.controller.name);
    const resolved = { ...resolveFirst(bank, found?.controller), ...(found && fileOf(found)) };
    for (const issue of [...firstFormatIssues(bank), ...bankIssues(resolved)]) {
      context.addIssue({ code: 'custom', ...issue });
    }
    return resolved;
  });
}

function schema(controllers: Controllers) {
  return bank2Schema.transform((bank, context): Bank => {
    const found = controllers.get(bank.controller);
    const issues = found
      ? [...controllerIssuesOf(bank, found.controller)]
      : [{ path: ['controller'], message: noController(bank.controller, controllers) }];
    const resolved =
      found && issues.length === 0 ? { ...resolveBank(bank, found.controller), ...fileOf(found) } : undefined;
    if (resolved) issues.push(...bankIssues(resolved), ...chipIssues(resolved));
    for (const issue of issues) context.addIssue({ code: 'custom', ...issue });
    // An issue makes the value count for nothing.
    return resolved ?? z.NEVER;
  });
}

// Whoever signs for a controller is named by it, as for a loader.
function fileOf({ file, text, origin }: LoadedController): Pick<Bank, 'controllerFile'> {
  if (origin === 'package') return {};
  return { controllerFile: { file, sha256: createHash('sha256').update(text).digest('hex') } };
}

function noController(name: string, controllers: Controllers): string {
  return `no controller is called ${name}: there are ${[...controllers.keys()].join(', ')}, and otpforge/controllers/${name}.yaml is not there`;
}
