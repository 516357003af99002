// The type ScenarioFile written out from the JSON Schema, so that a user's compiler needs no zod.

/** The text of dist/types/scenario/schema.d.ts. */
export function schemaTypes(schema) {
  const names = Object.keys(schema.$defs ?? {});
  const defs = names.map((name) => `type ${typeName(name)} = ${typeOf(schema.$defs[name], '')};\n`);
  const file =
    '/** A scenario as it is written: what a file holds, and what `scenario({...})` takes. */';
  return `${defs.join('')}${file}\nexport type ScenarioFile = ${typeOf(schema, '')};\n`;
}

function typeName(name) {
  return `Def_${name.replace(/\W/g, '_')}`;
}

function typeOf(schema, margin) {
  if (schema.$ref !== undefined) return typeName(schema.$ref.replace('#/$defs/', ''));
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((word) => JSON.stringify(word)).join(' | ');
  if (schema.anyOf !== undefined) {
    return schema.anyOf.map((one) => `(${typeOf(one, margin)})`).join(' | ');
  }
  const types = Array.isArray(schema.type) ? schema.type : [schema.type];
  return types.map((type) => ofType(type, schema, margin)).join(' | ');
}

function ofType(type, schema, margin) {
  switch (type) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'null':
      return type;
    case 'integer':
      return 'number';
    case 'array':
      return `readonly (${typeOf(schema.items, margin)})[]`;
    case 'object':
      return objectType(schema, margin);
    default:
      throw new Error(`no type for ${JSON.stringify(schema)}`);
  }
}

function objectType({ properties, required = [], additionalProperties }, margin) {
  if (properties === undefined) {
    return `{ readonly [name: string]: ${typeOf(additionalProperties, margin)} }`;
  }
  const inner = `${margin}  `;
  const lines = Object.entries(properties).map(([key, schema]) => {
    const comment =
      schema.description === undefined ? '' : `${inner}/** ${schema.description} */\n`;
    const type = typeOf(schema, inner);
    const optional = required.includes(key) ? `: ${type}` : `?: ${type} | undefined`;
    return `${comment}${inner}readonly ${JSON.stringify(key)}${optional};\n`;
  });
  return `{\n${lines.join('')}${margin}}`;
}
