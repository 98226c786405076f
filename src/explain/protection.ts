import type { Known, OtpAccess, ProtectionLevel, ReadProtection } from '../family/index.js';

/** What a bank's description says of each level, and where that is unknown or silent, what is known of the family. */
export function protectionOf(
  described: readonly ProtectionLevel[],
  known: ReadProtection | null,
): ReadProtection {
  const levels = described.map((own) =>
    withKnown(
      own,
      known?.levels.find(({ level }) => level === own.level),
    ),
  );
  const others = known?.levels.filter(({ level }) => !described.some((own) => own.level === level)) ?? [];
  const all = [...levels, ...others].sort((a, b) => a.level.localeCompare(b.level, 'en', { numeric: true }));
  return { levels: all, notes: known?.notes ?? ['otpforge burns at level 0 only.'] };
}

function withKnown(own: ProtectionLevel, known: ProtectionLevel | undefined): ProtectionLevel {
  if (!known) return own;
  return {
    level: own.level,
    debugger: accessOf(own.debugger, known.debugger),
    firmware: accessOf(own.firmware, known.firmware),
  };
}

function accessOf(own: OtpAccess, known: OtpAccess): OtpAccess {
  return { read: either(own.read, known.read), write: either(own.write, known.write) };
}

function either(own: Known, known: Known): Known {
  return own === 'unknown' ? known : own;
}
