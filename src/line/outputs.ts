import type { Output } from './line.js';
import type { LineProblem } from './problems.js';
import type { LineOutput } from './schema-outputs.js';
import { commandOf, type SourceContext } from './sources.js';

/** The outputs of a line.yaml; what is wrong with them goes into `problems`. */
export function outputsOf(
  documents: readonly LineOutput[],
  context: SourceContext,
  problems: LineProblem[],
): readonly Output[] {
  const outputs = documents.map((each) => outputOf(each, context));
  for (const [index, output] of outputs.entries()) {
    const path = ['outputs', String(index)];
    const other = outputs.findIndex(({ name }) => name === output.name);
    if (other < index)
      problems.push({ path, problem: `has the name of outputs.${other}; give it another one` });
    if (output.kind !== 'post') continue;
    const problem = addressProblem(output.url) ?? headerProblem(output.headers);
    if (problem !== undefined) problems.push({ path, problem });
  }
  return outputs;
}

function outputOf(document: LineOutput, context: SourceContext): Output {
  if ('file' in document) {
    const { file, name = `file ${context.beside(file)}` } = document;
    return { kind: 'file', name, file: context.beside(file) };
  }
  if ('post' in document) {
    const { post: url, name = `post ${placeOf(url)}`, headers = {}, timeout } = document;
    return { kind: 'post', name, url, headers, ...(timeout !== undefined && { timeout }) };
  }
  const { command, name = `command ${command[0]}`, timeout } = document;
  return { kind: 'command', name, command: commandOf({ command, timeout }, context) };
}

/** Names are shown, and a query may have a secret. */
function placeOf(address: string): string {
  return address.replace(/[?#].*$/s, '');
}

function addressProblem(address: string): string | undefined {
  if (!URL.canParse(address)) return `${JSON.stringify(address)} is not an address`;
  const { protocol, username, password } = new URL(address);
  if (!['http:', 'https:'].includes(protocol)) return 'an address begins with http: or https:';
  // Whoever reads the line would have it, and so would messages.
  if (username !== '' || password !== '')
    return 'leave user and password out of the address; a header can have them from a variable';
  return undefined;
}

const own = ['content-type', 'content-length', 'idempotency-key', 'host', 'transfer-encoding', 'connection'];

function headerProblem(headers: Readonly<Record<string, string>>): string | undefined {
  for (const [name, value] of Object.entries(headers)) {
    if (own.includes(name.toLowerCase())) return `headers.${name}: otpforge sets this one`;
    try {
      new Headers({ [name]: value });
    } catch {
      return `headers.${name}: this cannot be a header`;
    }
  }
  return undefined;
}
