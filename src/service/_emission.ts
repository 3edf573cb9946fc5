import { ApiObject, JsonPatch } from 'cdk8s';
import { Finding } from '../findings/finding';
import { KubernetesObject } from '../manifest/objects';
import { schemaOf } from '../rules/schema';
import { applyPatches } from './_patches';
import { dropDefaults } from './_without-defaults';

/**
 * What is laid over a plain object, in Kubernetes' own shape, before the user's patches: it changes the object.
 *
 * @param give says that somebody asked for the field at a JSON pointer, so that it is written even where it is a default
 * @param isGiven whether somebody did before
 */
export type Overlay = (object: any, give: (pointer: string) => void, isGiven: (pointer: string) => boolean) => void;

/** Where an object is judged more strictly than the API server judges it. */
export type Strict = (manifest: KubernetesObject) => readonly Finding[];

/**
 * How an object is written: what cdk8s-plus makes of it, then what it cannot say, then the user's patches.
 *
 * The user's patches come last, so that they see everything and win, whenever they were added.
 */
export class Emission {
  /** The emission of an object; from the first call on it is written like this. */
  public static of(object: ApiObject): Emission {
    let emission = Emission.emissions.get(object);
    if (!emission) Emission.emissions.set(object, emission = new Emission(object));
    return emission;
  }

  private static readonly emissions = new WeakMap<ApiObject, Emission>();

  private readonly overlays: Overlay[] = [];
  private readonly patches: JsonPatch[] = [];
  /** How the object writes itself where that is not its class's way. */
  private readonly ownWay?: () => unknown;
  private readonly strict: Strict[] = [];
  private isLean = false;

  private constructor(public readonly object: ApiObject) {
    if (!Object.isExtensible(object)) throw new Error(`${object.node.path} is frozen: nothing can be laid over it. Freeze it later`);
    if (Object.hasOwn(object, 'toJson')) this.ownWay = object.toJson;
    object.toJson = () => this.write();
  }

  /** Lays something over the object, after what was laid over it before. */
  public lay(overlay: Overlay): this {
    this.overlays.push(overlay);
    return this;
  }

  /** Leaves out what nobody asked for and means the same where it is absent: for objects that are ours alone. */
  public withoutDefaults(): this {
    this.isLean = true;
    return this;
  }

  /** Holds the object to more than the API server does. */
  public holdTo(strict: Strict): this {
    this.strict.push(strict);
    return this;
  }

  /** What is wrong with the object, as it was written last, that the API server would accept. */
  public strictFindings(manifest: KubernetesObject): Finding[] {
    return this.strict.flatMap(strict => strict(manifest));
  }

  /**
   * Does something with what is written, in place of writing it.
   *
   * @param intercept is given the way to compute the object anew
   */
  public intercept(intercept: (compute: () => KubernetesObject) => KubernetesObject): void {
    this.object.toJson = () => intercept(() => this.write());
  }

  /**
   * The object as it is written at this moment.
   *
   * @param isLean whether defaults nobody asked for are left out; otherwise than it is written, to compare the two
   * @throws WriteFault where a patch cannot be applied, and whatever cdk8s throws
   */
  public write(isLean = this.isLean): KubernetesObject {
    const given = new Set<string>();
    const give = (pointer: string) => { given.add(pointer); };
    let manifest = this.converted();
    for (const overlay of this.overlays) overlay(manifest, give, pointer => given.has(pointer));
    if (this.patches.length > 0) {
      const { apiVersion, kind } = manifest;
      manifest = applyPatches(manifest, this.patches, schemaOf(`${apiVersion}`, `${kind}`), give) as KubernetesObject;
    }
    if (isLean) dropDefaults(manifest, pointer => isWithin(pointer, given));
    return this.overlays.length + this.patches.length > 0 ? inOrder(manifest) : manifest;
  }

  /** What cdk8s-plus makes of the object, before any patch. */
  private converted(): KubernetesObject {
    // Asked for each time: somebody may have replaced it since.
    const way = this.ownWay ?? Object.getPrototypeOf(this.object).toJson as () => unknown;
    // Where cdk8s keeps patches for the L1; from there they would be applied before it converts the object. Only the
    // L1 of a kind of others knows what shape they have.
    const { patches: forL1 } = this.object as unknown as { readonly patches?: JsonPatch[] };
    const { apiVersion, kind } = this.object;
    if (forL1 && (schemaOf(apiVersion, kind) || way === ApiObject.prototype.toJson)) this.patches.push(...forL1.splice(0));
    return way.call(this.object) as KubernetesObject;
  }
}

/** Whether a place, or one around it, is among those given. */
function isWithin(pointer: string, given: ReadonlySet<string>): boolean {
  if (given.size === 0) return false;
  for (let end = pointer.length; end > 0; end = pointer.lastIndexOf('/', end - 1)) {
    if (given.has(pointer.slice(0, end))) return true;
  }
  return false;
}

/** The fields of an object in cdk8s' order: what it is first, the others by name. */
function inOrder(manifest: KubernetesObject): KubernetesObject {
  if (process.env.CDK8S_DISABLE_SORT) return manifest;
  const { apiVersion, kind, metadata, ...rest } = sorted(manifest) as KubernetesObject;
  const first: { [field: string]: unknown } = {};
  if (apiVersion !== undefined) first.apiVersion = apiVersion;
  if (kind !== undefined) first.kind = kind;
  if (metadata !== undefined) first.metadata = metadata;
  return Object.assign(first, rest);
}

/** Sorts the fields of what was just computed, which for the most part are sorted already. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) value[index] = sorted(value[index]);
    return value;
  }
  const fields = value as { [field: string]: unknown };
  const names = Object.keys(fields);
  let isSorted = true;
  let last = '';
  for (const name of names) {
    if (name < last) isSorted = false;
    last = name;
    const field = fields[name];
    // Not by assignment where it need not be: "__proto__" is something else then.
    if (typeof field === 'object' && field !== null) {
      const inner = sorted(field);
      if (inner !== field) Object.defineProperty(fields, name, { value: inner, enumerable: true, configurable: true, writable: true });
    }
  }
  return isSorted ? fields : Object.fromEntries(names.sort().map(name => [name, fields[name]]));
}
