/** What doctor found at one place, and what helps against it. */
export interface Finding {
  /** Stable word for the place. */
  readonly check:
    | 'node'
    | 'usb'
    | 'openocd'
    | 'pyocd'
    | 'koffi'
    | 'library'
    | 'probes'
    | 'permissions'
    | 'device-support'
    | 'toolchain';
  /** problem: a probe cannot be used; warning: something else, or later, will not work. */
  readonly status: 'ok' | 'warning' | 'problem';
  readonly what: string;
  /** Empty when there is nothing to cure. */
  readonly cure: string;
}

export function fine(check: Finding['check'], what: string): Finding {
  return { check, status: 'ok', what, cure: '' };
}
