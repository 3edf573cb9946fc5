import { withoutNulls } from '../../src/manifest/nulls';

test('a field that is null is absent, an element of a list that is null is empty', () => {
  const object = { a: null, b: { c: undefined, d: 1 }, e: [null, { f: null }] };
  expect(withoutNulls(object)).toEqual({ b: { d: 1 }, e: [{}, {}] });
  expect(object.a).toBeNull();
});
