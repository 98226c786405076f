import type { Rp2040Core } from './rp2040-core.js';

export const Exception = {
  Nmi: 2,
  HardFault: 3,
  SupervisorCall: 11,
  PendSv: 14,
  SysTick: 15,
  FirstInterrupt: 16,
};

/** The exception that the core must enter now, by the priorities of ARMv6-M manual B1.5.4. */
export function nextException(core: Rp2040Core, maskInterrupts: boolean): number | undefined {
  const active = core.exceptionPriority(core.IPSR);
  if (core.pendingNMI && active > -2) return Exception.Nmi;
  return pendingBelow(core, core.PM ? Math.min(active, 0) : active, maskInterrupts);
}

/** Whether something pends that ends WFI: PRIMASK does not hold it back there (B1.5.19). */
export function wakesUp(core: Rp2040Core): boolean {
  return core.pendingNMI || pendingBelow(core, core.exceptionPriority(core.IPSR)) !== undefined;
}

/** Whether SVC may be taken; otherwise it escalates to a HardFault (B1.5.7). */
export function takesSupervisorCall(core: Rp2040Core): boolean {
  const active = core.exceptionPriority(core.IPSR);
  return core.svCallPriority < (core.PM ? Math.min(active, 0) : active);
}

/** Marks an exception as taken. */
export function acknowledge(core: Rp2040Core, exception: number): void {
  if (exception === Exception.Nmi) core.pendingNMI = false;
  else if (exception === Exception.SupervisorCall) core.pendingSVCall = false;
  else if (exception === Exception.PendSv) core.pendingPendSV = false;
  else if (exception === Exception.SysTick) core.pendingSystick = false;
  else if (exception >= Exception.FirstInterrupt) {
    core.pendingInterrupts &= ~(1 << (exception - Exception.FirstInterrupt));
  }
}

function pendingBelow(core: Rp2040Core, limit: number, maskInterrupts = false): number | undefined {
  const interrupts = core.pendingInterrupts & core.enabledInterrupts;
  for (let priority = 0; priority < limit && priority < 4; priority += 1) {
    if (core.pendingSVCall && priority === core.svCallPriority) return Exception.SupervisorCall;
    // C_MASKINTS leaves SVC alone (ARMv7-M manual C1.6.2).
    if (maskInterrupts) continue;
    if (core.pendingPendSV && priority === core.pendSVPriority) return Exception.PendSv;
    if (core.pendingSystick && priority === core.systickPriority) return Exception.SysTick;
    const level = interrupts & (core.interruptPriorities[priority] ?? 0);
    if (level) return Exception.FirstInterrupt + 31 - Math.clz32(level & -level);
  }
  return undefined;
}
