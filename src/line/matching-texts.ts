import { JS, NFA, Words } from 'refa';

/** Some texts that a pattern matches as a whole, the shortest first; none of a pattern that looks ahead, behind or back. */
export function* matchingTexts(pattern: string): Generator<string> {
  const nfa = automaton(pattern);
  if (!nfa) return;
  let tried = 0;
  for (const set of nfa.wordSets()) {
    const word = Words.pickMostReadableWord(set);
    if (word) yield Words.fromUnicodeToString(word);
    tried += 1;
    if (tried === most) return;
  }
}

const most = 100;

function automaton(pattern: string): NFA | undefined {
  // The whole text matches, so that these say nothing.
  const inner = pattern.replace(/^\^/, '').replace(/(?<!\\)\$$/, '');
  try {
    const refuse = { assertions: 'throw', backreferences: 'throw' } as const;
    const { expression, maxCharacter } = JS.Parser.fromLiteral(new RegExp(`(?:${inner})`, 'u')).parse(refuse);
    const nodes = new NFA.LimitedNodeFactory(10_000);
    return NFA.fromRegex(expression, { maxCharacter }, { assertions: 'throw' }, nodes);
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}
