import { ApiObject, App, Chart } from 'cdk8s';
import { IConstruct } from 'constructs';

/**
 * What is known about a synth while it runs.
 *
 * cdk8s validates the whole app once per chart and once more. What was found clean in one pass need not be judged again
 * in the next: every object is computed anew when it is written, and judged then if it is not what was judged before. So
 * nothing of this can make what is written wrong; where no run is noticed, everything is judged each time.
 */
export class SynthRun {
  /** The run of an app. The app's and the chart's ways to synthesize tell it when one begins and ends. */
  public static of(construct: IConstruct): SynthRun {
    const run = SynthRun.ofApp(App.of(construct));
    run.track(Chart.of(construct), 'toJson');
    return run;
  }

  /** The run of an app, for what concerns no chart in particular. */
  public static ofApp(app: App): SynthRun {
    let run = SynthRun.runs.get(app);
    if (!run) {
      run = new SynthRun(app);
      SynthRun.runs.set(app, run);
      run.track(app, 'synth');
      run.track(app, 'synthYaml');
    }
    return run;
  }

  private static readonly runs = new WeakMap<IConstruct, SynthRun>();

  private readonly owners = new Map<ApiObject, IConstruct>();
  private readonly clean = new Map<IConstruct, () => void>();
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

  /**
   * Keeps a clean verdict for as long as the synth runs.
   *
   * @param forget is called when it ends
   */
  public keepClean(construct: IConstruct, forget: () => void): void {
    if (this.isRunning()) this.clean.set(construct, forget);
  }

  /** Notes the construct that an object belongs to. */
  public own(object: ApiObject, owner: IConstruct): void {
    this.owners.set(object, owner);
  }

  /** The construct that an object belongs to; undefined for objects that are none of ours. */
  public ownerOf(object: ApiObject): IConstruct | undefined {
    return this.owners.get(object);
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

  /** Notices when a method begins and ends, and has no part in what it does: its class is asked for it each time. */
  private track<Method extends string>(target: { [method in Method]: () => unknown }, method: Method): void {
    if (Object.hasOwn(target, method) || !Object.isExtensible(target)) return;
    const tracked = (...args: unknown[]) => {
      this.depth++;
      try {
        return (Object.getPrototypeOf(target)[method] as (...given: unknown[]) => unknown).apply(target, args);
      } finally {
        if (--this.depth === 0) this.end();
      }
    };
    Object.defineProperty(target, method, { value: tracked, configurable: true, writable: true });
  }

  private end(): void {
    this.clean.forEach(forget => forget());
    this.clean.clear();
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
