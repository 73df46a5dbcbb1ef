import { rgb } from 'd3';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chartOrange } from '../../../../webview/kit/theme.js';

interface Theme {
  readonly bodyClass: string;
  readonly vars: Readonly<Partial<Record<string, string>>>;
}

const read = (path: string): string => readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');
const themes = JSON.parse(read('test/fixtures/themes.json')) as Record<string, Theme>;
const tokens = read('webview/kit/tokens.css').replace(/\/\*[^]*?\*\//g, '');

/** The declarations that hold for a body with these classes, the later over the earlier. */
function declarations(bodyClass: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, selectors = '', block = ''] of tokens.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    const holds = selectors.split(',').some((selector) => {
      const classes = selector.trim().replace(/^body/, '').split('.').filter(Boolean);
      return classes.every((name) => bodyClass.split(' ').includes(name));
    });
    if (!holds) continue;
    for (const [, name, value] of block.matchAll(/(--[\w-]+):\s*([^;]+);/g)) found.set(name, value.trim());
  }
  return found;
}

type Colour = readonly [red: number, green: number, blue: number, alpha: number];

/** The colour that a role has in a theme: understands what tokens.css is written in, var() and color-mix(in srgb). */
function colourOf(value: string, roles: Map<string, string>, theme: Theme): Colour {
  const variable = /^var\((--[\w-]+)\)$/.exec(value)?.[1];
  if (variable === '--bn-orange') {
    return colourOf(chartOrange(theme.vars['--vscode-charts-orange'] ?? ''), roles, theme);
  }
  if (variable) {
    const next = roles.get(variable) ?? theme.vars[variable];
    if (next === undefined) throw new Error(`${variable} is not there`);
    return colourOf(next, roles, theme);
  }
  const mix = /^color-mix\(in srgb, (var\([^)]*\)) ([\d.]+)%, (var\([^)]*\)|transparent)\)$/.exec(value);
  if (mix) {
    const share = Number(mix[2]) / 100;
    const [a, b] = [colourOf(mix[1], roles, theme), colourOf(mix[3], roles, theme)];
    const alpha = a[3] * share + b[3] * (1 - share);
    const channel = (at: 0 | 1 | 2): number => (a[at] * a[3] * share + b[at] * b[3] * (1 - share)) / alpha;
    return [channel(0), channel(1), channel(2), alpha];
  }
  const { r, g, b, opacity } = rgb(value);
  if (Number.isNaN(r) && value !== 'transparent') throw new Error(`${value} is no colour`);
  return value === 'transparent' ? [0, 0, 0, 0] : [r, g, b, opacity];
}

const over = (front: Colour, back: Colour): Colour => {
  const mixed = (at: 0 | 1 | 2): number => front[at] * front[3] + back[at] * (1 - front[3]);
  return [mixed(0), mixed(1), mixed(2), 1];
};

/** WCAG 2's contrast ratio. */
function contrast(a: Colour, b: Colour): number {
  const luminance = (colour: Colour): number => {
    const linear = [0, 1, 2].map((at) => {
      const part = colour[at] / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

const texts = ['--bn-text', '--bn-muted', '--bn-batch-text', '--bn-running-text', '--bn-nan-text', '--bn-link'];
const marks = [
  '--bn-neutral-mark',
  '--bn-batch-mark',
  '--bn-running-mark',
  '--bn-error',
  '--bn-warning',
  '--bn-info',
  '--bn-nan-mark',
  '--bn-stage-arrow',
];

describe.each(Object.entries(themes))('in %s', (_name, theme) => {
  const roles = declarations(theme.bodyClass);
  const colour = (role: string): Colour => colourOf(`var(${role})`, roles, theme);
  const background = colour('--bn-background');

  it.each(texts)('%s can be read', (role) => {
    expect(contrast(over(colour(role), background), background)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(marks)('%s can be seen', (role) => {
    expect(contrast(over(colour(role), background), background)).toBeGreaterThanOrEqual(3);
  });

  it('text on a selected row can be read', () => {
    const selected = over(colour('--bn-selected'), background);
    expect(contrast(over(colour('--bn-selected-text'), selected), selected)).toBeGreaterThanOrEqual(4.5);
  });

  it('text, muted text and links on the selected finding can be read', () => {
    const current = over(colour('--bn-current'), background);
    for (const role of ['--bn-text', '--bn-link']) {
      expect(contrast(over(colour(role), current), current), role).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('results in the highlighted stage can be read', () => {
    const stage = over(colour('--bn-stage'), background);
    for (const role of ['--bn-text', '--bn-batch-text', '--bn-running-text']) {
      expect(contrast(over(colour(role), stage), stage), role).toBeGreaterThanOrEqual(4.5);
    }
  });
});
