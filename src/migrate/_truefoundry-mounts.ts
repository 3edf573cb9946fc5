import { Severity } from '../findings/finding';
import { valueText } from '../findings/text';
import { dnsSubdomainFault } from '../rules/formats';
import { call, CHART, Code, make, Name, Struct } from './_code';
import { Path, Reader } from './_reader';
import { ServicePlanner } from './_service-plan';
import { MOUNT } from './_truefoundry-fields';

/** The mounts of a service: files from texts and secrets, volumes, and the shared memory it asks for. */
export function volumeMounts(reader: Reader, path: Path, planner: ServicePlanner, sharedMemory: number | undefined): Code | undefined {
  const given = reader.at(path);
  const mounts = new Mounts(reader, planner);
  if (Array.isArray(given)) given.forEach((_, index) => mounts.add([...path, index]));
  if (sharedMemory !== undefined) mounts.addSharedMemory(sharedMemory);
  return mounts.finish();
}

class Mounts {
  private readonly mounts: Code[] = [];
  private readonly paths = new Set<string>();
  private readonly files = new Struct();
  private readonly volumes = new Map<string, Name>();

  constructor(private readonly reader: Reader, private readonly planner: ServicePlanner) {
  }

  public add(path: Path): void {
    const mount = this.reader.read(MOUNT, path);
    for (const field of ['type', 'mount_path', ...mount.type === undefined ? [] : [SOURCES[mount.type]]]) {
      this.reader.require([...path, field], 'It must be said what is mounted, and where', 'Give type, mount_path and the data, secret or volume');
    }
    const { mount_path: at } = mount;
    if (at === undefined) return;
    if (!at.startsWith('/') || this.paths.has(at)) {
      this.reader.refuse([...path, 'mount_path'], { must: at.startsWith('/') ? 'be another than those before it' : 'begin with "/"', fix: 'Give a path of its own in the container' });
      return;
    }
    this.paths.add(at);
    if (mount.data !== undefined) this.addFile(at, mount.data);
    else if (mount.secret_fqn !== undefined) this.addSecret(at, mount.secret_fqn, [...path, 'secret_fqn']);
    else if (mount.volume_fqn !== undefined) this.addVolume(at, mount.volume_fqn, mount.sub_path, [...path, 'volume_fqn']);
  }

  public addSharedMemory(mebibytes: number): void {
    const volume = call('Volume.fromEmptyDir', CHART, this.planner.id('shm'), 'shm', Struct.of({
      medium: new Name('EmptyDirMedium.MEMORY'), sizeLimit: call('Size.mebibytes', mebibytes),
    }));
    this.mounts.push(Struct.of({ path: '/dev/shm', volume }));
  }

  public finish(): Code | undefined {
    if (this.files.entries.length > 0) {
      // The files came one by one; the ConfigMap that holds them is made first.
      const name = this.planner.id('files');
      const files = this.planner.prepare(name, make('ConfigMap', CHART, name, Struct.of({ metadata: Struct.of({ name }), data: this.files })));
      const volume = this.planner.prepare(`${name}-volume`, call('Volume.fromConfigMap', CHART, `${name}-volume`, files, Struct.of({ name: 'files' })));
      for (const mount of this.mounts) {
        if (mount instanceof Struct && !mount.entries.some(entry => entry.name === 'volume')) mount.add('volume', volume);
      }
    }
    return this.mounts.length > 0 ? this.mounts : undefined;
  }

  private addFile(at: string, data: string): void {
    const base = at.slice(at.lastIndexOf('/') + 1);
    const plain = /^[-._a-zA-Z0-9]{1,200}$/.test(base) && !base.startsWith('..') && !this.files.entries.some(({ name }) => name === base);
    const key = plain ? base : `file-${this.files.entries.length + 1}`;
    this.files.add(key, data);
    this.mounts.push(Struct.of({ path: at, subPath: key }));
  }

  private addSecret(at: string, fqn: string, path: Path): void {
    const [, group, key] = /^tfy-secret:\/\/[^:]*:([^:]+):(.+)$/.exec(fqn) ?? [];
    if (group === undefined) {
      this.reader.refuse(path, { must: 'be tfy-secret://ORGANISATION:GROUP:KEY', fix: 'Copy the name from the platform' });
      return;
    }
    const secret = this.planner.checkedSecret(group, key, path, 'volumeMounts');
    if (!secret) return;
    const volume = this.volume(`secret ${group}`, name => call('Volume.fromSecret', CHART, this.planner.id(name), secret, Struct.of({ name })));
    this.mounts.push(Struct.of({ path: at, subPath: key, volume }));
  }

  private addVolume(at: string, fqn: string, subPath: string | undefined, path: Path): void {
    const claim = /^tfy-k8s-volume:\/\/(.+)$/.exec(fqn)?.[1] ?? /^tfy-volume:\/\/.+:.+:(.+)$/.exec(fqn)?.[1];
    if (claim === undefined || dnsSubdomainFault(claim)) {
      this.reader.refuse(path, { must: 'be tfy-volume://CLUSTER:WORKSPACE:NAME or tfy-k8s-volume://CLAIM', fix: 'Copy the name from the platform' });
      return;
    }
    if (!this.volumes.has(`claim ${claim}`)) {
      this.planner.remark(Severity.WARNING, 'import-changed', path, {
        message: `the volume is the PersistentVolumeClaim ${valueText(claim)}, which is not made here`,
        why: 'The pods wait until there is one of that name in their namespace',
        fix: 'Make it, or copy the data to one that is there and name that',
      }, 'volumeMounts');
    }
    const volume = this.volume(`claim ${claim}`, name => call('Volume.fromPersistentVolumeClaim', CHART, this.planner.id(name), call('PersistentVolumeClaim.fromClaimName', CHART, this.planner.id(`${name}-claim`), claim), Struct.of({ name })));
    this.mounts.push(Struct.of({ path: at, subPath, volume }));
  }

  /** A volume, which may be mounted several times. */
  private volume(key: string, made: (name: string) => ReturnType<typeof call>): Name {
    let volume = this.volumes.get(key);
    if (!volume) {
      const name = `volume-${this.volumes.size + 1}`;
      volume = this.planner.prepare(this.planner.id(name), made(name));
      this.volumes.set(key, volume);
    }
    return volume;
  }
}

const SOURCES: { readonly [type: string]: string } = { string: 'data', secret: 'secret_fqn', volume: 'volume_fqn' };
