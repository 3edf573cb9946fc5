import { Severity } from '../findings/finding';
import { valueText } from '../findings/text';
import { isPlaceholder } from './_placeholders';
import { Path, Reader } from './_reader';
import { ServicePlanner } from './_service-plan';

/** The images to run in place of those a file names. */
export interface ImageChoice {
  /** For a file with one service. */
  readonly image?: string;
  /** By the name of the service. */
  readonly images?: { readonly [service: string]: string };
}

/** What the user chose for a service, under the name in the file or the one it is given. */
export function chosenImage({ image, images }: ImageChoice, givenName: string, name: string): string | undefined {
  const named = [givenName, name].find(key => images && Object.hasOwn(images, key));
  return named === undefined ? image : images![named];
}

/** Sets the image: the one chosen, or else the one in the file, which may still have to be filled in. */
export function setImage(
  chosen: string | undefined,
  given: string | undefined,
  path: Path,
  planner: ServicePlanner,
  reader: Reader,
): void {
  const image = chosen ?? given;
  if (image === undefined) return;
  if (chosen === undefined && isPlaceholder(image)) {
    reader.note(Severity.ERROR, 'import-image', path, {
      message: `the image is ${valueText(image)}, which is a placeholder`,
      why: 'Something else was to fill it in, such as a step of the build',
      fix: IMAGE_FIX,
    });
    return;
  }
  if (/\s/.test(image)) {
    reader.refuse(path, { must: 'be a text without blanks', fix: 'Give the image with its tag, e.g. ghcr.io/acme/api:1.4.2' });
    return;
  }
  planner.set('image', image);
  // What stands before the tag or the digest, without the host of the registry, which may have a port.
  const repository = image.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
  if (/[A-Z]/.test(repository.slice(repository.indexOf('/') + 1))) {
    planner.remark(Severity.WARNING, 'import-image', path, {
      message: `the image ${valueText(image)} has capital letters in its name`,
      why: 'The API server takes it, and the kubelet reports InvalidImageName: the name of an image is written in lower case',
      fix: `Give the image as ${repository.toLowerCase()}${image.slice(repository.length)}`,
    }, 'image');
  }
}

/** How an image is given, in the construct and on the command line. */
export const IMAGE_FIX = 'Build and push it, and say where it is: image: "REGISTRY/NAME:TAG", or --image REGISTRY/NAME:TAG on the command line';
