import { accessRemedy, busyRemedy, type Cause, plugRemedy, wiringRemedy } from '../guarded/start-failure.js';

/** Words of pyOCD 0.46: what is certain comes first. */
export const pyocdCauses: readonly Cause[] = [
  {
    words: /LIBUSB_ERROR_ACCESS|Access denied|insufficient permissions|Errno 13/i,
    code: 'PROBE_UNAVAILABLE',
    what: 'this user may not open the probe',
    remedy: accessRemedy,
  },
  {
    words: /LIBUSB_ERROR_BUSY|Resource busy|is already (?:open|in use)|exclusive access/i,
    code: 'PROBE_BUSY',
    what: 'another program uses the probe',
    remedy: busyRemedy,
  },
  {
    words: /Target type .* (?:is )?not recognized|unknown target/i,
    code: 'PROBE_DEVICE_UNKNOWN',
    what: 'pyOCD does not know the target type',
    remedy:
      'Leave target= out to burn OTP alone. For firmware too, "pyocd list --targets" lists the types; pack=<file> adds those of a CMSIS-Pack.',
  },
  {
    words: /No (?:connected|available) debug probe|no probes? (?:is |are )?(?:connected|matches)/i,
    code: 'PROBE_UNAVAILABLE',
    what: 'no such probe was found',
    remedy: plugRemedy,
  },
  {
    words:
      /No ACK|No cores? (?:were |was )?discovered|unable to (?:connect|read)|Transfer(?:Timeout|Fault| timeout| fault)|target.*not (?:responding|powered)/i,
    code: 'PROBE_UNAVAILABLE',
    what: 'the target does not answer',
    remedy: wiringRemedy,
  },
];
