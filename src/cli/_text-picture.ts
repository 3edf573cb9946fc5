import { axisTimes, LEGEND, Panel, Picture, Row, Span } from './_picture';
import { Colors } from './_terminal';

/** Draws the panels of a picture with letters; the marks tell themselves apart without colours. */
export function textPicture({ panels, legend: words = LEGEND }: Picture, columns: number, colors: Colors): string {
  const widest = Math.max(...panels.flatMap(({ title, rows }) => [title, ...rows.map(({ label }) => label)]).map(text => text.length));
  const width = Math.max(20, Math.min(72, columns - widest - 6));
  const indent = (text: string) => text.padEnd(widest + 2);
  const used = new Set(panels.flatMap(({ rows }) => rows.flatMap(({ spans }) => spans.map(({ kind }) => kind))));
  const legend = (Object.keys(MARKS) as Span['kind'][]).filter(kind => used.has(kind) && words[kind]).map(kind => `${MARKS[kind]} ${words[kind]}`);
  return [
    ...panels.flatMap((panel, index) => [
      ...index > 0 ? [''] : [],
      colors.dim(`${indent(panel.title)}${axisText(panel, width)}`),
      ...panel.rows.map(row => `${indent(row.label)}${rowText(row, panel, width, colors)}`.trimEnd()),
    ]),
    ...legend.length > 0 ? [colors.dim(`${indent('')}${legend.join('   ')}`)] : [],
  ].join('\n');
}

const MARKS: { readonly [kind in Span['kind']]: string } = { yes: '█', maybe: '░', end: '×' };

function axisText({ untilSeconds }: Panel, width: number): string {
  const line = Array<string>(width + 8).fill(' ');
  const times = axisTimes(untilSeconds, Math.floor(width / 8));
  times.forEach((time, index) => {
    const text = axisLabel(time, times[times.length - 1]) + (index === times.length - 1 ? axisUnit(time) : '');
    const at = Math.round(time / untilSeconds * width);
    [...text].forEach((letter, offset) => { line[at + offset] = letter; });
  });
  return line.join('').trimEnd();
}

/** Minutes, where seconds would be many. */
function axisLabel(time: number, last: number): string {
  return String(last >= 1200 ? Math.round(time / 6) / 10 : time);
}

function axisUnit(last: number): string {
  return last >= 1200 ? ' min' : ' s';
}

function rowText({ spans }: Row, { untilSeconds }: Panel, width: number, colors: Colors): string {
  const cells = Array<Span['kind'] | undefined>(width).fill(undefined);
  for (const { from, to, kind } of spans) {
    const first = Math.min(width - 1, Math.round(from / untilSeconds * width));
    // However short, it is seen.
    const last = Math.max(first + 1, Math.round(Math.min(to, untilSeconds) / untilSeconds * width));
    cells.fill(kind, first, last);
  }
  const paints = { yes: colors.green, maybe: colors.yellow, end: colors.red };
  let text = '';
  for (let from = 0; from < width;) {
    let to = from;
    while (to < width && cells[to] === cells[from]) to++;
    const kind = cells[from];
    text += kind ? paints[kind](MARKS[kind].repeat(to - from)) : ' '.repeat(to - from);
    from = to;
  }
  return text;
}
