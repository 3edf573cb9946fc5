/* What jsii publishes of the API, for API.md and the editors of five languages. */
import * as fs from 'node:fs';
import * as path from 'node:path';

interface Documented {
  readonly name: string;
  readonly docs?: { readonly summary?: string; readonly default?: string };
  readonly optional?: boolean;
  readonly inherits?: string;
}

interface Type extends Documented {
  readonly fqn: string;
  readonly datatype?: boolean;
  readonly properties?: readonly Documented[];
  readonly methods?: readonly Documented[];
  readonly members?: readonly Documented[];
  readonly initializer?: Omit<Documented, 'name'>;
}

const assembly = JSON.parse(fs.readFileSync(path.join(__dirname, '..', '.jsii'), 'utf8')) as { readonly types: { readonly [fqn: string]: Type } };
const types = Object.values(assembly.types);

test.each(types.map(type => [type.name, type] as const))('%s is documented, and so is every member', (name, type) => {
  const members = [...type.properties ?? [], ...type.methods ?? [], ...type.members ?? []];
  const bare = members.filter(({ docs }) => !docs?.summary).map(member => `${name}.${member.name}`);
  expect(bare).toEqual([]);
  expect(type.docs?.summary).toBeTruthy();
});

test('every optional prop says what its default is', () => {
  const silent = types.filter(({ datatype }) => datatype)
    .flatMap(({ name, properties = [] }) => properties.filter(({ optional, docs }) => optional && !docs?.default).map(prop => `${name}.${prop.name}`));
  expect(silent).toEqual([]);
});

test('nothing private is published', () => {
  expect(types.map(({ name }) => name).filter(name => /Problem|Rule|Fault|Synth/.test(name))).toEqual([]);
});
