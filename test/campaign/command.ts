import { program } from '../../src/api/program.js';
import { OtpforgeError } from '../../src/errors/index.js';
import type { ShownPlan } from './judge.js';

/** What a command came to, as a line sees it, and what it showed before it burnt. */
export interface Ended {
  readonly isExit0: boolean;
  /** The error's code, or what the report says. */
  readonly code: string;
  readonly shown: ShownPlan | undefined;
}

export interface ProgramSetting {
  readonly image: string;
  readonly probe: string;
  readonly device?: string;
  readonly layout?: string;
  readonly journal?: string;
  readonly address?: number;
  /** What happens while a person reads the plan. */
  readonly atPrompt?: () => void;
}

/** `otpforge program`, with a person who always says yes. */
export async function programUnit({ atPrompt, ...setting }: ProgramSetting): Promise<Ended> {
  let shown: ShownPlan | undefined;
  try {
    const { result, plan } = await program({
      ...setting,
      confirm: async (document) => {
        shown = document;
        atPrompt?.();
        return true;
      },
    });
    return { isExit0: result !== 'refused', code: result, shown: shown ?? plan };
  } catch (error) {
    if (error instanceof OtpforgeError) return { isExit0: false, code: error.code, shown };
    throw error;
  }
}
