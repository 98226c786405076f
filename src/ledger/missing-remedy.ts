/** What to do where there is no ledger: it may have been lost, and a new one gives out all values again. */
export const missingRemedy =
  'Check `ledger:` in line.yaml. If the ledger was lost, put its backup back with `otpforge ledger restore`. `otpforge ledger init` is for a line that never had one.';
