import { expect, test } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };

interface Command {
  readonly command: string;
  readonly title: string;
  readonly category?: string;
}

const { menus } = manifest.contributes;
const commands: readonly Command[] = manifest.contributes.commands;
const hidden = new Set(menus.commandPalette.filter(({ when }) => when === 'false').map(({ command }) => command));

test('no two commands of the command palette have one title', () => {
  const titles = commands
    .filter(({ command }) => !hidden.has(command))
    .map(({ title, category }) => (category === undefined ? title : `${category}: ${title}`));
  expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);
  expect(titles).toContain('BatchNorm: Debug Tensor');
});

test('what is hidden there is in a menu, on a line of a text, or another extension’s', () => {
  const inMenus = new Set<string>(
    Object.entries(menus).flatMap(([menu, items]) =>
      menu === 'commandPalette' ? [] : items.map(({ command }: { command: string }) => command),
    ),
  );
  const left = [...hidden].filter((command) => !inMenus.has(command));
  expect(left.sort()).toEqual(['batchnorm.runToStep', 'batchnorm.showVariable']);
});
