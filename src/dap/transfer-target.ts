/** What an access port masters: a chip's AHB. A transfer that the bus answers with an error throws BusError. */
export interface TransferTarget {
  /** One aligned transfer; the value is right-aligned whatever byte lanes it used. */
  read(address: number, width: 1 | 2 | 4): number;
  write(address: number, width: 1 | 2 | 4, value: number): void;
}
