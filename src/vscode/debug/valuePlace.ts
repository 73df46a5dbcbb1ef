import type { PanelPlace } from '../../protocol/index.js';

/** What VS Code's menus tell of a value: a row of Variables, or a watch; undefined where it is none. */
export function expressionOf(given: unknown): string | undefined {
  if (typeof given === 'string') return given;
  if (typeof given !== 'object' || given === null) return undefined;
  const { variable, evaluateName, name } = given as Readonly<Record<string, unknown>>;
  if (variable !== undefined) return expressionOf(variable);
  return [evaluateName, name].find((text) => typeof text === 'string' && text !== '') as string | undefined;
}

/**
 * Where the panel shows a value: the page that has it, and its channel, if it is of one: `running_mean[3]`, `x[:, 3]`.
 * @param channelAxis of what is shaped as the batch
 */
export function placeOf(expression: string, channelAxis: number): PanelPlace {
  const indexed = /^(.*?)\[([\d\s,:]+)\]\s*$/s.exec(expression);
  const [, whole, inside] = indexed ?? ['', expression, ''];
  const names = whole.match(/[A-Za-z_]\w*/g) ?? [];
  const page = pageOf(names);
  if (!indexed) return { page };
  const indices = inside.split(',').map((text) => (text.includes(':') ? null : Number(text)));
  if (!names.some((name) => ['x', 'xhat', 'y', 'dy', 'dx'].includes(name))) {
    const [channel] = indices;
    return indices.length === 1 && channel !== null ? { page, channel } : { page };
  }
  const channel = indices.at(channelAxis) ?? null;
  const index = indices.filter((at) => at !== null);
  return {
    page,
    ...(channel !== null && { channel }),
    // The whole of it picks the value itself.
    ...(index.length === indices.length && index.length > channelAxis && { index }),
  };
}

function pageOf(names: readonly string[]): PanelPlace['page'] {
  if (names.some((name) => /^d(x|y|gamma|beta)$/.test(name))) return 'gradients';
  return names.some((name) => name.startsWith('recorded_')) ? 'check' : 'debug';
}
