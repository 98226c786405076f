import { accessPortsOf } from './access-ports.js';
import type { DebugLink } from './debug-link.js';
import { DebugPort } from './debug-port.js';
import { BoundaryScanTap } from './jtag/boundary-scan.js';
import { JtagDp } from './jtag/jtag-dp.js';
import { ScanChain } from './jtag/scan-chain.js';

const ascii = (text: string): number => text.charCodeAt(0);
const ZERO = ascii('0');
const LOWER_R = ascii('r');
const commands = {
  read: ascii('R'),
  quit: ascii('Q'),
  blinkOn: ascii('B'),
  blinkOff: ascii('b'),
  sleepMillisecond: ascii('Z'),
  sleepMicrosecond: ascii('z'),
};

/** What a chunk of requests came to. */
export interface BitbangReply {
  /** One digit for each sample of TDO. */
  readonly samples: Uint8Array;
  /** The client has quit, or has sent something that is not a request. */
  readonly end: 'quit' | 'unknown' | undefined;
  /** How many of the requests were done; the rest is to be fed again. */
  readonly done: number;
}

/** Chip time that the sleeps of one chunk may take: a running core executes meanwhile, and nobody else is served. */
const longestSleepUs = 5000;

/**
 * The JTAG chain of a chip behind OpenOCD's remote_bitbang protocol: one character a request. In the chain ST's
 * boundary-scan TAP comes first and the JTAG-DP is next to TDO (RM0090 §38.3).
 */
export class RemoteBitbang {
  readonly #link: DebugLink;
  readonly #chain: ScanChain;
  readonly #stop: () => void;
  #sleptUs = 0;

  constructor(link: DebugLink) {
    this.#link = link;
    const { tap, dpidr } = link.ids;
    // A chip without JTAG has no boundary scan either: what stands here then is a TAP that no chip has.
    const dp = new JtagDp(new DebugPort('jtag', accessPortsOf(link)), tap ?? dpidr);
    this.#chain = new ScanChain(tap === undefined ? [dp] : [new BoundaryScanTap(link.devId), dp]);
    this.#stop = link.onPowerOn(() => {
      dp.reset();
      this.#chain.reset();
    });
  }

  /** Does what the characters ask for, in order: nothing behind a quit or an unknown one, or after a long sleep. */
  feed(requests: Uint8Array): BitbangReply {
    const samples: number[] = [];
    this.#sleptUs = 0;
    let done = 0;
    let end: BitbangReply['end'];
    while (done < requests.length && end === undefined && this.#sleptUs < longestSleepUs) {
      const request = requests[done] ?? 0;
      done += 1;
      if (request >= ZERO && request < ZERO + 8) this.#write(request - ZERO);
      else if (request === commands.read) samples.push(ZERO + this.#tdo);
      else if (request === commands.quit) end = 'quit';
      else if (!this.#other(request)) end = 'unknown';
    }
    return { samples: Uint8Array.from(samples), end, done };
  }

  /** The probe is unplugged: the pins float, so that nothing is held in reset. */
  close(): void {
    this.#stop();
    if (this.#link.isOpen) this.#link.holdReset(false);
  }

  // Pins of a chip that does not answer are pulled up.
  get #tdo(): number {
    return this.#link.isOpen ? this.#chain.tdo : 1;
  }

  #write(lines: number): void {
    if (this.#link.isOpen) this.#chain.drive((lines & 4) !== 0, (lines & 2) !== 0, (lines & 1) !== 0);
  }

  #other(request: number): boolean {
    if (request >= LOWER_R && request < LOWER_R + 4) this.#reset(request - LOWER_R);
    else if (request === commands.sleepMillisecond) this.#sleep(1000);
    else if (request === commands.sleepMicrosecond) this.#sleep(1);
    else return request === commands.blinkOn || request === commands.blinkOff;
    return true;
  }

  #reset(lines: number): void {
    if (lines & 2) this.#chain.reset();
    if (this.#link.isOpen) this.#link.holdReset((lines & 1) !== 0);
  }

  #sleep(microseconds: number): void {
    this.#sleptUs += microseconds;
    if (this.#link.isOpen) this.#link.elapse(microseconds);
  }
}
