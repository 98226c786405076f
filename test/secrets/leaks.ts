/** A secret value, and what of it in an output counts as a leak. */
export interface SecretBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** How many bytes in a row give a secret away; fewer turn up by chance in any hash. */
const window = 4;

/** Every place in an output where a stretch of a secret stands, in any spelling that an output uses. */
export function leaksIn(output: Buffer, secrets: readonly SecretBytes[]): readonly string[] {
  const lower = output.toString('latin1').toLowerCase();
  const plain = output.toString('latin1');
  return secrets.flatMap(({ name, bytes }) =>
    Array.from({ length: bytes.length - window + 1 }, (_, at) => bytes.subarray(at, at + window)).flatMap(
      (part) => [
        ...spellings(part)
          .filter((text) => lower.includes(text))
          .map((text) => `${name} as ${JSON.stringify(text)}`),
        ...base64Forms(part)
          .filter((text) => plain.includes(text))
          .map((text) => `${name} as base64 ${text}`),
        ...(output.includes(Buffer.from(part)) ? [`${name} as raw bytes`] : []),
      ],
    ),
  );
}

function spellings(part: Uint8Array): readonly string[] {
  const hex = Array.from(part, (byte) => byte.toString(16).padStart(2, '0'));
  const decimal = Array.from(part, String);
  const reversed = hex.toReversed();
  return [
    hex.join(''),
    reversed.join(''),
    hex.join(' '),
    hex.join(', '),
    hex.map((byte) => `0x${byte}`).join(', '),
    hex.map((byte) => `0x${byte}`).join(','),
    decimal.join(','),
    decimal.join(', '),
    decimal.join(',\n'),
    String(Number.parseInt(reversed.join(''), 16)),
    String(Number.parseInt(hex.join(''), 16)),
  ];
}

// A range of bytes looks different in base64 for each of its three places within a group.
function base64Forms(part: Uint8Array): readonly string[] {
  return [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), part])
      .toString('base64')
      .replaceAll('=', '');
    const first = Math.ceil((before * 8) / 6);
    const whole = Math.floor(((before + part.length) * 8) / 6);
    return text.slice(first, whole);
  });
}
