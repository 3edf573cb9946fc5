import Table, { Cell } from 'cli-table3';

export { Cell };

/** Columns without lines between them. */
export function tableText(rows: readonly (readonly Cell[])[]): string {
  const table = new Table({ chars: NO_LINES, style: { 'padding-left': 0, 'padding-right': 3, 'head': [], 'border': [] } });
  for (const row of rows) table.push([...row]);
  return table.toString().replace(/ +$/gm, '');
}

const NO_LINES = Object.fromEntries([
  'top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right', 'left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle',
].map(name => [name, '']));
