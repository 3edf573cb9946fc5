import { ApiObject, App, Chart } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';

/**
 * What is known about a synth while it runs.
 *
 * cdk8s validates the whole app once per chart and once more. An object that was found clean in one pass need not be
 * computed and judged again in the next, and may be written as it was judged: `synth`, `synthYaml` and `Chart.toJson`
 * of cdk8s change nothing in between. Whatever might is provided for: an app or a chart that overrides these methods
 * keeps nothing, a patch that is added in the middle takes the verdict back, and when the outermost of these methods
 * returns everything is forgotten.
 */
export class SynthRun {
  /** The run of an app. The app's and the chart's ways to synthesize are wrapped, to know when one begins and ends. */
  public static of(construct: Construct): SynthRun {
    const run = SynthRun.ofApp(App.of(construct));
    run.trackChart(Chart.of(construct));
    return run;
  }

  /** The run of an app, for what concerns no chart in particular. */
  public static ofApp(app: App): SynthRun {
    let run = SynthRun.runs.get(app);
    if (!run) {
      run = new SynthRun(app);
      SynthRun.runs.set(app, run);
      if (app.synth === App.prototype.synth) run.track(app, 'synth');
      if (app.synthYaml === App.prototype.synthYaml) run.track(app, 'synthYaml');
    }
    return run;
  }

  private static readonly runs = new WeakMap<IConstruct, SynthRun>();

  private readonly charts = new Map<Chart, 'tracked' | 'overridden'>();
  private readonly owners = new Map<ApiObject, IConstruct>();
  private readonly clean = new Set<IConstruct>();
  private readonly judged = new Map<ApiObject, object>();
  private readonly kept = new Map<unknown, unknown>();
  private clashes?: ReadonlyMap<ApiObject, readonly ApiObject[]>;
  private depth = 0;

  private constructor(private readonly app: IConstruct) {
  }

  /** Whether a synth is under way. */
  public isRunning(): boolean {
    return this.depth > 0;
  }

  /** Whether a construct was found clean in this run. */
  public isClean(construct: IConstruct): boolean {
    return this.clean.has(construct);
  }

  /** Keeps a clean verdict, and the manifests it was made on, for as long as the synth runs. */
  public keepClean(construct: IConstruct, objects: readonly ApiObject[], manifests: readonly object[]): void {
    if (!this.isRunning() || this.charts.get(Chart.of(construct)) === 'overridden') return;
    this.clean.add(construct);
    objects.forEach((object, index) => this.judged.set(object, manifests[index]));
  }

  /** Takes a verdict back. */
  public forget(construct: IConstruct, objects: readonly ApiObject[]): void {
    this.clean.delete(construct);
    objects.forEach(object => this.judged.delete(object));
  }

  /** Notes the construct that an object belongs to. */
  public own(object: ApiObject, owner: IConstruct): void {
    this.owners.set(object, owner);
  }

  /** The construct that an object belongs to; undefined for objects that are none of ours. */
  public ownerOf(object: ApiObject): IConstruct | undefined {
    return this.owners.get(object);
  }

  /** The object as it was judged, for the next emission only: what happens to it there is not our business. */
  public takeJudged(object: ApiObject): object | undefined {
    const manifest = this.judged.get(object);
    if (manifest) this.judged.delete(object);
    return manifest;
  }

  /** Computes something, once for as long as the synth runs. */
  public keep<T>(key: unknown, compute: () => T): T {
    if (!this.isRunning()) return compute();
    if (!this.kept.has(key)) this.kept.set(key, compute());
    return this.kept.get(key) as T;
  }

  /** The other objects of the app with the same kind, namespace and name. */
  public namesakes(object: ApiObject): readonly ApiObject[] {
    const clashes = this.clashes ?? findClashes(this.app);
    if (this.isRunning()) this.clashes = clashes;
    return clashes.get(object)?.filter(other => other !== object) ?? [];
  }

  private trackChart(chart: Chart): void {
    if (this.charts.has(chart)) return;
    const overridden = chart.toJson !== Chart.prototype.toJson;
    this.charts.set(chart, overridden ? 'overridden' : 'tracked');
    if (!overridden) this.track(chart, 'toJson');
  }

  private track<Method extends string>(target: { [method in Method]: () => unknown }, method: Method): void {
    const original = target[method].bind(target);
    const tracked = () => {
      this.depth++;
      try {
        return original();
      } finally {
        if (--this.depth === 0) this.end();
      }
    };
    Object.defineProperty(target, method, { value: tracked, configurable: true, writable: true });
  }

  private end(): void {
    this.clean.clear();
    this.judged.clear();
    this.kept.clear();
    this.clashes = undefined;
  }
}

/** The objects that share kind, namespace and name with others, each with all that share it. */
function findClashes(app: IConstruct): ReadonlyMap<ApiObject, readonly ApiObject[]> {
  const byIdentity = new Map<string, ApiObject[]>();
  const clashes = new Map<ApiObject, readonly ApiObject[]>();
  for (const construct of app.node.findAll()) {
    if (!ApiObject.isApiObject(construct)) continue;
    const { apiGroup, kind, metadata, name } = construct;
    const key = `${apiGroup}/${kind}/${metadata.namespace ?? ''}/${name}`;
    const same = byIdentity.get(key);
    if (same) {
      same.push(construct);
      same.forEach(object => clashes.set(object, same));
    } else {
      byIdentity.set(key, [construct]);
    }
  }
  return clashes;
}
