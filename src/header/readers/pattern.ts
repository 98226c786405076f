import { createHash } from 'node:crypto';
import { DFA, JS, NFA } from 'refa';
import type { Helper } from '../reader.js';

/** A character that leads from one state to another. */
interface Step {
  readonly low: number;
  readonly high: number;
  readonly next: number;
}

interface State {
  readonly steps: readonly Step[];
  readonly isFinal: boolean;
}

/**
 * A C function that returns whether a pattern matches a whole text; undefined of a pattern that no automaton of a fair
 * size decides: one that looks ahead or behind, refers back, or counts far. It takes bytes that are known to be
 * of the type.
 */
export function patternHelper(pattern: string, type: 'ascii' | 'utf8'): Helper | undefined {
  const states = automaton(
    pattern,
    type === 'ascii' ? { low: 0x20, high: 0x7e } : { low: 0, high: 0x10ffff },
  );
  if (!states) return undefined;
  const name = `otp_match_${createHash('sha256').update(`${type} ${pattern}`).digest('hex').slice(0, 8)}_`;
  return type === 'ascii'
    ? { name, code: matcher(name, states, 'uint8_t', 'b[i++]') }
    : { name, code: matcher(name, states, 'uint32_t', 'otp_code_(b, &i)'), needs: [character] };
}

/** More would take kilobytes of flash. */
const mostStates = 1000;
const mostSteps = 2000;

function automaton(pattern: string, alphabet: Pick<Step, 'low' | 'high'>): readonly State[] | undefined {
  const dfa = minimalDfa(pattern);
  if (!dfa) return undefined;
  const numbers = new Map([[dfa.initial, 0]]);
  // A map goes on to what is added while it is walked.
  for (const node of numbers.keys()) {
    for (const [, next] of node.out) if (!numbers.has(next)) numbers.set(next, numbers.size);
  }
  const states = [...numbers.keys()].map((node) => ({
    isFinal: dfa.finals.has(node),
    steps: [...node.out].flatMap(([{ min, max }, next]) => {
      const [low, high] = [Math.max(min, alphabet.low), Math.min(max, alphabet.high)];
      return low <= high ? [{ low, high, next: numbers.get(next) ?? 0 }] : [];
    }),
  }));
  const steps = states.reduce((sum, state) => sum + state.steps.length, 0);
  return states.length <= mostStates && steps <= mostSteps ? states : undefined;
}

function minimalDfa(pattern: string): DFA | undefined {
  // The whole text matches, so that these say nothing.
  const inner = pattern.replace(/^\^/, '').replace(/(?<!\\)\$$/, '');
  try {
    const refuse = { assertions: 'throw', backreferences: 'throw' } as const;
    const { expression, maxCharacter } = JS.Parser.fromLiteral(new RegExp(`(?:${inner})`, 'u')).parse(refuse);
    const nodes = new NFA.LimitedNodeFactory(10 * mostStates);
    const nfa = NFA.fromRegex(expression, { maxCharacter }, { assertions: 'throw' }, nodes);
    const dfa = DFA.fromFA(nfa, new DFA.LimitedNodeFactory(10 * mostStates));
    dfa.minimize();
    return dfa;
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}

function matcher(name: string, states: readonly State[], unit: string, next: string): string {
  const steps = states.flatMap((state) => state.steps);
  const starts = states.map((_, index) =>
    states.slice(0, index).reduce((sum, state) => sum + state.steps.length, 0),
  );
  // C has no empty arrays.
  const rows = steps.length > 0 ? steps : [{ low: 1, high: 0, next: 0 }];
  return `/* Whether a text matches its pattern, by the states of an automaton. */
static inline bool ${name}(const uint8_t *b, uint32_t length)
{
    static const ${typeFor(steps.length)} start[] = {${list([...starts, steps.length])}};
    static const ${unit} low[] = {${list(rows.map(({ low }) => low))}};
    static const ${unit} high[] = {${list(rows.map(({ high }) => high))}};
    static const ${typeFor(states.length)} next[] = {${list(rows.map((row) => row.next))}};
    static const bool final[] = {${list(states.map(({ isFinal }) => isFinal))}};
    uint32_t state = 0;
    uint32_t i = 0;
    while (i < length) {
        const uint32_t code = ${next};
        uint32_t step = start[state];
        while (step < start[state + 1u] && (code < low[step] || code > high[step])) step++;
        if (step == start[state + 1u]) return false;
        state = next[step];
    }
    return final[state];
}`;
}

/** The smallest type of C that holds numbers up to one. */
function typeFor(largest: number): string {
  return largest < 0x100 ? 'uint8_t' : 'uint16_t';
}

/** Values of an array, in lines of fair length. */
function list(values: readonly (number | boolean)[]): string {
  const perLine = 16;
  if (values.length <= perLine) return ` ${values.join(', ')} `;
  const lines = Array.from({ length: Math.ceil(values.length / perLine) }, (_, line) =>
    values.slice(line * perLine, (line + 1) * perLine).join(', '),
  );
  return `\n        ${lines.join(',\n        ')},\n    `;
}

const character: Helper = {
  name: 'otp_code_',
  code: `/* The character at an index of valid UTF-8, and the index behind it. */
static inline uint32_t otp_code_(const uint8_t *b, uint32_t *i)
{
    uint32_t code = b[(*i)++];
    if (code < 0x80u) return code;
    uint32_t more = 1;
    if (code >= 0xF0u) more = 3;
    else if (code >= 0xE0u) more = 2;
    code &= 0x3Fu >> more;
    while (more-- > 0) code = code << 6 | (b[(*i)++] & 0x3Fu);
    return code;
}`,
};
