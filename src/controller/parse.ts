import { parseYaml } from '../files/yaml.js';
import { type Controller, controllerFormat, controllerSchema } from './schema.js';

/** Validates the text of a controller description; `file` is for messages. Errors: YAML_SYNTAX, FORMAT_*, SCHEMA. */
export function parseController(text: string, file: string): Controller {
  return parseYaml({ text, file, ...controllerFormat }, controllerSchema).value;
}
