import { App, Chart, JsonPatch, ApiObject } from 'cdk8s';
import { Breakage, HealthCheckedService, HealthCheckedServiceProps, HealthProbe, ProbeTimeline, ProbeType } from '../../src';

const service = (props: Partial<HealthCheckedServiceProps> = {}) => new HealthCheckedService(new Chart(new App(), 'shop'), 'api', {
  image: 'ghcr.io/acme/api:1.4.2',
  port: 8000,
  startupSeconds: 75,
  livenessProbe: HealthProbe.http('/livez'),
  readinessProbe: HealthProbe.http('/readyz', { periodSeconds: 5 }),
  ...props,
});

describe('of a service', () => {
  const timeline = ProbeTimeline.of(service());

  test('startupSeconds is what it guarantees', () => {
    expect(timeline.startupBudget).toEqual({ guaranteedSeconds: 75, hopelessSeconds: 80, killed: { earliestSeconds: 75, latestSeconds: 81 } });
  });

  test('windows', () => {
    expect(timeline.ready()).toEqual({ earliestSeconds: 0, latestSeconds: 5 });
    expect(timeline.ready(60)).toEqual({ earliestSeconds: 60, latestSeconds: 65 });
    expect(timeline.ready(81)).toBeUndefined();
    expect(timeline.restart()).toEqual({ earliestSeconds: 21, latestSeconds: 31 });
    expect(timeline.restart(Breakage.FAILS)).toEqual({ earliestSeconds: 20, latestSeconds: 30 });
    expect(timeline.outOfTraffic()).toEqual({ earliestSeconds: 11, latestSeconds: 16 });
    expect(timeline.restartLimits()).toEqual({ unnoticedSeconds: 20, noticedSeconds: 30 });
    expect(timeline.trafficLimits(Breakage.HANGS)).toEqual({ unnoticedSeconds: 10, noticedSeconds: 15 });
  });

  test('a behavior, played in every phase', () => {
    const ready = { earliestSeconds: 60, latestSeconds: 65 };
    expect(timeline.play({ startsAfterSeconds: 60 })).toMatchObject({ isEverKilled: false, isAlwaysReady: true, ready });
    expect(timeline.play({ startsAfterSeconds: 78 })).toMatchObject({ isEverKilled: true });
    const lost = timeline.play({ fails: [{ fromSeconds: 100, untilSeconds: 160, probes: [ProbeType.READINESS] }] });
    expect(lost).toMatchObject({ isEverKilled: false, notReady: { earliestSeconds: 110, latestSeconds: 115 } });
    // Whichever probe is the first.
    const either = timeline.play({ startsAfterSeconds: 78, hangs: [{ fromSeconds: 200 }] }).killed!;
    expect([either.earliestSeconds, either.latestSeconds > 200]).toEqual([75, true]);
    // However seldom it happens.
    expect(timeline.play({ startsAfterSeconds: 75.05 }).isEverKilled).toBe(true);
    expect(timeline.trafficLost(35)).toEqual({ earliestSeconds: 25, latestSeconds: 25 });
    expect(timeline.trafficLost(10)).toBeUndefined();
    expect(timeline.play({ hangs: [{ fromSeconds: 100 }] }).killed).toEqual({ earliestSeconds: 121, latestSeconds: 131 });
    expect(timeline.play({}, { deletedAtSeconds: 30, kubernetesVersion: '1.28' })).toMatchObject({ isEverKilled: false, isAlwaysReady: true });
  });

  test('patches count', () => {
    const patched = service();
    ApiObject.of(patched.deployment).addJsonPatch(JsonPatch.replace('/spec/template/spec/containers/0/startupProbe/failureThreshold', 3));
    expect(ProbeTimeline.of(patched).startupBudget!.guaranteedSeconds).toBe(10);
  });

  test('what is wrong with it is thrown', () => {
    const refused = service({ livenessProbe: HealthProbe.http('/livez', { successThreshold: 2 }) });
    expect(() => ProbeTimeline.of(refused)).toThrow('livenessProbe.successThreshold is 2, but must be 1');
  });
});

