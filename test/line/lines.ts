/** The text of a small line.yaml, whose fourth line is the ledger's, and further keys after that of the layout. */
export function lineText({ ledger = 'sqlite:line.db', ...more }: Readonly<Record<string, string>>): string {
  const lines = [
    'format: otpforge.line/1',
    'product: controller',
    'layout: otp.yaml',
    `ledger: ${JSON.stringify(ledger)}`,
    'device: STM32L476RG',
    ...Object.entries(more).map(([key, value]) => `${key}: ${value}`),
  ];
  return `${lines.join('\n')}\n`;
}
