import { type BankFolders, loadBanks } from '../bank/index.js';
import { type ExplainDocument, explainDevice } from '../explain/index.js';
import { bankFolders, checkOptions, need, type Shape, text } from './options/index.js';

export interface ExplainOptions {
  /** A device by any name, or a line: STM32L476RG, stm32l476rgt6, STM32L476. */
  readonly device: string;
  /** Folders searched before ./otpforge/banks and the package's own. */
  readonly banks?: BankFolders;
}

const shape: Shape<ExplainOptions> = { device: need(text), banks: bankFolders };

/**
 * What is known of a device's OTP: whether a bank serves it, where it is and how it is written, what read protection allows,
 * what is not verified, and the sources. Errors: OPTION_*, DEVICE_UNKNOWN, FILE_*, YAML_SYNTAX, FORMAT_*, SCHEMA, BANK_*.
 */
export async function explain(options: ExplainOptions): Promise<ExplainDocument> {
  checkOptions('explain', options, shape);
  return explainDevice(options.device, await loadBanks(options.banks));
}
