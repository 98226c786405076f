import { OtpforgeError } from '../errors/index.js';
import { Connection } from '../probe/index.js';

/** A connection to a board that is pulled off and powered off: where it cannot be made again, each later call says so. */
export class Line extends Connection {
  async reconnect(): Promise<void> {
    await this.away(async () => {});
  }

  /** Lets somebody else have the probe for some work. */
  async away<T>(work: () => Promise<T>): Promise<T> {
    await this.release();
    const result = await work();
    try {
      await this.reopen();
    } catch (error) {
      if (!(error instanceof OtpforgeError)) throw error;
    }
    return result;
  }
}
