/** `<LIKE_THIS>`, as people write what is to be filled in. */
export const PLACEHOLDER = /<[A-Za-z][^<>\s]*>/;

/** What is added to a text that is a placeholder. */
export function placeholderNote(words: string): string {
  return PLACEHOLDER.test(words) ? ' (a placeholder)' : '';
}

/** Whether an image is still to be filled in. */
export function isPlaceholder(image: string): boolean {
  return image.startsWith(':') || PLACEHOLDER.test(image) || /\$\{|\{\{/.test(image);
}
