import { Severity } from '../findings/finding';
import { valueText } from '../findings/text';
import { byteLength, dnsSubdomainFault } from '../rules/formats';
import { Call, call, CHART, Code, make, Name, Struct } from './_code';
import { secretNamed } from './_object-names';
import { Path, Reader } from './_reader';
import { ServicePlanner } from './_service-plan';
import { MOUNTS } from './_truefoundry-fields';

/** The mounts of a service: files from texts and secrets, volumes, and the shared memory it asks for. */
export function volumeMounts(reader: Reader, path: Path, planner: ServicePlanner, sharedMemory: number | undefined): Code | undefined {
  const mounts = new Mounts(reader, planner);
  if (sharedMemory !== undefined) mounts.addSharedMemory(sharedMemory);
  reader.items(path).forEach(item => mounts.add(item));
  return mounts.finish(path);
}

class Mounts {
  private readonly mounts: Struct[] = [];
  private readonly paths = new Set<string>();
  private readonly files = new Struct();
  private readonly fileMounts: Struct[] = [];
  private readonly volumes = new Map<string, Name>();

  constructor(private readonly reader: Reader, private readonly planner: ServicePlanner) {
  }

  public add(path: Path): void {
    const mount = this.reader.readTyped(MOUNTS, path);
    if (mount === undefined) return;
    const source = SOURCES[mount.kind];
    for (const field of ['mount_path', source]) this.reader.require([...path, field], 'It must be said what is mounted, and where', `Give mount_path and ${source}`);
    const at = mount.mount_path;
    if (at === undefined || !this.takePath(at, [...path, 'mount_path'])) return;
    switch (mount.kind) {
      case 'string': if (mount.data !== undefined) this.addFile(at, mount.data); break;
      case 'secret': if (mount.secret_fqn !== undefined) this.addSecret(at, mount.secret_fqn, [...path, 'secret_fqn']); break;
      case 'volume': if (mount.volume_fqn !== undefined) this.addVolume(at, mount.volume_fqn, mount.sub_path, path); break;
    }
  }

  public addSharedMemory(mebibytes: number): void {
    this.paths.add(SHARED_MEMORY);
    this.mounts.push(Struct.of({
      path: SHARED_MEMORY,
      volume: call('Volume.fromEmptyDir', CHART, this.planner.id('shm'), 'shm', Struct.of({
        medium: new Name('EmptyDirMedium.MEMORY'), sizeLimit: call('Size.mebibytes', mebibytes),
      })),
    }));
  }

  public finish(path: Path): Code | undefined {
    if (this.files.entries.length > 0) {
      const bytes = this.files.entries.reduce((sum, { name, value }) => sum + byteLength(name) + byteLength(value as string), 0);
      if (bytes > MAX_CONFIG_MAP_BYTES) this.reader.refuse(path, { must: `have at most ${MAX_CONFIG_MAP_BYTES} bytes of data in all, the most a ConfigMap can hold`, fix: 'Put large files into the image or into a volume' });
      // The files came one by one; the ConfigMap that holds them is made first.
      const name = this.planner.filesName;
      const files = this.planner.prepare(name, make('ConfigMap', CHART, this.planner.id('files'), Struct.of({ metadata: Struct.of({ name }), data: this.files })));
      const volume = this.planner.prepare(`${name}-volume`, call('Volume.fromConfigMap', CHART, this.planner.id('files-volume'), files, Struct.of({ name: 'files' })));
      this.fileMounts.forEach(mount => mount.add('volume', volume));
    }
    return this.mounts.length > 0 ? this.mounts : undefined;
  }

  private takePath(at: string, path: Path): boolean {
    const folder = at.replace(/\/+/g, '/').replace(/(.)\/$/, '$1');
    const must = !at.startsWith('/') || folder === '/' ? 'be a path below "/"'
      : /:|(^|\/)\.\.?(\/|$)/.test(at) ? 'have neither ":" nor "." or ".." as a part'
        : this.paths.has(folder) ? 'be another than those before it' : undefined;
    if (must) this.reader.refuse(path, { must, fix: 'Give a path of its own in the container' });
    this.paths.add(folder);
    return must === undefined;
  }

  private addFile(at: string, data: string): void {
    const base = at.slice(at.lastIndexOf('/') + 1);
    // cdk8s takes what every object has, such as "constructor", for a key that is there already.
    const plain = /^[-_a-zA-Z0-9][-._a-zA-Z0-9]{0,200}$/.test(base) && !(base in {}) && !this.files.entries.some(({ name }) => name === base);
    const key = plain ? base : `file-${this.files.entries.length + 1}`;
    this.files.add(key, data);
    const mount = Struct.of({ path: at, subPath: key });
    this.fileMounts.push(mount);
    this.mounts.push(mount);
  }

  private addSecret(at: string, fqn: string, path: Path): void {
    const secret = secretNamed(fqn);
    if (secret === undefined) {
      this.reader.refuse(path, { must: 'be tfy-secret://ORGANISATION:GROUP:KEY', fix: 'Copy the name from the platform' });
      return;
    }
    const from = this.planner.secret(secret, at, path, 'volumeMounts');
    const volume = this.volume(`secret ${secret.secret}`, name => call('Volume.fromSecret', CHART, this.planner.id(name), from, Struct.of({ name })));
    this.mounts.push(Struct.of({ path: at, subPath: secret.key, volume }));
  }

  private addVolume(at: string, fqn: string, subPath: string | undefined, path: Path): void {
    const claim = /^tfy-k8s-volume:\/\/(.+)$/.exec(fqn)?.[1] ?? /^tfy-volume:\/\/.+:.+:(.+)$/.exec(fqn)?.[1];
    if (claim === undefined || dnsSubdomainFault(claim)) {
      this.reader.refuse([...path, 'volume_fqn'], { must: 'be tfy-volume://CLUSTER:WORKSPACE:NAME or tfy-k8s-volume://CLAIM', fix: 'Copy the name from the platform' });
      return;
    }
    if (subPath !== undefined && (subPath.startsWith('/') || subPath.split('/').includes('..'))) {
      this.reader.refuse([...path, 'sub_path'], { must: 'be a path within the volume, without "/" in front and without ".."', fix: 'Give the path from the root of the volume' });
      return;
    }
    const volume = this.volume(`claim ${claim}`, name => {
      this.planner.remark(Severity.WARNING, 'import-changed', [...path, 'volume_fqn'], {
        message: `the volume is the PersistentVolumeClaim ${valueText(claim)}, which is not made here`,
        why: 'The pods wait until there is one of that name in their namespace',
        fix: 'Make it, or copy the data to one that is there and name that',
      }, 'volumeMounts');
      const from = call('PersistentVolumeClaim.fromClaimName', CHART, this.planner.id(`${name}-claim`), claim);
      return call('Volume.fromPersistentVolumeClaim', CHART, this.planner.id(name), from, Struct.of({ name }));
    });
    this.mounts.push(Struct.of({ path: at, subPath, volume }));
  }

  /** A volume, which may be mounted several times. */
  private volume(key: string, made: (name: string) => Call): Name {
    let volume = this.volumes.get(key);
    if (!volume) {
      const name = `volume-${this.volumes.size + 1}`;
      volume = this.planner.prepare(`${this.planner.name}-${name}`, made(name));
      this.volumes.set(key, volume);
    }
    return volume;
  }
}

const SHARED_MEMORY = '/dev/shm';
const SOURCES = { string: 'data', secret: 'secret_fqn', volume: 'volume_fqn' };
const MAX_CONFIG_MAP_BYTES = 1024 * 1024;