describe('of probes', () => {
  test('liveness alone decides about slow starts, and without it nothing does', () => {
    expect(ProbeTimeline.ofProbes({ livenessProbe: HealthProbe.tcp() }).startupBudget!.guaranteedSeconds).toBe(20);
    const nothing = ProbeTimeline.ofProbes({});
    const answers = [nothing.startupBudget, nothing.restart(), nothing.outOfTraffic(), nothing.restartLimits(), nothing.trafficLimits()];
    expect(answers).toEqual(Array(5).fill(undefined));
    expect(nothing.ready(300)).toEqual({ earliestSeconds: 0, latestSeconds: 0 });
  });

  test('the grace period is that of the pod', () => {
    const probe = HealthProbe.tcp();
    const timeline = ProbeTimeline.ofProbes({ livenessProbe: probe, readinessProbe: probe, terminationGracePeriodSeconds: 5 });
    // Readiness does not notice, but the restart costs traffic.
    const { notReady } = timeline.play({ hangs: [{ fromSeconds: 50, probes: [ProbeType.LIVENESS] }] });
    expect(notReady).toEqual({ earliestSeconds: 76, latestSeconds: 86 });
  });

  test('what the API server would refuse is thrown, and what is no number', () => {
    expect(() => ProbeTimeline.ofProbes({ startupProbe: HealthProbe.tcp({ successThreshold: 2 }) })).toThrow('successThreshold is 2, but must be 1');
    expect(() => ProbeTimeline.ofProbes({ startupProbe: HealthProbe.tcp({ periodSeconds: 0 }) })).toThrow('periodSeconds');
    const timeline = ProbeTimeline.ofProbes({});
    expect(() => timeline.ready(Number.NaN)).toThrow('startsAfterSeconds is NaN, but must be a number of seconds');
    expect(() => timeline.play({ hangs: [{ fromSeconds: 5, untilSeconds: 3 }], afterRestart: { startsAfterSeconds: -1 } }))
      .toThrow('hangs[0].untilSeconds is 3, but must be later than fromSeconds, which is 5\nafterRestart.startsAfterSeconds is -1');
    expect(() => timeline.play({}, { kubernetesVersion: '1.99' })).toThrow('kubernetesVersion is "1.99", but must be one version from 1.28 to 1.37');
    expect(() => timeline.play(undefined as never)).toThrow('behavior is missing, but must say what the app does');
    expect(() => timeline.play({ startAfterSeconds: 3 } as never)).toThrow('startAfterSeconds is unknown');
    expect(() => timeline.play({ hangs: { fromSeconds: 3 } } as never)).toThrow('hangs is {"fromSeconds":3}, but must be a list of times');
    expect(() => timeline.play({ hangs: [{ fromSeconds: 20_000 }] })).toThrow('the app hangs 20000 s after the start, and only 14400 s are played');
    expect(() => ProbeTimeline.ofProbes({ liveness: HealthProbe.tcp() } as never)).toThrow('liveness is unknown; known are livenessProbe');
    for (const forSeconds of [-5, 0, 99_999]) expect(() => timeline.play({}, { forSeconds })).toThrow('forSeconds is');
    expect(() => timeline.play({}, { kubernetesVersion: '1.30-1.32' })).toThrow('but must be one version');
    expect(() => timeline.play({ hangs: [{ untilSeconds: 5 } as never], slow: [{ fromSeconds: 1 } as never], fails: [{ fromSeconds: 1, probes: ['x' as never] }] }))
      .toThrow('hangs[0].fromSeconds is missing\nfails[0].probes has "x", but may only have liveness, readiness, startup\nslow[0].takesSeconds is missing');
    expect(() => timeline.play({}, { deletedAtSeconds: 'x' as never })).toThrow('deletedAtSeconds');
  });

  test('what is misspelt or of a wrong type is thrown, with what was meant; null is absent', () => {
    const timeline = ProbeTimeline.ofProbes({ livenessProbe: HealthProbe.tcp(), readinessProbe: HealthProbe.tcp() });
    const breakage = 'breakage is "HANGS", but must be Breakage.FAILS ("fails") or Breakage.HANGS ("hangs")';
    for (const method of ['restart', 'outOfTraffic', 'restartLimits', 'trafficLimits'] as const) {
      expect(() => timeline[method]('HANGS' as never)).toThrow(breakage);
      expect(timeline[method](null as never)).toEqual(timeline[method]());
    }
    expect(() => ProbeTimeline.ofProbes({}).restart('HANGS' as never)).toThrow(breakage);
    expect(() => timeline.trafficLost(30, 'HANGS' as never)).toThrow(breakage);
    expect(() => timeline.trafficLost(undefined as never)).toThrow('outageSeconds is missing, but must be a number of seconds');
    expect(() => timeline.play({ startsAfterSecond: 3 } as never)).toThrow('startsAfterSecond is unknown; known are startsAfterSeconds, hangsWhileStarting');
    expect(() => timeline.play({ hangs: [{ fromSecond: 3 }] } as never)).toThrow('hangs[0].fromSecond is unknown; known are fromSeconds, untilSeconds, probes. Write fromSeconds\nhangs[0].fromSeconds is missing');
    expect(() => timeline.play({ hangs: [5] } as never)).toThrow('hangs[0] is 5, but must be a time, such as { fromSeconds: 60 }');
    expect(() => timeline.play({ hangs: new Array(1) } as never)).toThrow('hangs[0] is missing, but must be a time');
    expect(() => timeline.play({ fails: [{ fromSeconds: 5, probes: 'liveness' }] } as never)).toThrow('fails[0].probes is "liveness", but must be a list of liveness');
    expect(() => timeline.play({ hangsWhileStarting: 'false' } as never)).toThrow('hangsWhileStarting is "false", but must be true or false');
    expect(() => timeline.play({ afterRestart: 5 } as never)).toThrow('afterRestart is 5, but must say what the app does');
    const endless = { afterRestart: {} };
    endless.afterRestart = endless;
    expect(() => timeline.play(endless)).toThrow('afterRestart is the behavior it belongs to, but must have an end');
    expect(() => timeline.play({}, { forSecond: 5 } as never)).toThrow('forSecond is unknown; known are kubernetesVersion, deletedAtSeconds, forSeconds. Write forSeconds');
    expect(() => timeline.play({}, 600 as never)).toThrow('ProbeTimeline.play is given 600, but must be given an object such as { forSeconds: 600 } as its options');
    const absent = { hangs: null, startsAfterSeconds: null, afterRestart: null };
    expect(timeline.play(absent as never, { forSeconds: 60, deletedAtSeconds: null } as never)).toEqual(timeline.play({}, { forSeconds: 60 }));
    expect(() => ProbeTimeline.of({} as never)).toThrow('ProbeTimeline.of is given {}, but must be given a HealthCheckedService; for probes alone there is ProbeTimeline.ofProbes');
    expect(() => ProbeTimeline.ofProbes('x' as never)).toThrow('ProbeTimeline.ofProbes is given "x", but must be given an object such as { livenessProbe: HealthProbe.tcp() }');
    expect(() => ProbeTimeline.ofProbes({ livenessProbe: 1 } as never)).toThrow("livenessProbe is 1, but must be a HealthProbe, e.g. HealthProbe.http('/livez')");
    expect(() => ProbeTimeline.ofProbes({ livenesProbe: HealthProbe.tcp() } as never)).toThrow('livenesProbe is unknown; known are livenessProbe, readinessProbe, startupProbe, terminationGracePeriodSeconds. Write livenessProbe');
  });
});
