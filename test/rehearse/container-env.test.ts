import { containerEnv, probeCommand } from '../../src/rehearse/container-env';

test('values may name those before them; others come from elsewhere', () => {
  const { literal, elsewhere } = containerEnv({
    env: [
      { name: 'HOST', value: 'db' },
      { name: 'URL', value: 'postgres://$(HOST):$(PORT)/$$(HOST)$' },
      { name: 'PORT', value: '5432' },
      { name: 'EMPTY' },
      { name: 'KEY', valueFrom: { secretKeyRef: { name: 'shop', key: 'key' } } },
      { name: 'MODE', valueFrom: { configMapKeyRef: { name: 'settings', key: 'mode' } } },
      { name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      { name: 'CPU', valueFrom: { resourceFieldRef: { resource: 'limits.cpu' } } },
    ],
  });
  expect([...literal]).toEqual([['HOST', 'db'], ['URL', 'postgres://db:$(PORT)/$(HOST)$'], ['PORT', '5432'], ['EMPTY', '']]);
  expect([...elsewhere]).toEqual([['KEY', 'Secret shop'], ['MODE', 'ConfigMap settings'], ['POD', 'metadata.name'], ['CPU', 'limits.cpu']]);
  expect(containerEnv({})).toEqual({ literal: new Map(), elsewhere: new Map() });
});

test('what comes from elsewhere is taken from here, in other values too', () => {
  const here = { PASS: 'geheim', HOME: '/root', EXTRA: 'x' };
  const env = [{ name: 'PASS', valueFrom: { secretKeyRef: { name: 'shop', key: 'pass' } } }, { name: 'URL', value: '$(PASS)@$(HOME)$(EXTRA)' }];
  expect(containerEnv({ env }, here).literal.get('URL')).toBe('geheim@$(HOME)$(EXTRA)');
  // Whatever a Secret brings along may be among what is set here.
  expect(containerEnv({ env, envFrom: [{ secretRef: { name: 'more' } }] }, here).literal.get('URL')).toBe('geheim@/rootx');
});

test('the command of a probe gets the values as they stand there; what comes from elsewhere is empty', () => {
  const env = [{ name: 'A', value: '$(B)' }, { name: 'B', value: 'b' }, { name: 'KEY', valueFrom: { secretKeyRef: { name: 'shop', key: 'key' } } }];
  expect(probeCommand(['test', '$(A)', '$(B)$(B)', '$(KEY)', '$(C)', '$$(B)', '$(', '$B'], { env })).toEqual(['test', '$(B)', 'bb', '', '$(C)', '$(B)', '$(', '$B']);
});
