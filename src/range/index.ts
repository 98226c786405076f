export { type AddressRange, contains, containsAddress, endOf, overlaps, rangeOf } from './address-range.js';
export { intersectRanges, joinRanges, subtractRanges } from './range-set.js';
