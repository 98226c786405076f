/* What a visit decides of a die, and what keeps two visits from burning one. */
const table = ['visit/judge-die.test.ts'];
const orders = ['visit/interleaved.test.ts'];

const rows = [
  {
    name: 'visit-wiped-part-foreign',
    rule: 'what an interrupted burn left of a secret that is wiped is not taken for that of another unit',
    file: 'src/visit/record-content.ts',
    find: "return field.kind === 'value' && field.secret && own.bytesOf(field) === undefined;",
    replace: "return field.kind === 'check' && field.secret && own.bytesOf(field) === undefined;",
    tests: ['visit/content.test.ts'],
  },
  {
    name: 'visit-wiped-hides-values',
    rule: 'the values that the ledger has in clear are known by their parts, though secrets beside them are wiped',
    file: 'src/visit/known-values.ts',
    find: 'if (!image) return ownUnit(recorded, mac, known);',
    replace: 'if (!image) return ownUnit(recorded, mac);',
    tests: ['visit/given-up-slot.test.ts'],
  },
  {
    name: 'visit-of-scrapped',
    rule: 'a scrapped unit is refused whatever its chip holds',
    find: "if (state === 'scrapped') return",
    replace: "if (state === 'scrapped' && content === 'blank') return",
  },
  {
    name: 'visit-of-set-aside',
    rule: 'a die that changed beyond a plan is set aside at every bench',
    find: "if (die.isSetAside && !die.isClaimLive) return { does: 'set-aside' };",
    replace: '',
  },
  {
    name: 'visit-of-unreadable',
    rule: 'a chip that cannot be read is refused whatever the ledger knows',
    find: "if (content === 'unreadable') return",
    replace: "if (content === 'unreadable' && state === 'unknown') return",
  },
  {
    name: 'visit-of-damaged-unknown',
    rule: 'a damaged chip that the ledger does not know is not taken for readable',
    find: "(content === 'damaged' || die.isDamaged) && state === 'unknown' && !die.isKnown",
    replace: "(content === 'damaged' || die.isDamaged) && state === 'unknown' && die.isKnown",
  },
  {
    name: 'visit-binds-damaged',
    rule: 'a damaged chip that the ledger does not know gets no unit, whatever values it holds',
    find: "(content === 'damaged' || die.isDamaged) &&",
    replace: "content === 'damaged' &&",
  },
  {
    name: 'visit-of-taken',
    rule: 'a value of another unit is an alarm, whatever the ledger knows of the die',
    find: "if (content === 'taken') return",
    replace: "if (content === 'taken' && state !== 'verified') return",
  },
  {
    name: 'visit-binds-known',
    rule: 'a die that has values of its own does not get those of a batch',
    find: "return state === 'unknown' && !die.isKnown ? { does: 'bind' }",
    replace: "return state === 'unknown' || state === 'reserved' ? { does: 'bind' }",
  },
  {
    name: 'visit-binds-other-stage',
    rule: 'a die that is known at another stage does not get values of a batch',
    find: "return state === 'unknown' && !die.isKnown ? { does: 'bind' }",
    replace: "return state === 'unknown' ? { does: 'bind' }",
  },
  {
    name: 'visit-of-unknown-values',
    rule: 'a chip that is not blank gets no values before somebody adopts it',
    find: "if (content !== 'blank' && state === 'unknown')",
    replace: "if (content === 'foreign' && state === 'unknown')",
  },
  {
    name: 'visit-of-foreign',
    rule: 'a known die that holds anything else than its own is refused',
    find: "if (content === 'foreign' ||",
    replace: "if ((content === 'foreign' && state === 'verified') ||",
  },
  {
    name: 'visit-of-released',
    rule: 'a released die gets new values only while it is blank',
    find: "(content !== 'blank' && state === 'released')",
    replace: "(content === 'whole' && state === 'released')",
  },
  {
    name: 'visit-of-erased',
    rule: 'an erased sector is written again only when it is asked for',
    find: '!die.rewrite &&',
    replace: 'die.rewrite &&',
  },
  {
    name: 'visit-of-clone',
    rule: 'a blank die whose unique ID is that of a verified unit is a second one',
    find: '(settled.has(state) || isBurnt)',
    replace: 'isBurnt',
  },
  {
    name: 'visit-of-burnt-clone',
    rule: 'a blank die is a second one where a read-back of burnt units is on record',
    find: '(settled.has(state) || isBurnt)',
    replace: 'settled.has(state)',
  },
  {
    name: 'visit-of-busy',
    rule: 'a die that another visit has claimed waits, whatever it holds',
    find: 'return die.isClaimLive ?',
    replace: "return die.isClaimLive && content === 'blank' ?",
  },
  {
    name: 'visit-of-changed',
    rule: 'a verified die that holds only a part of its own is failed',
    find: "if (content !== 'whole') return",
    replace: "if (content === 'damaged') return",
  },
  {
    name: 'visit-again-writes',
    rule: 'a verified die is only read unless its firmware shall be written',
    find: "return die.rework ? { does: 'rework' } : readAgain(die);",
    replace: "return die.rework ? readAgain(die) : { does: 'rework' };",
  },
].map((mutant) => ({ file: 'src/visit/judge-die.ts', tests: table, ...mutant }));

