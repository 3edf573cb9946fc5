import * as fc from 'fast-check';
import { quantityInNano } from '../../src/manifest/quantity';

test.each([
  ['1', 10n ** 9n],
  [1, 10n ** 9n],
  ['100m', 10n ** 8n],
  ['0.1', 10n ** 8n],
  ['1Ki', 1024n * 10n ** 9n],
  ['1.5Gi', 1610612736n * 10n ** 9n],
  ['1G', 10n ** 18n],
  ['1e3', 10n ** 12n],
  ['1E3', 10n ** 12n],
  ['1E', 10n ** 27n],
  ['-1', -(10n ** 9n)],
  ['+.5', 5n * 10n ** 8n],
  ['5.', 5n * 10n ** 9n],
  ['1n', 1n],
  [' 1 ', 10n ** 9n],
  ['Gi', 0n],
  ['.', 0n],
  ['-', 0n],
  ['100Ei', (2n ** 63n - 1n) * 10n ** 9n], // the most there is
  ['0.1n', 1n], // what does not fit is rounded up
])('%j is so many billionths', (quantity, nano) => {
  expect(quantityInNano(quantity)).toBe(nano);
});

test.each(['', ' ', '1 Gi', '1gi', '1KB', '1ee3', '0x10', '1,5', '--1', '1.2.3', NaN, Infinity])('%j is none', quantity => {
  expect(quantityInNano(quantity)).toBeUndefined();
});

test('the unit does not matter for the amount', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 1_000_000 }), n => {
    expect(quantityInNano(`${n}`)).toBe(quantityInNano(`${n * 1000}m`));
    expect(quantityInNano(`${n}Mi`)).toBe(quantityInNano(`${n * 1024}Ki`));
  }));
});
