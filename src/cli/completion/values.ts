import type { BankFolders } from '../../bank/index.js';
import {
  type Answer,
  beginningWith,
  behind,
  type Candidate,
  noWords,
  plainWords,
  wordsAnswer,
} from './answer.js';
import { filesBelow } from './files-below.js';
import type { ValueKind } from './kinds.js';
import { probeValues } from './probe-values.js';
import { bankCandidates, chipCandidates, deviceCandidates, machineSources } from './sources.js';

/** What a value may be of which something is typed; behind a head, as in "--layout=", files are listed here. */
export async function valueAnswer(
  { head, typed }: { readonly head: string; readonly typed: string },
  value: ValueKind,
  folders: () => Promise<BankFolders>,
): Promise<Answer> {
  if (value.kind === 'files' || value.kind === 'folders') {
    if (head === '') return { offer: value.kind, candidates: [] };
    const found = filesBelow(typed).filter((each) => value.kind === 'files' || each.value.endsWith('/'));
    return wordsAnswer(behind(head, found));
  }
  const found = await candidatesFor(value, typed, folders);
  return found.length > 0 ? wordsAnswer(behind(head, found)) : noWords;
}

async function candidatesFor(
  value: ValueKind,
  typed: string,
  folders: () => Promise<BankFolders>,
): Promise<readonly Candidate[]> {
  switch (value.kind) {
    case 'words':
      return beginningWith(typed, plainWords(value.words));
    case 'device':
      return beginningWith(typed, await deviceCandidates(await folders()));
    case 'chip':
      return beginningWith(typed, await chipCandidates(await folders()));
    case 'bank': {
      const banks = beginningWith(typed, await bankCandidates(await folders()));
      // A device names its bank too, but there are too many to offer them first.
      return banks.length > 0 ? banks : beginningWith(typed, await deviceCandidates(await folders()));
    }
    case 'probe':
      return probeValues(typed, machineSources(folders));
    case 'fields':
      return fieldNames(typed);
    case 'topic':
      return beginningWith(typed, await topics());
    default:
      return [];
  }
}

async function topics(): Promise<readonly Candidate[]> {
  const { docPages, topicNames } = await import('../../docs/index.js');
  return plainWords(topicNames(await docPages()));
}

/** Names with commas between them, each of them once. */
async function fieldNames(typed: string): Promise<readonly Candidate[]> {
  const { initFieldNames } = await import('../../init/index.js');
  const comma = typed.lastIndexOf(',') + 1;
  const [head, last] = [typed.slice(0, comma), typed.slice(comma)];
  const left = initFieldNames.filter((name) => !head.split(',').includes(name));
  return behind(head, beginningWith(last, plainWords(left)));
}