const claims = [
  {
    name: 'visit-claims-what-is-there',
    rule: 'T2 claims from the state and version that T1 read',
    file: 'src/visit/visit.ts',
    find: '      const taken: Claim = {',
    replace: `      const now = await tx.get('SELECT state, version FROM stage WHERE unit = $1', unit.unit);
      Object.assign(stage, now);
      const taken: Claim = {`,
    tests: orders,
  },
  {
    name: 'visit-claims-released',
    rule: 'T2 claims no unit that was released since T1',
    file: 'src/ledger/units/move-stage.ts',
    find: ' AND state = $11 AND version = $12`',
    replace: " AND (state = $11 AND version = $12 OR state = 'released')`",
    tests: orders,
  },
  {
    name: 'visit-burns-unclaimed',
    rule: 'a visit whose claim failed writes nothing',
    file: 'src/api/visit-chip.ts',
    find: 'plan: view.hash(planned.plan) });',
    replace: 'plan: view.hash(planned.plan) }).catch(() => undefined);',
    tests: orders,
  },
  {
    name: 'visit-late-end',
    rule: 'a unit that was taken away during the burn is not reported as verified',
    file: 'src/visit/finish-run.ts',
    find: "if (outcome !== 'not-current') return;",
    replace: 'if (outcome) return;',
    tests: orders,
  },
  {
    name: 'visit-own-run-dead',
    rule: 'a run of this station lives while it holds its lock',
    file: 'src/visit/claims.ts',
    find: 'isRunAlive(claim.run) :',
    replace: '!isRunAlive(claim.run) :',
    tests: orders,
  },
  {
    name: 'visit-other-station-dead',
    rule: 'a run of another station lives while that station does',
    file: 'src/visit/claims.ts',
    find: 'ledger.isStationAlive(tx, claim.station)',
    replace: '!(await ledger.isStationAlive(tx, claim.station))',
    tests: orders,
  },
  {
    name: 'visit-settles-live',
    rule: 'the journal settles no claim whose run is still alive',
    file: 'src/visit/claims.ts',
    find: `stage.claim?.station === tx.station &&
      !(await claimIsLive(ledger, tx, stage))`,
    replace: 'stage.claim?.station === tx.station',
    tests: orders,
  },
];

const stages = [
  {
    name: 'visit-at-other-stage',
    rule: 'a unit that a running visit has claimed at another stage waits',
    file: 'src/visit/judge-die.ts',
    find: 'if (die.isOtherLive &&',
    replace: 'if (!die.isOtherLive &&',
    tests: ['visit/stages.test.ts'],
  },
  {
    name: 'visit-live-at-its-stage-only',
    rule: 'a live claim counts at whatever stage it is',
    file: 'src/visit/take-unit.ts',
    find: 'isOtherLive: live !== undefined && live !== stage,',
    replace: 'isOtherLive: false,',
    tests: ['visit/stages.test.ts'],
  },
  {
    name: 'visit-rework-of-other-stage',
    rule: 'a unit whose rework is open at one stage passes at no other',
    file: 'src/visit/take-unit.ts',
    find: 'isOtherReworkOpen: openReworks(unit).some((each) => each !== stage),',
    replace: 'isOtherReworkOpen: false,',
    tests: ['visit/rework.test.ts'],
  },
  {
    name: 'visit-rework-shown-elsewhere',
    rule: 'a unit whose rework is open stays on the list of open ones when it is presented at another stage',
    file: 'src/ledger/units/accept.ts',
    find: 'AND v.stage = stage.stage AND',
    replace: 'AND v.stage <> stage.stage AND',
    tests: ['visit/rework.test.ts'],
  },
  {
    name: 'visit-other-stage-moved',
    rule: 'T2 claims only while the other stages are as T1 read them',
    file: 'src/ledger/units/claim.ts',
    find: 'before.version === numberIn(row, ',
    replace: 'before.version >= numberIn(row, ',
    tests: ['ledger/units/sqlite.test.ts'],
  },
  {
    name: 'visit-other-stage-unseen',
    rule: 'T2 knows all other stages of the unit as T1 read them',
    file: 'src/ledger/units/claim.ts',
    find: '  await checkOthers(tx, key, others);\n',
    replace: '',
    tests: ['visit/stages.test.ts'],
  },
];

