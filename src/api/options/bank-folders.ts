import type { BankFolders } from '../../bank/index.js';
import type { Kind } from './kind.js';
import { either, need, shaped, text, texts } from './kinds.js';

type ByTrust = Exclude<BankFolders, readonly string[]>;

/** Folders of bank descriptions. */
export const bankFolders: Kind<BankFolders> = either(
  texts,
  shaped<ByTrust>({ named: need(texts), project: need(texts), controllers: text }),
);
