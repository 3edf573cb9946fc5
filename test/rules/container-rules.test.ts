import {
  containerImageIsGiven, containerNameIsValid, initContainersHaveNoProbes,
  initRestartPolicyIsAlways, mountPathsAreUnique, privilegesDoNotContradict, pullPolicyIsKnown, restartPolicyIsForInitContainers,
  sidecarsHaveNoProbesYet,
} from '../../src/rules/container-rules';
import { deployment, describeRule, Loose, MAIN } from './_objects';

const probe = { tcpSocket: { port: 8000 } };
const init = (fields: Loose) => deployment({}, {}, { initContainers: [{ name: 'init', image: 'acme/init', ...fields }] });
const INIT = 'spec.template.spec.initContainers[0]';

describeRule(containerNameIsValid, {
  fires: { 'none': [deployment({ name: undefined }), `${MAIN}.name`], 'an underscore': [deployment({ name: 'my_app' }), `${MAIN}.name`], '64 letters': [deployment({ name: 'a'.repeat(64) }), `${MAIN}.name`] },
  silent: { '63 letters': deployment({ name: 'a'.repeat(63) }), 'a digit first': deployment({ name: '1a' }) },
});

describeRule(containerImageIsGiven, {
  fires: { none: [deployment({ image: undefined }), `${MAIN}.image`], empty: [deployment({ image: '' }), `${MAIN}.image`] },
  silent: { 'an image': deployment(), 'blanks, which pass': deployment({ image: ' ' }) },
});

describeRule(initContainersHaveNoProbes, {
  fires: { 'all four': [init({ lifecycle: {}, livenessProbe: probe, readinessProbe: probe, startupProbe: {} }), ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'].map(field => `${INIT}.${field}`)] },
  silent: { 'a sidecar': init({ restartPolicy: 'Always', livenessProbe: probe }), 'an ordinary container': deployment({ livenessProbe: probe }) },
});

describeRule(sidecarsHaveNoProbesYet, {
  fires: { 1.28: [init({ restartPolicy: 'Always', livenessProbe: probe }), `${INIT}.livenessProbe`, '1.28'] },
  silent: { 1.29: [init({ restartPolicy: 'Always', livenessProbe: probe }), '1.29-1.37'] },
});

describeRule(restartPolicyIsForInitContainers, {
  fires: { 'before 1.34': [deployment({ restartPolicy: 'Always' }), `${MAIN}.restartPolicy`, '1.33'] },
  silent: { 'dropped by 1.34': [deployment({ restartPolicy: 'Always' }), '1.34'], 'from 1.35 on': [deployment({ restartPolicy: 'Always' }), '1.35'], 'an init container': init({ restartPolicy: 'Always' }) },
});

describeRule(mountPathsAreUnique, {
  fires: {
    'the same twice': [deployment({ volumeMounts: [{ name: 'a', mountPath: '/x' }, { name: 'b', mountPath: '/x' }] }), `${MAIN}.volumeMounts[1].mountPath`],
    'none': [deployment({ volumeMounts: [{ name: 'a' }] }), `${MAIN}.volumeMounts[0].mountPath`],
  },
  silent: { 'two paths': deployment({ volumeMounts: [{ name: 'a', mountPath: '/x' }, { name: 'a', mountPath: '/y' }] }) },
});

describeRule(initRestartPolicyIsAlways, {
  fires: { 'before 1.34': [init({ restartPolicy: 'OnFailure' }), `${INIT}.restartPolicy`, '1.33'] },
  silent: { 'dropped by 1.28': [init({ restartPolicy: 'OnFailure' }), '1.28'], 'dropped by 1.34': [init({ restartPolicy: 'OnFailure' }), '1.34'], 'from 1.35 on': [init({ restartPolicy: 'OnFailure' }), '1.35'], 'a sidecar': init({ restartPolicy: 'Always' }) },
});

describeRule(pullPolicyIsKnown, {
  fires: { another: [deployment({ imagePullPolicy: 'Sometimes' }), `${MAIN}.imagePullPolicy`] },
  silent: { none: deployment(), Never: deployment({ imagePullPolicy: 'Never' }) },
});

const context = (securityContext: Loose) => deployment({ securityContext });
describeRule(privilegesDoNotContradict, {
  fires: {
    'privileged without escalation': [context({ privileged: true, allowPrivilegeEscalation: false }), `${MAIN}.securityContext`],
    'the capability of an administrator': [context({ capabilities: { add: ['CAP_SYS_ADMIN'] }, allowPrivilegeEscalation: false }), `${MAIN}.securityContext`],
    'a negative user': [context({ runAsUser: -1 }), `${MAIN}.securityContext.runAsUser`],
    'a group past the last': [context({ runAsGroup: 2 ** 31 }), `${MAIN}.securityContext.runAsGroup`],
  },
  silent: { 'privileged': context({ privileged: true }), 'no escalation': context({ allowPrivilegeEscalation: false, privileged: false }), 'root': context({ runAsUser: 0 }) },
});
