/** JTAG TAP and SW-DP of each family in OpenOCD's target scripts. */
export function debugPorts(clone, families) {
  return Object.fromEntries(
    families.map((family) => {
      const text = clone.read(`tcl/target/${family.toLowerCase()}x.cfg`);
      const ids = [...text.matchAll(/set _CPUTAPID (0x[0-9a-fA-F]+)/g)].map(([, id]) => id);
      if (/^swd newdap/m.test(text)) return [family, { dpidr: ids[0] }];
      return [family, { tap: ids[0], dpidr: ids[1] }];
    }),
  );
}
