/** GDB servers whose words are known; any other takes the most common ones. */
export const serverKinds = ['otpforge', 'openocd', 'jlink', 'pyocd', 'qemu', 'other'] as const;
export type ServerKind = (typeof serverKinds)[number];
