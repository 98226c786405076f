import { OtpforgeError } from '../errors/index.js';
import { bytesOrRule } from '../layout/index.js';
import {
  type KnownStage,
  type KnownUnit,
  type KnownValue,
  type StageKey,
  storeAnswer,
} from '../ledger/index.js';
import type { Command, FieldSource } from '../line/index.js';
import { runProgram } from '../sign/index.js';
import { count } from '../text/plural.js';
import { printable } from '../text/printable.js';
import { afterEnvironment } from './after-environment.js';
import { valueField } from './new-value.js';
import { withDerived } from './new-values.js';
import type { VisitSetup } from './setup.js';
import { stageSources } from './stage-sources.js';
import { valueKeeper } from './unit-keeper.js';

type Hook = Extract<FieldSource, { kind: 'hook' }>;

const defaultSeconds = 10;

/**
 * A reserved unit with the values of its hooks. Each is asked once, outside of transactions, and its answer is stored before it
 * is used: the first that the ledger stored counts. Errors: HOOK_FAILED, HOOK_TIMEOUT, HOOK_ANSWER, STOPPED, IDENTITY_TAKEN,
 * LEDGER_STALE.
 */
export async function askHooks(setup: VisitSetup, unit: KnownUnit, stage: KnownStage): Promise<KnownUnit> {
  if (stage.state !== 'reserved') return unit;
  let known = unit;
  for (const source of stageSources(setup, unit.values)) {
    if (source.kind !== 'hook') continue;
    const text = await answerOf(setup, known, source);
    const stored = await store(setup, { ...unit, stage: stage.stage }, source, text);
    known = { ...known, values: [...known.values, ...stored].toSorted(byField) };
  }
  return known;
}

/** The first answers, with what is derived from them. */
function store(
  setup: VisitSetup,
  { unit, generation, stage }: StageKey,
  source: Hook,
  text: string,
): Promise<readonly KnownValue[]> {
  const { ledger, line, layout } = setup;
  const key = { unit, generation, stage };
  const derived = line.sources.filter(({ kind }) => kind === 'derive');
  const values = withDerived(source, text, derived, { line, layout, keeper: valueKeeper(ledger, key) });
  return ledger.transaction(async (tx) => {
    const stored = [];
    for (const value of values) stored.push(await storeAnswer(tx, key, value));
    return stored;
  });
}

async function answerOf(setup: VisitSetup, unit: KnownUnit, source: Hook): Promise<string> {
  const { command, folder, timeout = defaultSeconds } = source.command;
  const env = {
    ...afterEnvironment(setup, unit),
    OTPFORGE_FIELD: source.field,
    // The same each time that this value is asked for.
    OTPFORGE_REQUEST: [setup.ledger.id, unit.unit, unit.generation, source.field].join('/'),
  };
  const { signal } = setup;
  const end = await runProgram({ command, folder, timeout }, { env, ...(signal && { signal }) });
  switch (end.ended) {
    case 'well':
      return soundAnswer(setup, source, end.output);
    case 'badly':
      throw failed(source, end.why);
    case 'late':
      throw late(source, timeout);
    case 'stopped':
      throw stopped(source);
  }
}

/** One line that fits the field. No error repeats it, since it may be secret. */
function soundAnswer({ layout }: VisitSetup, source: Hook, output: Uint8Array): string {
  const field = valueField(layout, source.field);
  const text = textOf(output);
  if (text === undefined) throw badAnswer(source, 'is not a text in UTF-8');
  if (text === '') throw badAnswer(source, 'is empty');
  if (/[\r\n]/.test(text)) throw badAnswer(source, 'has more than one line');
  const bytes = bytesOrRule(field, text, false);
  if (typeof bytes !== 'string') return text;
  throw badAnswer(
    source,
    field.secret ? `does not fit a ${field.type} field of ${count(field.length, 'byte')}` : bytes,
  );
}

function textOf(output: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(output).trim();
  } catch {
    return undefined;
  }
}

function byField(a: KnownValue, b: KnownValue): number {
  return a.field < b.field ? -1 : Number(a.field > b.field);
}

const kept = 'Nothing was written, and the die keeps its values.';

function failed({ field, command }: Hook, why: string): OtpforgeError {
  return new OtpforgeError('HOOK_FAILED', {
    message: `the hook of ${field} (${nameOf(command)}) gave nothing: ${printable(why)}`,
    remedy: `${kept} Run the hook by hand: what it prints on standard error is not shown here. Then present the board again.`,
    details: { field, why },
  });
}

function late({ field, command }: Hook, seconds: number): OtpforgeError {
  return new OtpforgeError('HOOK_TIMEOUT', {
    message: `the hook of ${field} (${nameOf(command)}) gave no answer within ${seconds} s, and was ended`,
    remedy: `${kept} If the hook needs longer, give it a "timeout:" in seconds. Then present the board again.`,
    details: { field, seconds },
  });
}

function badAnswer({ field, command }: Hook, rule: string): OtpforgeError {
  return new OtpforgeError('HOOK_ANSWER', {
    message: `the answer of the hook of ${field} (${nameOf(command)}) ${rule}`,
    remedy: `${kept} A hook prints the value on one line and nothing else. Correct it, and present the board again.`,
    details: { field, rule },
  });
}

function stopped({ field }: Hook): OtpforgeError {
  return new OtpforgeError('STOPPED', {
    message: `stopped as asked, before the hook of ${field} gave its answer`,
    remedy: `${kept} Present the board again.`,
    details: { field },
  });
}

function nameOf({ command: [name = ''] }: Command): string {
  return printable(name);
}
