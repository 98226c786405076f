/** The name of a file that goes with a header: as it was given, or made of the header's own name. */
export function besideHeader(header: string, given: string | true, ending: string): string {
  return given === true ? `${header.replace(/\.(?:h|hpp|hh)$/, '')}${ending}` : given;
}
