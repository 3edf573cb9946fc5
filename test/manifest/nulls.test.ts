import { withoutNulls } from '../../src/manifest/nulls';

test('an object without nulls is returned as it is', () => {
  const object = { a: [1, { b: 'x' }], c: false };
  expect(withoutNulls(object)).toBe(object);
});

test('a field that is null is absent, an element of a list that is null is empty', () => {
  const object = { a: null, b: { c: null, d: 1 }, e: [null, { f: null }] };
  expect(withoutNulls(object)).toEqual({ b: { d: 1 }, e: [{}, {}] });
  expect(object.a).toBeNull();
});
