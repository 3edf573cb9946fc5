/** A row of a table of fields: `| \`Service.name\` | kept | … |`. */
export interface FieldRow {
  readonly field: string;
  readonly treatment: string;
}

/** The fields that the tables of a page speak of. */
export function fieldsInPage(page: string): FieldRow[] {
  return [...page.matchAll(/^\| `([\w.]+)` \| (\w+) \|/gm)].map(([, field, treatment]) => ({ field, treatment }));
}
