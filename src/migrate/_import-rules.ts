/** What can be said of a file of another platform. `docs/findings.md` lists them. */
export const IMPORT_RULES = [
  { id: 'import-file', statement: 'The file can be read, and something is in it' },
  { id: 'import-format', statement: 'The file is a TrueFoundry manifest or a Gradient deployment spec' },
  { id: 'import-kind', statement: 'What is imported is a service' },
  { id: 'import-field', statement: 'A field that is needed is there, and holds what it must' },
  { id: 'import-unknown-field', statement: 'A field is one that is known' },
  { id: 'import-image', statement: 'The image is built already, and its name is one that nodes can pull' },
  { id: 'import-name', statement: 'A service has a name of its own that Kubernetes can have' },
  { id: 'import-placeholder', statement: 'Placeholders (`<LIKE_THIS>`) are filled in' },
  { id: 'import-secret', statement: 'Secrets of the platform are there as Secrets of Kubernetes' },
  { id: 'import-lost', statement: 'A field has a counterpart' },
  { id: 'import-changed', statement: 'What is made behaves as on the platform' },
] as const;

export type ImportRule = (typeof IMPORT_RULES)[number]['id'];
