import { bankMutants } from './banks.mjs';
import { batchMutants } from './batch.mjs';
import { burnMutants } from './burn.mjs';
import { chipMutants } from './chip.mjs';
import { dieMutants } from './die.mjs';
import { edgeMutants } from './edges.mjs';
import { errorMutants } from './errors.mjs';
import { exportMutants } from './exports.mjs';
import { fileMutants } from './files.mjs';
import { headerMutants } from './header.mjs';
import { hwcheckMutants } from './hwcheck.mjs';
import { inFlightMutants } from './in-flight.mjs';
import { inputMutants } from './input.mjs';
import { journalDayMutants } from './journal-days.mjs';
import { judgedBankMutants } from './judged-bank.mjs';
import { judgingMutants } from './judging.mjs';
import { layout2Mutants } from './layout-2.mjs';
import { layoutCheckMutants } from './layout-checks.mjs';
import { layoutValueMutants } from './layout-values.mjs';
import { ledgerMutants } from './ledger.mjs';
import { ledgerCommandMutants } from './ledger-commands.mjs';
import { ledgerDataMutants } from './ledger-data.mjs';
import { ledgerTableMutants } from './ledger-tables.mjs';
import { libraryMutants } from './library.mjs';
import { loaderMutants } from './loader.mjs';
import { mapMutants } from './map.mjs';
import { movedFromMutants } from './moved-from.mjs';
import { mp1Mutants } from './mp1.mjs';
import { mp1ReadMutants } from './mp1-read.mjs';
import { oneDieMutants } from './one-die.mjs';
import { outputMutants } from './outputs.mjs';
import { pageMutants } from './page.mjs';
import { planMutants } from './plan.mjs';
import { readingMutants } from './readings.mjs';
import { recordKindMutants } from './record-kinds.mjs';
import { recordMutants } from './records.mjs';
import { rehearsalMutants } from './rehearsal.mjs';
import { sectorMutants } from './sector.mjs';
import { sectorEraseMutants } from './sector-erase.mjs';
import { serverMutants } from './servers.mjs';
import { shownPlanMutants } from './shown-plan.mjs';
import { signMutants } from './sign.mjs';
import { stageMutants } from './stages.mjs';
import { stationMutants } from './station.mjs';
import { stm32f7Mutants } from './stm32f7.mjs';
import { stm32h7ChipMutants } from './stm32h7-chip.mjs';
import { stm32h7LoaderMutants } from './stm32h7-loader.mjs';
import { tableMutants } from './tables.mjs';
import { trustMutants } from './trust.mjs';
import { trustZoneMutants } from './trust-zone.mjs';
import { valueMutants } from './values.mjs';
import { vectorMutants } from './vectors.mjs';
import { visitMutants } from './visit.mjs';
import { visitAfterMutants } from './visit-after.mjs';
import { visitSourceMutants } from './visit-sources.mjs';

/**
 * Each breaks one rule of the safety code: `find`, which occurs once in `file`, becomes `replace`, and a file of
 * `tests` (below test/) must fail. `rebuild` names what must be built anew before: 'loaders' or 'dist'.
 */
export const mutants = [
  ...planMutants,
  ...bankMutants,
  ...batchMutants,
  ...judgingMutants,
  ...mp1Mutants,
  ...mp1ReadMutants,
  ...burnMutants,
  ...readingMutants,
  ...inFlightMutants,
  ...judgedBankMutants,
  ...inputMutants,
  ...recordMutants,
  ...recordKindMutants,
  ...oneDieMutants,
  ...movedFromMutants,
  ...journalDayMutants,
  ...fileMutants,
  ...chipMutants,
  ...stm32h7ChipMutants,
  ...stm32h7LoaderMutants,
  ...exportMutants,
  ...errorMutants,
  ...edgeMutants,
  ...rehearsalMutants,
  ...serverMutants,
  ...libraryMutants,
  ...ledgerMutants,
  ...shownPlanMutants,
  ...mapMutants,
  ...hwcheckMutants,
  ...vectorMutants,
  ...loaderMutants,
  ...sectorEraseMutants,
  ...stm32f7Mutants,
  ...trustZoneMutants,
  ...sectorMutants,
  ...trustMutants,
  ...headerMutants,
  ...tableMutants,
  ...signMutants,
  ...dieMutants,
  ...stageMutants,
  ...valueMutants,
  ...layout2Mutants,
  ...layoutValueMutants,
  ...layoutCheckMutants,
  ...ledgerCommandMutants,
  ...ledgerDataMutants,
  ...ledgerTableMutants,
  ...outputMutants,
  ...visitAfterMutants,
  ...visitMutants,
  ...visitSourceMutants,
  ...pageMutants,
  ...stationMutants,
];
