import { overlaps, parseVersions, versionsText } from '../../src/manifest/kubernetes-versions';

test.each([
  ['1.31', { min: 31, max: 31 }],
  ['v1.31.4', { min: 31, max: 31 }],
  ['1.29-1.33', { min: 29, max: 33 }],
  [' 1.29 - 1.33 ', { min: 29, max: 33 }],
])('reads %j', (text, range) => {
  expect(parseVersions(text)).toEqual(range);
});

test.each(['', '1', '2.31', '1.27', '1.38', '1.33-1.29', '1.x', '1.30-', 'latest'])('refuses %j', text => {
  expect(parseVersions(text)).toBeUndefined();
});

test('ranges overlap when they share a version', () => {
  expect(overlaps({ min: 28, max: 31 }, { min: 31, max: 37 })).toBe(true);
  expect(overlaps({ min: 28, max: 31 }, { min: 32, max: 37 })).toBe(false);
});

test('a range is written as people say it', () => {
  expect(versionsText({ min: 28, max: 31 })).toBe('1.28 to 1.31');
  expect(versionsText({ min: 31, max: 31 })).toBe('1.31');
});
