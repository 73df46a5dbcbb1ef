import { toJsonSchema } from '@valibot/to-json-schema';
import { expect, test } from 'vitest';
import { conventions } from '../../../src/engine/index.js';
import { ruleSettings, thresholdSettings } from '../../../src/session/findings/thresholdSettings.js';
import manifest from '../../../package.json' with { type: 'json' };

const { properties } = manifest.contributes.configuration;

test('the setting for the convention offers every convention that the engine has, with its rule', () => {
  const setting = properties['batchnorm.convention'];
  expect(setting.enum).toEqual(conventions.map(({ key }) => key));
  expect(setting.enumItemLabels).toEqual(conventions.map(({ name }) => name));
  expect(setting.markdownEnumDescriptions).toEqual(conventions.map(({ rule }) => rule));
});

test.each([
  [
    'batchnorm.findings.thresholds',
    'every threshold of every rule, with its default and its source',
    thresholdSettings,
  ],
  ['batchnorm.findings.rules', 'every rule', ruleSettings],
] as const)('%s offers %s (npm run settings writes it)', (name, _what, definition) => {
  const { type, properties: rules, additionalProperties } = properties[name];
  const { $schema, required, ...schema } = toJsonSchema(definition, { typeMode: 'input', errorMode: 'throw' });
  expect([$schema, required]).toEqual(['http://json-schema.org/draft-07/schema#', []]);
  expect({ type, properties: rules, additionalProperties }).toEqual(schema);
});
