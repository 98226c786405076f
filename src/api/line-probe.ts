import { OtpforgeError } from '../errors/index.js';

export interface LineProbeOptions {
  /** The slot of the line; its only one unless given. */
  readonly slot?: string;
  /** A probe URI instead of a slot's. */
  readonly probe?: string;
}

/** The slot of a line and its probe. Errors: SLOT_NEEDED, and those of loadLine. */
export async function lineProbe(
  file: string,
  { slot, probe }: LineProbeOptions,
): Promise<{ readonly slot: string; readonly probe: string }> {
  if (probe !== undefined) return { slot: slot ?? '-', probe };
  const { loadLine } = await import('../line/index.js');
  const { slots } = await loadLine(file);
  const names = [...slots.keys()];
  const name = slot ?? (names.length === 1 ? names[0] : undefined);
  const uri = name === undefined ? undefined : slots.get(name);
  if (name !== undefined && uri !== undefined) return { slot: name, probe: uri };
  throw new OtpforgeError('SLOT_NEEDED', {
    message:
      name === undefined
        ? `${file} has ${names.length === 0 ? 'no slots' : `the slots ${names.join(', ')}`}, and none was named`
        : `${file} has no slot ${name}`,
    remedy:
      names.length === 0 ? 'Name a probe with --probe, or give the line slots.' : 'Name one with --slot.',
    details: { file, slots: names },
  });
}
