/** All orders of three steps of two visits, A and B. */
export const orders = interleavings('AAA', 'BBB');

function interleavings(a: string, b: string): readonly string[] {
  if (a === '' || b === '') return [a + b];
  return [
    ...interleavings(a.slice(1), b).map((rest) => a.slice(0, 1) + rest),
    ...interleavings(a, b.slice(1)).map((rest) => b.slice(0, 1) + rest),
  ];
}
