import type { EncodedLayout, EncodeOptions, Layout, UnitData } from '../layout/index.js';
import type { Signers } from '../sign/index.js';
import { uidBytes } from '../target/index.js';
import type { MergeOptions } from './merge.js';

/** The image of the unit that a merge is asked for, and what keeps its secrets out of errors. */
export async function encodeUnit({
  layout: path,
  device,
  banks: folders,
  stages,
  slot,
  chipDump,
  check,
  uid,
  signers,
  ...sources
}: MergeOptions & { readonly layout: string }) {
  const { loadBanks } = await import('../bank/load.js');
  const { checkTable } = await import('../layout/check-table.js');
  const { heldFields } = await import('../layout/held-fields.js');
  const { loadUnit } = await import('../layout/unit-files.js');
  const { readLayout } = await import('./layout-target.js');
  const { readChipDump } = await import('./chip-dump.js');
  const { redactError } = await import('../secrets/redact-error.js');
  const { secretsOf } = await import('../secrets/of-layout.js');
  const layout = await readLayout(path, device, await loadBanks(folders));
  const secrets = secretsOf(layout);
  const redacted = (error: unknown) => (secrets ? redactError(error, secrets) : error);
  const ofStages = stages && { stages };
  const { data, table } = await loadUnit(sources, layout);
  try {
    const read = chipDump === undefined ? undefined : await readChipDump(chipDump, layout.bank);
    const faults = table
      ? checkTable(layout, {
          ...table,
          ...ofStages,
          held: heldFields(layout, stages, read).fields,
          ...(check !== undefined && { strict: check }),
        })
      : [];
    const encoded = await encode(layout, data, signers, {
      ...ofStages,
      ...(slot !== undefined && { slot }),
      ...(read && { read }),
      ...(uid !== undefined && dieOf(uid)),
    });
    return {
      ...encoded,
      bank: layout.bank,
      warnings: [...layout.warnings, ...faults, ...encoded.warnings],
      secrets,
      redacted,
    };
  } catch (error) {
    throw redacted(error);
  }
}

/** The half that runs programs is loaded where the layout needs one. */
async function encode(
  layout: Layout,
  data: UnitData,
  signers: Signers = {},
  options: EncodeOptions,
): Promise<EncodedLayout> {
  if (layout.fields.some(({ type }) => type === 'computed')) {
    const { encodeSigned } = await import('../sign/encode-signed.js');
    return encodeSigned(layout, data, options, signers);
  }
  const { encodeLayout } = await import('../layout/encode.js');
  return encodeLayout(layout, data, options);
}

function dieOf(uid: string): Pick<EncodeOptions, 'uid'> {
  const bytes = uidBytes(uid);
  return bytes ? { uid: bytes } : {};
}
