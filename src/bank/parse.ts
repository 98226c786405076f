import { parseYaml } from '../files/yaml.js';
import { type Bank, bankFormat, bankSchema } from './schema.js';

/** Validates the text of a bank description; `file` is for messages. */
export function parseBank(text: string, file: string): Bank {
  return parseYaml({ text, file, ...bankFormat }, bankSchema).value;
}
