import type { Bank } from './bank.js';

/**
 * Why nothing speaks for a bank before the first chip does: its controller is that of other families, so that the
 * simulated chip is another one, or nobody's driver but our own has burnt the simulated controller. Undefined where an
 * independent witness has; and where nothing describes the controller, since such a chip is not simulated at all.
 */
export function lackOfWitness(bank: Bank): string | undefined {
  const { flashInterface: controller } = bank;
  if (!controller) return undefined;
  if (!isOfNamedFamily(bank)) return otherFamily(bank, controller);
  if (witnessesOf(bank).length > 0) return undefined;
  return `own model only: no driver of others has burnt the simulated controller ${controller.name} of the bank ${bank.name}`;
}

/** Programs of others whose own driver burns the simulated chip of a bank, or of the line that it is made for. */
export function witnessesOf({ witnesses, flashInterface }: Bank): readonly string[] {
  return witnesses ?? flashInterface?.witnesses ?? [];
}

/** What is taken in a bank though nobody may have meant it. */
export interface BankWarning {
  readonly code: 'CONTROLLER_FAMILY';
  readonly message: string;
}

/** What a plan or a build of a bank warns of: its controller is that of other families. */
export function bankWarnings(bank: Bank): readonly BankWarning[] {
  const { flashInterface: controller } = bank;
  if (!controller || isOfNamedFamily(bank)) return [];
  return [
    {
      code: 'CONTROLLER_FAMILY',
      message: `${otherFamily(bank, controller)}. Its waits, its register bits and its write unit may differ: describe the controller of ${bank.family} in a file of its own`,
    },
  ];
}

function isOfNamedFamily({ family, flashInterface }: Bank): boolean {
  return flashInterface?.families.includes(family) ?? false;
}

function otherFamily({ name, family }: Bank, controller: NonNullable<Bank['flashInterface']>): string {
  const families = controller.families.join(', ');
  return `the controller ${controller.name} of the bank ${name} is for ${families}, not for ${family}: no simulated chip of this bank is a witness for ${family}`;
}
