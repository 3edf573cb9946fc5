import { axisTimes, LEGEND, Picture, Row, Span } from './_picture';

/** Draws pictures below each other as one SVG file that needs nothing else, and is readable on light and dark ground. */
export function svgPicture(pictures: readonly Picture[]): string {
  const parts: string[] = [];
  let y = MARGIN;
  for (const picture of pictures) {
    y += 16;
    parts.push(text(MARGIN, y, picture.title, 'title'));
    y += 14;
    for (const { title, untilSeconds, rows } of picture.panels) {
      y += 18;
      parts.push(text(MARGIN, y, title, 'faint'));
      const x = (seconds: number) => LEFT + Math.min(seconds, untilSeconds) / untilSeconds * WIDTH;
      const times = axisTimes(untilSeconds, 10);
      const bottom = y + 8 + rows.length * ROW;
      for (const time of times) {
        parts.push(text(x(time), y, `${time}${time === times[times.length - 1] ? ' s' : ''}`, 'faint tick'));
        parts.push(`<line x1="${x(time)}" x2="${x(time)}" y1="${y + 6}" y2="${bottom}"/>`);
      }
      y += 8;
      for (const row of rows) {
        parts.push(text(MARGIN, y + 15, row.label), ...rowParts(row, x, y));
        y += ROW;
      }
    }
    y += 12;
  }
  const kinds = (Object.keys(LEGEND) as Span['kind'][]).filter(kind => pictures.some(({ panels }) => panels.some(({ rows }) => rows.some(({ spans }) => spans.some(span => span.kind === kind)))));
  y += 8;
  let left = LEFT;
  for (const kind of kinds) {
    parts.push(`<rect class="${kind}" x="${left}" y="${y}" width="14" height="14" rx="2"/>`, text(left + 20, y + 12, LEGEND[kind], 'faint'));
    left += 40 + LEGEND[kind].length * 6.6;
  }
  const height = y + 14 + MARGIN;
  const width = LEFT + WIDTH + 2 * MARGIN + 24;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title description">`,
    `<title id="title">${escaped(pictures.map(({ title }) => title).join('; '))}</title>`,
    `<desc id="description">${escaped(pictures.map(({ description }) => description).join(' '))}</desc>`,
    STYLE,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

const MARGIN = 16;
const LEFT = 190;
const WIDTH = 560;
const ROW = 24;

const STYLE = `<style>
  svg { background: #ffffff; }
  text { font: 13px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; fill: #1f2328; }
  .title { font-weight: 600; font-size: 15px; }
  .faint { fill: #59636e; font-size: 12px; }
  .tick { text-anchor: middle; }
  line { stroke: #d1d9e0; }
  .yes { fill: #2da44e; }
  .maybe { fill: #2da44e; fill-opacity: 0.35; }
  .end { fill: #cf222e; }
  @media (prefers-color-scheme: dark) {
    svg { background: #0d1117; }
    text { fill: #f0f6fc; }
    .faint { fill: #9198a1; }
    line { stroke: #3d444d; }
    .yes { fill: #3fb950; }
    .maybe { fill: #3fb950; fill-opacity: 0.35; }
    .end { fill: #f85149; }
  }
</style>`;

function rowParts({ spans }: Row, x: (seconds: number) => number, y: number): string[] {
  return spans.map(({ from, to, kind }) => {
    const height = kind === 'end' ? 8 : 14;
    const top = kind === 'end' ? y + 7 : y + 4;
    return `<rect class="${kind}" x="${round(x(from))}" y="${top}" width="${round(Math.max(2, x(to) - x(from)))}" height="${height}"/>`;
  });
}

function text(x: number, y: number, content: string, kind?: string): string {
  return `<text x="${round(x)}" y="${y}"${kind ? ` class="${kind}"` : ''}>${escaped(content)}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(content: string): string {
  return content.replace(/[&<>"]/g, letter => `&#${letter.charCodeAt(0)};`).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd');
}
