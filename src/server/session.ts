import type { Socket } from 'node:net';
import { BusError, PowerLost } from '../chip/index.js';
import { framePacket, type GdbEvent, PacketReader } from '../gdb/index.js';
import { count } from '../text/plural.js';
import { drained, isConnectionError } from './client-port.js';
import { answer, packetSize } from './commands.js';
import { explained, failure, type Reply } from './reply.js';
import type { ServedChip } from './served-chip.js';

/** Serves one client until it leaves. Never rejects; `failed` hears of defects of the server itself. */
export async function serveClient(
  socket: Socket,
  served: ServedChip,
  failed: (error: unknown) => void,
): Promise<void> {
  const session = new Session(socket, served, failed);
  served.onStop = (reply) => session.send(reply);
  try {
    // One chunk at a time: a client that sends faster than it is served, or than it reads, has to wait.
    for await (const chunk of socket) {
      for (const event of session.reader.push(chunk)) {
        await session.take(event);
        await drained(socket);
      }
    }
  } catch (error) {
    if (!isConnectionError(error)) failed(error);
  } finally {
    socket.destroy();
    await served.clientGone().catch(failed);
  }
}

class Session {
  readonly reader = new PacketReader({ limit: packetSize, runLengths: false });
  readonly #socket: Socket;
  readonly #served: ServedChip;
  readonly #failed: (error: unknown) => void;
  #acknowledges = true;
  #lastFrame: Uint8Array | undefined;

  constructor(socket: Socket, served: ServedChip, failed: (error: unknown) => void) {
    this.#socket = socket;
    this.#served = served;
    this.#failed = failed;
  }

  async take(event: GdbEvent): Promise<void> {
    switch (event.kind) {
      case 'packet':
        this.#acknowledge('+');
        return this.#takePacket(event.payload);
      case 'too-long':
        this.#acknowledge('+');
        return this.send(explained(`a packet holds at most ${count(packetSize, 'byte')}`));
      case 'broken':
        return this.#acknowledge('-');
      case 'nack':
        if (this.#lastFrame && this.#acknowledges) this.#write(this.#lastFrame);
        return;
      case 'interrupt':
        return this.#guard(() => this.#served.halt());
    }
  }

  send(reply: Reply): void {
    if (reply === undefined) return;
    this.#lastFrame = framePacket(reply);
    this.#write(this.#lastFrame);
  }

  async #takePacket(payload: Uint8Array): Promise<void> {
    const text = Buffer.from(payload.subarray(0, 16)).toString('latin1');
    if (text === 'QStartNoAckMode') {
      this.send('OK');
      this.#acknowledges = false;
    } else if (text === 'D' || text.startsWith('D;')) {
      await this.#detach();
    } else if (text === 'k') {
      await this.#guard(() => this.#served.reset());
      this.#socket.end();
    } else {
      await this.#guard(async () =>
        this.send(await answer(this.#served, payload, (line) => this.send(line))),
      );
    }
  }

  // GDB's `detach` lets the program go on.
  async #detach(): Promise<void> {
    this.send('OK');
    await this.#guard(async () => {
      const served = this.#served;
      await served.clientGone();
      if (served.chip.isHalted) await served.go();
    });
  }

  #acknowledge(mark: '+' | '-'): void {
    if (this.#acknowledges) this.#write(mark);
  }

  async #guard(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof PowerLost) await this.#served.powerOff().catch(this.#failed);
      this.send(error instanceof BusError ? failure.fault : failure.state);
      if (!(error instanceof BusError || error instanceof PowerLost)) this.#failed(error);
    }
  }

  #write(data: Uint8Array | string): void {
    if (this.#socket.writable) this.#socket.write(data);
  }
}
