import { type Document, isNode, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import type { z } from 'zod';
import { OtpforgeError } from '../errors/index.js';
import { checkFormat, type FormatSource } from './format.js';

export interface YamlSource extends FormatSource {
  readonly text: string;
}

/** A value read from YAML that still knows the line of each of its fields. */
export interface Located<T> {
  readonly value: T;
  /** 1-based line of a field, or of its nearest present parent. */
  lineOf(path: readonly PropertyKey[]): number;
}

/**
 * Parses YAML and validates it by a schema, or by that of its format's major. Every error names file, line and field.
 * Errors: YAML_SYNTAX, FORMAT_UNKNOWN, FORMAT_TOO_NEW, SCHEMA.
 */
export function parseYaml<T>(
  source: YamlSource,
  schemaOf: z.ZodType<T> | ((major: number) => z.ZodType<T>),
): Located<T> {
  const lines = new LineCounter();
  const document = parseDocument(source.text, { lineCounter: lines, uniqueKeys: true, logLevel: 'error' });
  // It only warns of a tag that it does not know, such as !env, and takes what follows for the value.
  const [syntax] = [...document.errors, ...document.warnings];
  if (syntax) {
    const line = lines.linePos(syntax.pos[0]).line;
    throw new OtpforgeError('YAML_SYNTAX', {
      message: `${source.file}:${line}: ${syntaxProblem(syntax)}`,
      remedy: yamlRemedy,
      details: { file: source.file, line },
    });
  }
  const lineOf = (path: readonly PropertyKey[]): number => lineOfField(document, lines, path);
  refuseLostName(document, lines, source.file);
  const raw = plainValue(document, source.file);
  const major = checkFormat(raw, source);
  const schema = typeof schemaOf === 'function' ? schemaOf(major) : schemaOf;
  // Code for one value takes longer to make than the value takes to check.
  const result = schema.safeParse(raw, { jitless: true });
  if (!result.success) throw schemaError(result.error, source.file, lineOf);
  return { value: result.data, lineOf };
}

// What the parser says begins with one line that ends in the place, and may advise on its own interface.
function syntaxProblem({ code, message }: Document['errors' | 'warnings'][number]): string {
  if (code === 'MULTIPLE_DOCS') return 'a second document begins here, and a file may hold one';
  return `not valid YAML: ${message.split('\n')[0]?.replace(/ at line \d+, column \d+:$/, '')}`;
}

const yamlRemedy =
  'Correct the file there: blanks indent, each name stands once, and a text with ": " or " #" in it, or ":" at its end, needs quotes.';

// JavaScript's objects keep no such name of their own (ECMA-262 §B.2.2.1), and what stands under it would be lost.
function refuseLostName(document: Document, lines: LineCounter, file: string): void {
  visit(document, {
    Pair(_, { key }) {
      if (!isScalar(key) || key.value !== '__proto__') return;
      const line = lines.linePos(key.range?.[0] ?? 0).line;
      throw new OtpforgeError('SCHEMA', {
        message: `${file}:${line}: nothing can be called __proto__`,
        remedy: 'Give it another name.',
        details: { file, line },
      });
    },
  });
}

// An alias of nothing, or one that multiplies without end, shows only here.
function plainValue(document: Document, file: string): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    throw new OtpforgeError('YAML_SYNTAX', {
      message: `${file}: not valid YAML: ${cause instanceof Error ? cause.message : String(cause)}`,
      remedy: yamlRemedy,
      details: { file },
      cause,
    });
  }
}

function schemaError(
  error: z.ZodError,
  file: string,
  lineOf: (path: readonly PropertyKey[]) => number,
): OtpforgeError {
  const problems = error.issues.flatMap(problemsOf).map(({ path, problem }) => {
    const field = path.map(String).join('.') || '(top level)';
    return { file, line: lineOf(path), field, problem };
  });
  const text = problems.map(({ line, field, problem }) => `${file}:${line}: ${field}: ${problem}`);
  return new OtpforgeError('SCHEMA', {
    message: text.join('\n'),
    remedy: 'Correct these fields; the JSON Schemas in schemas/ of the package tell what each may hold.',
    details: { problems },
  });
}

interface Problem {
  readonly path: readonly PropertyKey[];
  readonly problem: string;
}

function problemsOf(issue: z.core.$ZodIssue): readonly Problem[] {
  const { path, message } = issue;
  switch (issue.code) {
    // Each is in the file, on a line of its own.
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ path: [...path, key], problem: 'there is no such field here' }));
    case 'invalid_key':
      return issue.issues.map((inner) => ({ path, problem: `as a name: ${inner.message}` }));
    case 'invalid_type':
      return [{ path, problem: message.endsWith('received undefined') ? 'is missing' : message }];
    default:
      return [{ path, problem: message }];
  }
}

function lineOfField(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}
