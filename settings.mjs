// Writes the settings that follow from the rules into the manifest, of the definitions that validate them.
import { readFileSync, writeFileSync } from 'node:fs';
import { toJsonSchema } from '@valibot/to-json-schema';
import { definitionsOf } from './schema.mjs';

const { thresholdSettings, ruleSettings } = await definitionsOf('src/session/findings/thresholdSettings.ts');
const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const { properties } = manifest.contributes.configuration;
for (const [name, definition] of [
  ['batchnorm.findings.thresholds', thresholdSettings],
  ['batchnorm.findings.rules', ruleSettings],
]) {
  const schema = toJsonSchema(definition, { typeMode: 'input', errorMode: 'throw' });
  const { type, properties: rules, additionalProperties } = schema;
  properties[name] = { ...properties[name], type, properties: rules, additionalProperties };
}
writeFileSync('package.json', `${JSON.stringify(manifest, null, 2)}\n`);
