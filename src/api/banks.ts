import { type BankFolders, loadBanks, servedDevices } from '../bank/index.js';
import { bankFolders, checkOptions, type Shape } from './options/index.js';

export interface BanksOptions {
  /** Folders searched before ./otpforge/banks and the package's own. */
  readonly banks?: BankFolders;
}

export interface BanksDocument {
  readonly format: 'otpforge.banks/1';
  readonly banks: readonly BankSummary[];
}

export interface BankSummary {
  readonly name: string;
  readonly title: string;
  readonly file: string;
  readonly base: number;
  readonly size: number;
  readonly writeUnit: number;
  readonly rewrite: 'clear-bits' | 'once';
  readonly lockBlocks: number;
  readonly devices: readonly { name: string; line: string; flashKb: number }[];
}

const shape: Shape<BanksOptions> = { banks: bankFolders };

/** Lists the banks and the devices that they serve. Errors: FILE_*, YAML_SYNTAX, FORMAT_*, SCHEMA, BANK_AMBIGUOUS. */
export async function banks(options: BanksOptions = {}): Promise<BanksDocument> {
  checkOptions('banks', options, shape);
  const loaded = await loadBanks(options.banks);
  return {
    format: 'otpforge.banks/1',
    banks: loaded.map((each) => {
      const { bank, file } = each;
      return {
        name: bank.name,
        title: bank.title,
        file,
        base: bank.otp.base,
        size: bank.otp.size,
        writeUnit: bank.otp.writeUnit,
        rewrite: bank.otp.rewrite,
        lockBlocks: bank.otp.locks?.count ?? 0,
        devices: servedDevices(each, loaded).map(({ name, line, flashKb }) => ({
          name,
          line: line.name,
          flashKb,
        })),
      };
    }),
  };
}
