/**
 * How headers spell a flag or a field: those of F2 and F4 call OPERR SOP, those of L5 have NS in front of most, and the
 * mask of HDPOPTWERR of U0 has one R too many.
 */
export function spellings(name: string): readonly string[] {
  return [name, ...(others[name] ?? []), `NS${name}`];
}

/** The name of a flag of the headers in a description. */
export function describedName(flag: string): string {
  return flag === 'SOP' ? 'OPERR' : flag.replace(/^NS/, '');
}

const others: Readonly<Record<string, readonly string[]>> = {
  OPERR: ['SOP'],
  HDPOPTWERR: ['HDPOPTWERRR'],
};
