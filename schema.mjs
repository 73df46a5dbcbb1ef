// The JSON schema of program files, made of the definition that validates them when they run.
import { toJsonSchema } from '@valibot/to-json-schema';
import { build } from 'esbuild';
import { esbuildKernels } from './kernels.mjs';

/** What `contributes.jsonValidation` names, as an object of JSON Schema's draft 7. */
export async function programJsonSchema() {
  const { outputFiles } = await build({
    entryPoints: ['src/session/program/text/programSchema.ts'],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    logLevel: 'warning',
    plugins: [esbuildKernels],
  });
  const { programSchema } = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
  return { title: 'BatchNorm program', ...toJsonSchema(programSchema, { typeMode: 'input', errorMode: 'throw' }) };
}
