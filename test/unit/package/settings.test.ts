import { expect, test } from 'vitest';
import { conventions } from '../../../src/engine/index.js';
import manifest from '../../../package.json' with { type: 'json' };

test('the setting for the convention offers every convention that the engine has, with its rule', () => {
  const setting = manifest.contributes.configuration.properties['batchnorm.convention'];
  expect(setting.enum).toEqual(conventions.map(({ key }) => key));
  expect(setting.enumItemLabels).toEqual(conventions.map(({ name }) => name));
  expect(setting.markdownEnumDescriptions).toEqual(conventions.map(({ rule }) => rule));
});
