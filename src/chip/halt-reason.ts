/** Why the core is halted. `running` while it is not. */
export type HaltReason = 'running' | 'reset' | 'request' | 'breakpoint' | 'bkpt' | 'hardfault' | 'lockup';

/** Debug state: a core in lock-up stands, but is not halted (ARMv7-M manual B1.5.15). */
export function isDebugState(reason: HaltReason): boolean {
  return reason !== 'running' && reason !== 'lockup';
}
