import {
  AnswerNeeded,
  type EncodedLayout,
  type EncodeOptions,
  encodeLayout,
  type Layout,
  type UnitData,
} from '../layout/index.js';
import { sign } from './sign.js';
import type { Signers } from './signer.js';

/**
 * encodeLayout with the answers of signers: each is asked once for the same bytes, and for nothing that is not written.
 * Errors: those of encodeLayout, SIGNER_*.
 */
export async function encodeSigned(
  layout: Layout,
  data: UnitData,
  options: Omit<EncodeOptions, 'signed'>,
  signers: Signers,
): Promise<EncodedLayout> {
  const answers = new Map<string, Uint8Array>();
  for (;;) {
    try {
      return encodeLayout(layout, data, {
        ...options,
        signed: (field, input) => answers.get(keyOf(field.name, input)),
      });
    } catch (error) {
      if (!(error instanceof AnswerNeeded)) throw error;
      const { field, input } = error;
      const signer = field.spec.type === 'computed' ? field.spec.by : '';
      const answer = await sign(signers, { signer, field: field.name, length: field.length }, input);
      answers.set(keyOf(field.name, input), answer);
    }
  }
}

function keyOf(field: string, input: Uint8Array): string {
  return `${field} ${Buffer.from(input).toString('hex')}`;
}
