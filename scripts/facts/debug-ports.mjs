/** JTAG TAP and SW-DP of each family in OpenOCD's target scripts. */
export function debugPorts(clone, families) {
  return Object.fromEntries(
    families.map((family) => {
      const text = scriptOf(clone, family);
      const ids = [...text.matchAll(/set _CPUTAPID (0x[0-9a-fA-F]+)/g)].map(([, id]) => id);
      if (/^swd newdap/m.test(text)) return [family, { dpidr: ids[0] }];
      return [family, { tap: ids[0], dpidr: ids[1] }];
    }),
  );
}

/** With what it shares with other families: "source [find target/stm32x5x_common.cfg]". */
function scriptOf(clone, family) {
  const text = clone.read(`tcl/target/${family.toLowerCase()}x.cfg`);
  const shared = /source \[find target\/(stm32\w+_common\.cfg)\]/.exec(text)?.[1];
  return shared === undefined ? text : clone.read(`tcl/target/${shared}`) + text;
}
