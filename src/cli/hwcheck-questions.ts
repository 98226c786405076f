import type { HwcheckOptions } from '../api/hwcheck.js';
import { OtpforgeError } from '../errors/index.js';
import type { StageId } from '../hwcheck/index.js';
import { asking, canAsk } from './ask.js';

const word = 'BURN';

const stages: Readonly<Record<StageId, string>> = {
  look: 'Stage 0, look: resets and halts the chip, and reads it. Nothing is written.',
  ram: 'Stage 1, RAM: runs the loader with jobs that burn nothing. RAM is written.',
  scratch:
    'Stage 2, scratch: saves the last sector of the main flash to a file, erases and burns it some times, and puts it back.',
  burn: 'Stage 3, burn: programs the last write unit of the OTP. This cannot be undone.',
  lock: 'Stage 4, lock: sets the lock byte of the last OTP block. This cannot be undone.',
};

export interface QuestionFlags {
  readonly burn?: boolean;
  readonly burnLock?: boolean;
  readonly pull?: boolean;
  readonly yes?: boolean;
  readonly confirm?: string;
}

/**
 * Who decides about the stages: --yes about those that spend no OTP, the typed word or --confirm about the others, else the
 * terminal. Errors: NOBODY_TO_ASK, before any probe call, when there is neither.
 */
export function hwcheckQuestions(
  flags: QuestionFlags,
  beforeQuestion: () => void,
): Pick<HwcheckOptions, 'confirm' | 'powerCycle' | 'pull'> {
  const burns = flags.burn === true || flags.burnLock === true;
  const isTyped = flags.confirm === word;
  if (!canAsk() && (!flags.yes || (burns && !isTyped))) {
    throw new OtpforgeError('NOBODY_TO_ASK', {
      message: `hwcheck asks before each stage, and there is no terminal to ask at`,
      remedy: `Give --yes, and with --burn or --burn-lock also --confirm ${word}.`,
    });
  }
  const ask: Ask = (question) => {
    beforeQuestion();
    return answer(question);
  };
  return {
    confirm: async (stage) => {
      if (stage === 'burn' || stage === 'lock') {
        return isTyped || (await ask(`${stages[stage]}\nType ${word} to go on: `)) === word;
      }
      return flags.yes || /^(?:y|yes|)$/i.test((await ask(`${stages[stage]}\nGo on? [Y/n] `)) ?? 'n');
    },
    ...(canAsk() && { powerCycle: () => powerCycle(ask) }),
    ...(canAsk() && flags.pull && { pull: (what, step) => pull(ask, what, step) }),
  };
}

/** Undefined where Ctrl-C or Ctrl-D is the answer: what was found so far goes into the report. */
type Ask = (question: string) => Promise<string | undefined>;

async function powerCycle(ask: Ask): Promise<boolean> {
  const typed = await ask(
    'Take the supply off the board (of a Nucleo: pull its USB) and on again, then press Enter. s skips it: ',
  );
  return isDone(typed);
}

async function pull(ask: Ask, what: 'usb' | 'supply', step: 'pull' | 'plug'): Promise<boolean> {
  const plug = { usb: 'the USB plug of the probe', supply: 'the supply of the board' }[what];
  const question =
    step === 'pull'
      ? `Press Enter, then pull ${plug} within ten seconds. s skips it: `
      : `Put ${plug} back in, then press Enter: `;
  return isDone(await ask(question));
}

function isDone(typed: string | undefined): boolean {
  return typed !== undefined && typed.toLowerCase() !== 's';
}

async function answer(question: string): Promise<string | undefined> {
  try {
    return await asking((ask) => ask(question));
  } catch (error) {
    if (error instanceof OtpforgeError && error.code === 'DECLINED') return undefined;
    throw error;
  }
}