const settling = [
  {
    name: 'visit-settles-by-other-line',
    rule: 'the journal settles no claim of a line that does more after the burn',
    file: 'src/visit/claims.ts',
    find: 'if (!claim.finishedLater) claims.push',
    replace: 'claims.push',
    tests: ['visit/settle.test.ts'],
  },
];

const behind = [
  {
    name: 'visit-protected-is-done',
    rule: 'the protection of a die does not show that all programs of after ran',
    file: 'src/visit/claims.ts',
    find: '(isProtected && isAfterMarked(claim.run))',
    replace: 'isProtected',
    tests: ['visit/expect.test.ts'],
  },
  {
    name: 'visit-protected-early',
    rule: 'a die that is protected before the last program of after is not noted as done',
    file: 'src/visit/expect.ts',
    find: 'if ((await readLevel(chip, expected)).level !== expected) return false;',
    replace: 'if ((await readLevel(chip, expected)).level === expected) return false;',
    tests: ['visit/expect.test.ts'],
  },
];

const lost = [
  {
    name: 'visit-lost-run-open',
    rule: 'a unit without a spare slot whose burn nobody saw end is failed',
    file: 'src/visit/visit.ts',
    find: '  if (stage) await recordRefused(setup, stage, refusals);\n',
    replace: '',
    tests: ['visit/lost-run.test.ts'],
  },
  {
    name: 'visit-claim-forgotten',
    rule: 'a claim counts as an interrupted run where no journal knows it',
    file: 'src/visit/claimed-runs.ts',
    find: 'return [...unclaimed, ...claimed];',
    replace: 'return unclaimed;',
    tests: ['visit/lost-run.test.ts'],
  },
  {
    name: 'visit-read-back-suspect',
    rule: 'a run that failed after its read-back may not have been interrupted',
    file: 'src/visit/claimed-runs.ts',
    find: 'readBack.has(run) || ',
    replace: '',
    tests: ['visit/after.test.ts'],
  },
  {
    name: 'visit-journal-of-bound-die',
    rule: 'a die that was burnt without a claim is judged by what this station interrupted on it',
    file: 'src/visit/claimed-runs.ts',
    find: 'if (isBurntElsewhere(unit))',
    replace: 'if (!isBurntElsewhere(unit))',
    tests: ['visit/binding.test.ts'],
  },
  {
    name: 'visit-same-slot',
    rule: 'a record goes to the next slot where a run may have spoilt one',
    file: 'src/visit/encode-unit.ts',
    find: 'suspect.some((slot) => overlaps(slot, { address, length })) ? undefined',
    replace: 'suspect.some((slot) => overlaps(slot, { address, length })) && uid === "" ? undefined',
    tests: ['visit/encode-unit.test.ts'],
  },
];

const alive = [
  {
    name: 'visit-claim-of-the-living',
    rule: 'a claim is judged as live or not in the transaction that takes it over',
    file: 'src/visit/visit.ts',
    find: "if (live) throw refusal('UNIT_BUSY'",
    replace: "if (live && live.claim === undefined) throw refusal('UNIT_BUSY'",
    tests: ['visit/claim-alive.test.ts'],
  },
  {
    name: 'visit-claim-without-end',
    rule: 'a claim that the ledger may have gets an end, whatever its caller heard',
    file: 'src/visit/claimed.ts',
    find: '        seen.isClaimed = true;\n      });\n',
    replace: '      });\n      seen.isClaimed = true;\n',
    tests: ['visit/claim-alive.test.ts'],
  },
];

const superseded = [
  {
    name: 'visit-superseded-run',
    rule: 'what a later run verified is in doubt no more',
    file: 'src/visit/claimed-runs.ts',
    find: 'later.filter((each) => verified.has(each.run))',
    replace: 'later.filter((each) => verified.has(run))',
    tests: ['visit/superseded.test.ts'],
  },
  {
    name: 'visit-accepted-run',
    rule: 'what somebody accepted as it reads is in doubt no more',
    file: 'src/ledger/units/accept.ts',
    find: 'UPDATE visit SET read_back = 1',
    replace: 'UPDATE visit SET read_back = read_back',
    tests: ['visit/superseded.test.ts'],
  },
];

