/** What the chip has seen since it was created; tests assert on it. */
export interface ChipCounters {
  /** Program and erase operations that the main flash started. */
  flashOperations: number;
  /** Program operations that the OTP area started. */
  otpOperations: number;
  /** Times that the option bytes were programmed: a loader must never. */
  optionOperations: number;
  /** Program operations that an error flag refused. */
  refusedOperations: number;
  /** Cycles that the core executed or was stalled for. */
  coreCycles: number;
  instructions: number;
  debugAccesses: number;
  /** FLASH_CR writes while BSY: legal but they stall the bus, and our loaders must not make any. */
  controlWritesWhileBusy: number;
  /** Writes of ones to reserved bits of FLASH_ACR, FLASH_SR or FLASH_CR. */
  reservedWrites: number;
  /** Writes to flash or OTP while BSY. */
  arrayWritesWhileBusy: number;
  /** Reads of flash or OTP while BSY. */
  arrayReadsWhileBusy: number;
  /** First words of a double word that never got their second. */
  halfWrittenUnits: number;
  /** F4 operations with a PSIZE that the supply does not allow (RM0090 §3.6.2). */
  beyondSupply: number;
  hardFaults: number;
  systemResets: number;
}

export function newCounters(): ChipCounters {
  return {
    flashOperations: 0,
    otpOperations: 0,
    optionOperations: 0,
    refusedOperations: 0,
    coreCycles: 0,
    instructions: 0,
    debugAccesses: 0,
    controlWritesWhileBusy: 0,
    reservedWrites: 0,
    arrayWritesWhileBusy: 0,
    arrayReadsWhileBusy: 0,
    halfWrittenUnits: 0,
    beyondSupply: 0,
    hardFaults: 0,
    systemResets: 0,
  };
}
