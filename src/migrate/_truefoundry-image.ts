import { quote } from 'shell-quote';
import { Severity } from '../findings/finding';
import { valueText } from '../findings/text';
import { IMAGE_FIX, setImage } from './_image';
import { Path, Reader } from './_reader';
import { ServicePlanner } from './_service-plan';
import { BUILD, DOCKERFILE_BUILD, IMAGE, PYTHON_BUILD } from './_truefoundry-fields';

/** The image of a service, or how it would be built. */
export function translateImage(reader: Reader, path: Path, chosen: string | undefined, planner: ServicePlanner): void {
  const type = reader.at([...path, 'type']) ?? (reader.at([...path, 'image_uri']) === undefined ? undefined : 'image');
  if (type === 'build') {
    translateBuild(reader, path, chosen, planner);
    return;
  }
  if (type !== 'image') {
    reader.require(path, 'There is nothing to run', 'Give an image: { type: image, image_uri: … }');
    if (typeof reader.at(path) === 'string') reader.refuse(path, { must: 'be an object with type and image_uri', fix: `Write image: { type: image, image_uri: ${valueText(reader.at(path))} }` });
    else reader.readTyped({ image: IMAGE, build: BUILD }, path);
    return;
  }
  const image = reader.read(IMAGE, path);
  if (chosen === undefined) reader.require([...path, 'image_uri'], 'There is nothing to run', 'Give the image with its tag, e.g. ghcr.io/acme/api:1.4.2');
  setImage(chosen, image.image_uri, [...path, 'image_uri'], planner, reader);
  planner.setCommand(image.command, [...path, 'command']);
  reportRegistry(image.docker_registry, path, planner);
}

function translateBuild(reader: Reader, path: Path, chosen: string | undefined, planner: ServicePlanner): void {
  const build = reader.read(BUILD, path);
  const at = [...path, 'build_spec'];
  const spec = reader.read(reader.at([...at, 'type']) === 'tfy-python-buildpack' ? PYTHON_BUILD : DOCKERFILE_BUILD, at);
  if (chosen === undefined) {
    reader.note(Severity.ERROR, 'import-image', path, { message: 'the image would have to be built, which is not done here', why: 'The platform builds it from the sources; a cluster runs images that are built already', fix: IMAGE_FIX });
  } else {
    setImage(chosen, undefined, path, planner, reader);
    planner.remark(Severity.INFO, 'import-lost', path, { message: `how the image is built (${buildText(reader, path)}) does not become part of the manifests`, why: 'The platform built it from the sources', fix: buildCommand(reader, path) }, 'image');
  }
  planner.setCommand(spec.command, [...at, 'command']);
  reportRegistry(build.docker_registry, path, planner);
}

/** What is said of the build: the names of its fields, whose values may be secret, and where the sources are. */
function buildText(reader: Reader, path: Path): string {
  const spec = Object.keys(reader.at([...path, 'build_spec']) ?? {}).filter(name => name !== 'type' && name !== 'command');
  const source = ['type', 'repo_url', 'remote_uri', 'project_root_path', 'branch_name', 'ref'].map(field => reader.at([...path, 'build_source', field]));
  return [...spec, source.filter(value => typeof value === 'string').join(' ')].filter(part => part !== '').join(', ');
}

function buildCommand(reader: Reader, path: Path): string {
  const at = (field: string) => {
    const value = reader.at([...path, 'build_spec', field]);
    return typeof value === 'string' ? value : undefined;
  };
  const context = at('build_context_path') ?? at('build_context') ?? './';
  return at('type') === 'tfy-python-buildpack'
    ? `Write a Dockerfile for ${context} (Python ${at('python_version') ?? 'of your choice'}), and build it: ${quote(['docker', 'build', context])}`
    : `Build it: ${quote(['docker', 'build', '--file', at('dockerfile_path') ?? './Dockerfile', context])}`;
}

function reportRegistry(registry: string | undefined, path: Path, planner: ServicePlanner): void {
  if (registry === undefined) return;
  planner.lose([...path, 'docker_registry'], {
    message: `the credentials of the registry ${valueText(registry)} are not here`,
    why: 'The platform keeps them; nodes that may not pull the image report ImagePullBackOff',
    fix: 'Put imagePullSecrets into the ServiceAccount of the pods, unless the nodes may pull the image anyway',
  }, 'image');
}
