import { createColors } from 'picocolors';
import { Severity } from '../findings/finding';
import { Paint } from '../findings/text';

export type Colors = ReturnType<typeof createColors>;

/** No colours. */
export const PLAIN_COLORS: Colors = createColors(false);

/** Colours for a stream, where it is a terminal and nobody asked for none. */
export function colorsFor(stream: NodeJS.WriteStream): Colors {
  return createColors(stream.isTTY === true && !process.env.NO_COLOR);
}

export function paintFor(stream: NodeJS.WriteStream): Paint {
  const colors = colorsFor(stream);
  const bySeverity = { [Severity.ERROR]: colors.red, [Severity.WARNING]: colors.yellow, [Severity.INFO]: colors.cyan };
  return { severity: severity => colors.bold(bySeverity[severity](severity)), faint: colors.dim };
}

/** How many columns a text may have. */
export function columnsOf(stream: NodeJS.WriteStream): number {
  return Math.min(stream.columns || 100, 120);
}
