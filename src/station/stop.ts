import { OtpforgeError } from '../errors/index.js';
import type { Stop } from './guards/guard.js';
import { internal } from './verdict.js';

/** Boards are left alone until what failed is right. */
export function stopOf(error: unknown): Stop {
  const { code, message, remedy } = error instanceof OtpforgeError ? error : internal(error);
  return { code, message, next: remedy ?? 'The station goes on by itself once that is right.' };
}