const burnt = [
  {
    name: 'visit-burnt-off-record',
    rule: 'what a run has burnt is on record, however the run ends',
    file: 'src/burn/judge-bank.ts',
    find: '  if (burnt.some((unit) => isBurnt(bank, unit, found))) onUnitsBurnt?.();\n',
    replace: '',
    tests: ['visit/burnt-on-record.test.ts'],
  },
  {
    name: 'visit-copy-on-record',
    rule: 'what is burnt into a copy of a chip is not burnt into the chip',
    file: 'src/rehearsal/rehearse.ts',
    find: '      onUnitsBurnt: _burnt,\n',
    replace: '',
    tests: ['visit/burnt-on-record.test.ts'],
  },
  {
    name: 'visit-seen-whole-off-record',
    rule: 'a die that was seen whole is told from a blank one',
    file: 'src/visit/visit.ts',
    find: "burnt: presented.taken.content.kind === 'whole',",
    replace: 'burnt: false,',
    tests: ['visit/burnt-on-record.test.ts'],
  },
  {
    name: 'visit-read-back-in-doubt',
    rule: 'a run that ended after its last read-back may not have been interrupted, at whichever bench',
    file: 'src/visit/finish-run.ts',
    find: 'isWhole || !mayHaveCutAUnit(error)',
    replace: 'isWhole',
    tests: ['visit/burnt-on-record.test.ts'],
  },
  {
    name: 'visit-unwritten-in-doubt',
    rule: 'a claim whose run burnt nothing uses up no slot of a record',
    file: 'src/burn/unit-run.ts',
    find: 'return !(error instanceof OtpforgeError) || error.facts.cutsUnit;',
    replace: 'return true;',
    tests: ['visit/unwritten-claims.test.ts'],
  },
];

const content = [
  {
    name: 'visit-image-not-compared',
    rule: 'a unit whose fields encode to other bytes than at its first visit is refused',
    file: 'src/visit/unit-image.ts',
    find: 'contentMac: contentMac(macs, mac)',
    replace: 'contentMac: contentMac({}, mac)',
    tests: ['visit/image-changed.test.ts'],
  },
  {
    name: 'visit-unchecked-value',
    rule: 'a unique value counts only with its check right',
    file: 'src/visit/scoped-values.ts',
    find: "return state === 'unchecked' || crcOk === true;",
    replace: 'return true;',
    tests: ['visit/scoped-values.test.ts'],
  },
  {
    name: 'visit-value-before-its-check',
    rule: 'a unique value does not count before its check is burnt',
    file: 'src/visit/scoped-values.ts',
    find: "if (state === 'blank') return check.when !== field.when;",
    replace: "if (state === 'blank') return true;",
    tests: ['visit/scoped-values.test.ts'],
  },
  {
    name: 'visit-clone-at-next-stage',
    rule: 'a blank die is a second one where another stage of its unit is burnt',
    file: 'src/visit/take-unit.ts',
    find: ' || (read !== undefined && isEmptied(setup, read, unit))',
    replace: '',
    tests: ['visit/stages.test.ts'],
  },
  {
    name: 'visit-binds-first-owner',
    rule: 'a die is bound only where all unique values that it holds are of one unit without a die',
    file: 'src/visit/take-unit.ts',
    find: 'return owners.every(({ of }) => isUnbound(of) && of.unit === first?.of.unit);',
    replace: 'return first !== undefined && isUnbound(first.of);',
    tests: ['visit/binding.test.ts'],
  },
  {
    name: 'visit-scope-of-one-product',
    rule: 'two products of a ledger never share an address',
    file: 'src/visit/scoped-values.ts',
    find: ' ?? worldwide.get(type)',
    replace: '',
    tests: ['visit/scoped-values.test.ts'],
  },
  {
    name: 'visit-locked-is-new',
    rule: 'a blank die with a lock of the layout set is not new',
    file: 'src/visit/content.ts',
    find: "return locked === undefined ? { kind: 'blank' }",
    replace: "return locked !== -1 ? { kind: 'blank' }",
    tests: ['visit/content.test.ts'],
  },
  {
    name: 'visit-stranger-between',
    rule: 'a byte between the fields that the ledger did not give is not its own',
    file: 'src/visit/content.ts',
    find: ' ?? strangers(layout, read)',
    replace: '',
    tests: ['visit/content.test.ts'],
  },
  {
    name: 'visit-damaged-at-other-stage',
    rule: 'damage in what another stage burns does not fail a verified stage',
    file: 'src/visit/content.ts',
    find: "each.kind === 'damaged' && (each.isHere || isNewStage)",
    replace: "each.kind === 'damaged'",
    tests: ['visit/content.test.ts'],
  },
  {
    name: 'visit-begins-over-damage',
    rule: 'no new stage begins on a die of which another stage is damaged',
    file: 'src/visit/content.ts',
    find: "each.kind === 'damaged' && (each.isHere || isNewStage)",
    replace: "each.kind === 'damaged' && each.isHere",
    tests: ['visit/content.test.ts'],
  },
  {
    name: 'visit-proven-part',
    rule: 'a value whose check is right is no part of another one',
    file: 'src/visit/field-content.ts',
    find: ' && !isProven(layout, field, read)',
    replace: '',
    tests: ['visit/content.test.ts'],
  },
];

export const visitMutants = [
  ...rows,
  ...claims,
  ...stages,
  ...settling,
  ...behind,
  ...lost,
  ...alive,
  ...superseded,
  ...burnt,
  ...content,
];
