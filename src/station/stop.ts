import { OtpforgeError } from '../errors/index.js';
import type { StationState } from './station-state.js';
import { internal } from './verdict.js';

/** Why no slot takes a board. */
export type Stop = NonNullable<StationState['stopped']>;

export function stopOf(error: unknown): Stop {
  const { code, message, remedy } = error instanceof OtpforgeError ? error : internal(error);
  return { code, message, next: remedy ?? 'The station goes on by itself once that is right.' };
}
