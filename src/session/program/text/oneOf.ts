import * as v from 'valibot';

type Schema = v.GenericSchema;
type Options = readonly [Schema, Schema, ...Schema[]];

/** A union whose options are told apart before they are tried, so that what is wrong is said of the one that was meant. */
export interface OneOf<Of extends Options> extends v.LazySchema<v.UnionSchema<Of, undefined>> {
  readonly union: v.UnionSchema<Of, undefined>;
}

/** @param meant which option a value was meant for; where that is undefined, none is: all are named as what was expected */
export function oneOf<const Of extends Options>(
  options: Of,
  meant: (input: unknown) => Schema | undefined = (input) => options.find((option) => kindOf(option) === typeOf(input)),
): OneOf<Of> {
  const union = v.union(options);
  return { ...v.lazy((input) => (meant(input) ?? union) as typeof union), union };
}

/** What a schema takes, as `typeOf` names it. */
function kindOf({ type }: Schema): string {
  return type.replace(/^strict_/, '').replace('picklist', 'string');
}

function typeOf(input: unknown): string {
  return Array.isArray(input) ? 'array' : typeof input;
}

/** The schema of what is at the path in a value, and null where nothing can be. */
export function schemaAt(schema: Schema, value: unknown, path: readonly (string | number)[]): Schema | null {
  const here = resolved(schema, value);
  const [key, ...rest] = path;
  if (path.length === 0) return here;
  const inner = partOf(here, key);
  return inner && schemaAt(inner, (value as Partial<Record<string | number, unknown>> | undefined)?.[key], rest);
}

/** Without what may be missing, and as the option that is meant. */
function resolved(schema: Schema, value: unknown): Schema {
  if (schema.type === 'optional' || schema.type === 'nullable') {
    return resolved((schema as unknown as v.OptionalSchema<Schema, undefined>).wrapped, value);
  }
  if (schema.type === 'lazy') return resolved((schema as unknown as v.LazySchema<Schema>).getter(value), value);
  return schema;
}

function partOf(schema: Schema, key: string | number): Schema | null {
  if (schema.type === 'strict_object') return entriesOf(schema)[key] ?? null;
  if (schema.type === 'array') return (schema as unknown as v.ArraySchema<Schema, undefined>).item;
  if (schema.type === 'strict_tuple')
    return (schema as unknown as { readonly items: readonly Schema[] }).items[Number(key)] ?? null;
  return null;
}

/** What an object of the schema may have. */
export function entriesOf(schema: Schema): Readonly<Partial<Record<string, Schema>>> {
  return schema.type === 'strict_object'
    ? (schema as unknown as v.StrictObjectSchema<v.ObjectEntries, undefined>).entries
    : {};
}
