// The JSON schema of program files, made of the definition that validates them when they run.
import { toJsonSchema } from '@valibot/to-json-schema';
import { build } from 'esbuild';
import { esbuildKernels } from './kernels.mjs';

/** What a TypeScript module exports. */
export async function definitionsOf(module) {
  const { outputFiles } = await build({
    entryPoints: [module],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    logLevel: 'warning',
    plugins: [esbuildKernels],
  });
  return import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
}

/** What `contributes.jsonValidation` names, as an object of JSON Schema's draft 7. */
export async function programJsonSchema() {
  const { fileSchema } = await definitionsOf('src/session/program/text/programSchema.ts');
  // What VS Code's JSON validator, and it alone, asks a schema: as programs are read. Beside a $ref it hears nothing.
  const lenient = { allowComments: true, allowTrailingCommas: true };
  const { $ref, ...schema } = toJsonSchema(fileSchema, { typeMode: 'input', errorMode: 'throw' });
  return { title: 'BatchNorm program', ...lenient, ...($ref && { allOf: [{ $ref }] }), ...schema };
}
