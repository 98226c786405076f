import { accessPortsOf } from './access-ports.js';
import type { DebugLink } from './debug-link.js';
import { DebugPort } from './debug-port.js';
import { type ProbeRequest, parseRequest, protocolVersion } from './remote-probe-requests.js';
import { SwDp } from './sw-dp.js';

/** Status codes of the protocol. */
const Status = { Done: 0, General: 1, Probe: 3, Transfer: 10, Fault: 12 } as const;

class RequestError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'RequestError';
    this.status = status;
  }
}

/**
 * A probe on the SWD pins of a chip behind pyOCD's remote-probe protocol: a line of JSON for each request and
 * for each answer. It gives the registers of the SW-DP and of its access port and leaves the rest to pyOCD.
 */
export class RemoteProbe {
  readonly #link: DebugLink;
  readonly #dp: SwDp;
  readonly #stop: () => void;
  #isConnected = false;

  constructor(link: DebugLink) {
    this.#link = link;
    this.#dp = new SwDp(new DebugPort('swd', accessPortsOf(link)), link.ids.dpidr);
    this.#stop = link.onPowerOn(() => this.#dp.reset());
  }

  /** Answers one line, without the line's end. Never throws for what a client sends. */
  answer(line: string): string {
    const { id, request, problem } = parseRequest(line);
    if (!request) return failure(id, Status.General, problem);
    try {
      const result = this.#perform(request);
      return JSON.stringify({ id, status: Status.Done, ...(result !== undefined && { result }) });
    } catch (error) {
      if (error instanceof RequestError) return failure(id, error.status, error.message);
      throw error;
    }
  }

  /** The probe is unplugged: the pins float, so that nothing is held in reset. */
  close(): void {
    this.#stop();
    if (this.#link.isOpen) this.#link.holdReset(false);
  }

  #perform(request: ProbeRequest): unknown {
    switch (request.name) {
      case 'hello':
        if (request.args[0] === protocolVersion) return undefined;
        throw new RequestError(Status.General, `this server speaks version ${protocolVersion} only`);
      case 'readprop':
        return this.#property(request.args[0]);
      case 'connect':
        return this.#connect(request.args[0]);
      case 'disconnect':
        this.#isConnected = false;
        return undefined;
      case 'reset':
        this.#holdReset(true);
        return this.#holdReset(false);
      case 'assert_reset':
        return this.#holdReset(request.args[0]);
      case 'is_reset_asserted':
        return this.#link.isHeldInReset;
      case 'read_dp':
        return this.#read('dp', request.args[0]);
      case 'write_dp':
        return this.#write('dp', request.args[0], [request.args[1]]);
      case 'read_ap':
        return this.#read('ap', request.args[0]);
      case 'write_ap':
        return this.#write('ap', request.args[0], [request.args[1]]);
      case 'read_ap_multiple':
        return Array.from({ length: request.args[1] }, () => this.#read('ap', request.args[0]));
      case 'write_ap_multiple':
        return this.#write('ap', request.args[0], request.args[1]);
      // open, close, lock, unlock, sequences, clock and flush change nothing here. There is no faster way to
      // memory than the access port, which an answer without a handle says.
      default:
        return undefined;
    }
  }

  #property(name: string): unknown {
    switch (name) {
      case 'vendor_name':
        return 'otpforge';
      case 'product_name':
        return 'simulated chip';
      case 'supported_wire_protocols':
        return ['DEFAULT', 'SWD'];
      case 'wire_protocol':
        return this.#isConnected ? 'SWD' : null;
      case 'capabilities':
        return [];
      default:
        throw new RequestError(Status.General, `there is no property ${JSON.stringify(name)}`);
    }
  }

  #connect(protocol: string): undefined {
    if (protocol !== 'DEFAULT' && protocol !== 'SWD') {
      throw new RequestError(Status.Probe, `the probe has SWD only, not ${JSON.stringify(protocol)}`);
    }
    this.#isConnected = true;
    return undefined;
  }

  #holdReset(asserted: boolean): undefined {
    this.#needsChip();
    this.#link.holdReset(asserted);
    return undefined;
  }

  // A read of the access port is posted: what the host wants is the value that RDBUFF then holds.
  #read(port: 'dp' | 'ap', address: number): number {
    this.#needsChip();
    const first = this.#dp.read(port, address & 0xc);
    if (first.ack === 'fault') throw faulted();
    if (port === 'dp') return first.value;
    const buffered = this.#dp.read('dp', 0xc);
    if (buffered.ack === 'fault') throw faulted();
    return buffered.value;
  }

  #write(port: 'dp' | 'ap', address: number, values: readonly number[]): undefined {
    this.#needsChip();
    for (const value of values) {
      if (this.#dp.write(port, address & 0xc, value) === 'fault') throw faulted();
    }
    // The fault of a posted write shows at the next transfer.
    if (port === 'ap' && this.#dp.read('dp', 0xc).ack === 'fault') throw faulted();
    return undefined;
  }

  #needsChip(): void {
    if (!this.#link.isOpen) throw new RequestError(Status.Transfer, 'no acknowledgement from the chip');
  }
}

function failure(id: number, status: number, error: string): string {
  return JSON.stringify({ id, status, error });
}

function faulted(): RequestError {
  return new RequestError(Status.Fault, 'the debug port answered FAULT');
}
