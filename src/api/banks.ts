import { dirname } from 'node:path';
import {
  type Bank,
  type BankFolders,
  bankWarnings,
  loadBanks,
  ownBanksFolder,
  servedDevices,
} from '../bank/index.js';
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
  /** Whether it is one of the package. */
  readonly isShipped: boolean;
  readonly base: number;
  readonly size: number;
  readonly writeUnit: number;
  readonly rewrite: 'clear-bits' | 'once';
  readonly lockBlocks: number;
  readonly controller: ControllerSummary;
  readonly devices: readonly { name: string; line: string; flashKb: number }[];
}

export interface ControllerSummary {
  readonly name: string;
  /** The file that describes it, where that is not the package's. */
  readonly file?: string;
  readonly sha256?: string;
  /** Families that it is for; none where nothing but a C header describes it. */
  readonly families: readonly string[];
  /** Programs of others whose own driver burns the simulated controller; none: own model only. */
  readonly witnesses: readonly string[];
  /** It does not name the family of the bank. */
  readonly otherFamily?: true;
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
        isShipped: dirname(file) === ownBanksFolder,
        base: bank.otp.base,
        size: bank.otp.size,
        writeUnit: bank.otp.writeUnit,
        rewrite: bank.otp.rewrite,
        lockBlocks: bank.otp.locks?.count ?? 0,
        controller: controllerSummary(bank),
        devices: servedDevices(each, loaded).map(({ name, line, flashKb }) => ({
          name,
          line: line.name,
          flashKb,
        })),
      };
    }),
  };
}

function controllerSummary(bank: Bank): ControllerSummary {
  const { controller, controllerFile, flashInterface } = bank;
  return {
    name: controller.name,
    ...controllerFile,
    families: flashInterface?.families ?? [],
    witnesses: flashInterface?.witnesses ?? [],
    ...(bankWarnings(bank).length > 0 && { otherFamily: true as const }),
  };
}
