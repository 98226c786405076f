import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseYaml } from '../../src/files/yaml.js';

const schema = z.strictObject({
  format: z.string(),
  fill: z.number().max(255).optional(),
  map: z.strictObject({ x: z.number() }).optional(),
  names: z.record(z.string().regex(/^\w+$/, 'no blanks'), z.number()).optional(),
});
const parse = (text: string) => parseYaml({ text, file: 'a.yaml', format: 'otpforge.a', major: 1 }, schema);

describe('YAML that cannot be used', () => {
  it.each([
    ['YAML_SYNTAX', 'format: otpforge.a/1\nfill: [', /^a\.yaml:2: not valid YAML/, /quotes/],
    ['YAML_SYNTAX', 'fill: 1\nfill: 2\n', /^a\.yaml:2: .*unique/, /each name stands once/],
    ['YAML_SYNTAX', 'format: *nothing\n', /^a\.yaml: not valid YAML/, /quotes/],
    ['YAML_SYNTAX', 'format: otpforge.a/1\nfill: !env X\n', /^a\.yaml:2: .*Unresolved tag: !env/, /quotes/],
    ['SCHEMA', 'format: otpforge.a/1\nfill: 256\n', /^a\.yaml:2: fill: Too big/, /schemas\//],
    [
      'SCHEMA',
      'format: otpforge.a/1\n"__proto__": { fill: 1 }\n',
      /^a\.yaml:2: nothing .* __proto__/,
      /another name/,
    ],
    [
      'SCHEMA',
      'format: otpforge.a/1\n# no\nfil: 1\n',
      /^a\.yaml:3: fil: there is no such field here$/,
      /schemas\//,
    ],
    [
      'SCHEMA',
      'format: otpforge.a/1\nmap:\n  x: 1\n  zz: 2\n',
      /^a\.yaml:4: map\.zz: there is no such/,
      /schemas\//,
    ],
    [
      'SCHEMA',
      'format: otpforge.a/1\nmap:\n  zz: 2\n',
      /^a\.yaml:3: map\.x: is missing\na\.yaml:3:/,
      /schemas\//,
    ],
    [
      'SCHEMA',
      'format: otpforge.a/1\nnames:\n  a: 1\n  b c: 2\n',
      /^a\.yaml:4: names\.b c: as a name: no/,
      /schemas\//,
    ],
    [
      'YAML_SYNTAX',
      'format: otpforge.a/1\n---\nfill: 1\n',
      /^a\.yaml:2: a second document begins here/,
      /quotes/,
    ],
    ['FORMAT_UNKNOWN', 'fill: 1\n', /^a\.yaml:1: format is missing/, /^Begin the file with/],
    ['FORMAT_TOO_NEW', 'format: otpforge.a/2\n', /^a\.yaml:1: .* newer/, /^Update/],
  ])('is %s, with line and remedy: %j', (code, text, message, remedy) => {
    expect(() => parse(text)).toThrow(
      expect.objectContaining({
        code,
        message: expect.stringMatching(message),
        remedy: expect.stringMatching(remedy),
      }),
    );
  });
});

it('says all that is to say of a name that is a list by its error', async () => {
  const warnings: Error[] = [];
  const hear = (warning: Error) => warnings.push(warning);
  process.on('warning', hear);
  expect(() => parse('format: otpforge.a/1\nnames: { {{ x }}: 1 }\n')).toThrow(
    /names\..*: as a name: no blanks/,
  );
  await new Promise(setImmediate);
  process.off('warning', hear);
  expect(warnings).toEqual([]);
});
