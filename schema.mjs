// The JSON schema of program files, made of the definition that validates them when they run.
import { mkdir, writeFile } from 'node:fs/promises';
import { toJsonSchema } from '@valibot/to-json-schema';
import { build } from 'esbuild';

/** Writes the schema that `contributes.jsonValidation` names. */
export async function writeProgramSchema(file) {
  const { outputFiles } = await build({
    entryPoints: ['src/session/program/text/programSchema.ts'],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    logLevel: 'warning',
    plugins: [(await import('./kernels.mjs')).esbuildKernels],
  });
  const { programSchema } = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
  // What is checked beyond it is of the numbers: bounds and whole numbers are said in the schema, too.
  const schema = toJsonSchema(programSchema, { typeMode: 'input', errorMode: 'throw' });
  await mkdir('dist', { recursive: true });
  await writeFile(file, JSON.stringify({ title: 'BatchNorm program', ...schema }));
}
