import { type LineFile, openLineFile } from '../files/line-file.js';
import type { FileOutput } from '../line/index.js';
import type { Receiver } from './receiver.js';

/** A JSON Lines file: events are on the disk when they count as sent. */
export function fileReceiver({ file }: FileOutput): Receiver {
  let opened: LineFile | undefined;
  const close = async () => {
    const lines = opened;
    opened = undefined;
    await lines?.close();
  };
  return {
    isOwn: true,
    most: 100,
    timeout: 60,
    async send(events) {
      // A log that was rotated goes on at its path.
      if (opened && !(await opened.isAtPath())) await close();
      opened ??= await openLineFile(file, '{"format":"otpforge.outbox/1"');
      try {
        await opened.append(events.map(({ text }) => text));
      } catch (error) {
        // Half a line may be in it, which opening it again cuts off.
        await close().catch(() => undefined);
        throw error;
      }
    },
    close,
  };
}
