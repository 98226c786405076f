import { readFileSync } from 'node:fs';
import { range } from './store.js';

interface Table {
  readonly areas: Readonly<Record<string, string>>;
}

const known: Readonly<Record<'headers' | 'cubeProgrammer' | 'openocd', Table>> = JSON.parse(
  readFileSync('test/facts/all-otp.json', 'utf8'),
);

export interface OtpRange {
  readonly base: number;
  readonly size: number;
}

/** OTP in the headers of devices whose names begin so. */
export function headerRanges(prefixes: readonly string[]): OtpRange[] {
  const starts = prefixes.map((prefix) => prefix.toLowerCase());
  const found = Object.entries(known.headers.areas).filter(([, files]) =>
    files.split(' ').some((file) => starts.some((start) => file.startsWith(start))),
  );
  return found.map(([text]) => range(text)!);
}

/** OTP in CubeProgrammer's data base and OpenOCD's part table of such devices: "STM32L47/L48xx: 0x1FFF7000 0x400". */
export function partRanges(prefixes: readonly string[]): OtpRange[] {
  const parts = [known.cubeProgrammer, known.openocd].flatMap(({ areas }) => Object.values(areas));
  return parts.flatMap((part) => {
    const [name = '', text] = part.split(': ');
    const start = name.split(/[x/]/)[0] ?? '';
    return prefixes.some((prefix) => prefix.startsWith(start) || start.startsWith(prefix))
      ? range(text)!
      : [];
  });
}
