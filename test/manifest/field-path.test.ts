import { FieldPath } from '../../src/manifest/field-path';

test('is spelt as the API server spells it', () => {
  const resources = FieldPath.ROOT.field('spec').field('containers').index(0).field('resources');
  expect(`${resources.field('limits').key('nvidia.com/gpu')}`).toBe('spec.containers[0].resources.limits[nvidia.com/gpu]');
  expect(`${FieldPath.ROOT}`).toBe('');
});
