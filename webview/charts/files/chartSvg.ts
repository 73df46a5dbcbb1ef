import type { Choice } from '../../kit/controls/choice.js';
import { plainColours, type PlainColour } from './plainColour.js';

/** What a style sheet may say of a drawing, besides its paint. */
const properties = [
  'stroke-width',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-linejoin',
  'opacity',
  'font-family',
  'font-size',
  'font-style',
  'font-weight',
  'text-anchor',
  'dominant-baseline',
  'paint-order',
  'shape-rendering',
];
/** What these are where nobody says anything: need not be said. */
const usual = new Set(['none', 'normal', 'auto', 'butt', 'miter', '1', '1px', 'start']);
/** Of the page, not of the picture. */
const dropped = /^(class|style|tabindex|role|focusable|aria-.*|data-.*)$/;
const namespace = 'http://www.w3.org/2000/svg';
const margin = { side: 16, top: 36, bottom: 12 };

export interface ChartPicture {
  readonly title: string;
  /** The whole file. */
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

/** The elements with a chart in them that are in sight, each once. */
export function chartElements(root: ParentNode): readonly HTMLElement[] {
  const found = new Set<HTMLElement>();
  for (const drawing of root.querySelectorAll('svg.bn-chart, canvas')) {
    let owner: Element | null = drawing.parentElement;
    while (owner && !owner.tagName.includes('-')) owner = owner.parentElement;
    if (owner instanceof HTMLElement && layersOf(owner).length > 0) found.add(owner);
  }
  return [...found];
}

/** What a chart is called: its heading, what is chosen there, and the remark beside it. */
export function chartTitle(element: HTMLElement): string {
  const heading = element.querySelector('.bn-heading') ?? element.closest('section')?.querySelector('.bn-heading');
  const title = heading?.querySelector('h2, h3')?.textContent.trim() ?? '';
  const remark = heading?.querySelector(':scope > .bn-muted')?.textContent.trim() ?? '';
  const chosen = [...(heading?.querySelectorAll<Choice>('bn-choice') ?? [])].map(
    ({ options, value }) => options.find((option) => option.value === value)?.text ?? '',
  );
  return [title || 'Chart', ...chosen, remark]
    .filter((text) => text !== '')
    .join(', ')
    .replace(/\s+/g, ' ')
    .slice(0, 200);
}

/**
 * A chart as a file of its own: everything that is drawn in an element, one layer on another, with the colours that it has
 * now, on its own background, under its title. Needs no style sheet.
 */
export function chartSvg(element: HTMLElement, title = chartTitle(element)): ChartPicture {
  const layers = layersOf(element);
  const places = layers.map((layer) => layer.getBoundingClientRect());
  const left = Math.min(...places.map((place) => place.left));
  const top = Math.min(...places.map((place) => place.top));
  const width = Math.ceil(Math.max(...places.map(({ right }) => right)) - left) + 2 * margin.side;
  const height = Math.ceil(Math.max(...places.map(({ bottom }) => bottom)) - top) + margin.top + margin.bottom;
  const plain = plainColours();
  const page = getComputedStyle(document.body);
  const root = made('svg', { width, height, viewBox: `0 0 ${width} ${height}`, role: 'img' });
  root.append(made('title', {}, title));
  root.append(made('rect', { width, height, fill: plain(page.backgroundColor).colour }));
  root.append(
    made(
      'text',
      {
        x: margin.side,
        y: 23,
        fill: plain(page.color).colour,
        'font-family': page.fontFamily,
        'font-size': 12,
        'font-weight': 600,
      },
      title,
    ),
  );
  const references = new Set<string>();
  layers.forEach((layer, index) => {
    const place = { x: places[index].left - left + margin.side, y: places[index].top - top + margin.top };
    const size = { width: places[index].width, height: places[index].height };
    if (layer instanceof HTMLCanvasElement) {
      root.append(
        made('image', { ...place, ...size, href: layer.toDataURL('image/png'), style: 'image-rendering: pixelated' }),
      );
      return;
    }
    const copy = copied(layer, plain, references);
    for (const [name, value] of Object.entries({ ...place, ...size, overflow: 'visible' }))
      copy.setAttribute(name, String(value));
    root.append(copy);
  });
  defineMissing(root, references, plain);
  return { title, svg: new XMLSerializer().serializeToString(root), width, height };
}

/** Drawings and pixels in an element, in the order in which they lie on each other; not icons, nor swatches of headings. */
function layersOf(element: HTMLElement): readonly (SVGSVGElement | HTMLCanvasElement)[] {
  const all = element.querySelectorAll<SVGSVGElement | HTMLCanvasElement>('svg, canvas');
  return [...all].filter((layer) => {
    const { width, height } = layer.getBoundingClientRect();
    const isNested = layer.parentElement?.closest('svg') != null;
    return (
      !isNested && width > 1 && height > 1 && layer.closest('.bn-heading, .bn-hidden, bn-dropdown, button, li') === null
    );
  });
}

/** A copy that says of itself what the style sheet says. @param references are added to: ids of what it is painted with */
function copied(element: SVGElement, plain: (css: string) => PlainColour, references: Set<string>): SVGElement {
  const copy = element.cloneNode(false) as SVGElement;
  for (const { name } of [...copy.attributes]) if (dropped.test(name)) copy.removeAttribute(name);
  const style = getComputedStyle(element);
  if (style.display === 'none' || style.visibility === 'hidden') copy.setAttribute('visibility', 'hidden');
  if (!(element instanceof SVGSVGElement)) {
    for (const paint of ['fill', 'stroke'] as const) paintAs(copy, paint, style, plain, references);
  }
  for (const name of properties) {
    const value = style.getPropertyValue(name);
    if (value !== '' && !usual.has(value)) copy.setAttribute(name, value);
    else if (usual.has(value) && copy.hasAttribute(name)) copy.setAttribute(name, value);
  }
  for (const child of element.childNodes) {
    if (child instanceof SVGElement) copy.append(copied(child, plain, references));
    else if (child.nodeType === Node.TEXT_NODE) copy.append(child.cloneNode());
  }
  return copy;
}

function paintAs(
  copy: SVGElement,
  paint: 'fill' | 'stroke',
  style: CSSStyleDeclaration,
  plain: (css: string) => PlainColour,
  references: Set<string>,
): void {
  const value = style.getPropertyValue(paint);
  const id = /url\("?[^#"]*#([^")]+)"?\)/.exec(value)?.[1];
  if (id !== undefined) {
    references.add(id);
    copy.setAttribute(paint, `url(#${id})`);
    return;
  }
  if (value === 'none' || value === '') {
    copy.setAttribute(paint, 'none');
    return;
  }
  const { colour, opacity } = plain(value);
  const share = opacity * Number(style.getPropertyValue(`${paint}-opacity`) || 1);
  copy.setAttribute(paint, colour);
  if (share < 1) copy.setAttribute(`${paint}-opacity`, String(share));
  else copy.removeAttribute(`${paint}-opacity`);
}

/** Patterns and gradients that stand elsewhere in the page. */
function defineMissing(root: SVGElement, references: ReadonlySet<string>, plain: (css: string) => PlainColour): void {
  const missing = [...references].flatMap((id) => {
    const defined = document.getElementById(id);
    const isThere = [...root.querySelectorAll('[id]')].some((one) => one.id === id);
    return !isThere && defined instanceof SVGElement ? [defined] : [];
  });
  if (missing.length === 0) return;
  const definitions = made('defs', {});
  definitions.append(...missing.map((one) => copied(one, plain, new Set())));
  root.prepend(definitions);
}

function made(name: string, attributes: Readonly<Record<string, string | number>>, text = ''): SVGElement {
  const element = document.createElementNS(namespace, name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, String(value));
  element.textContent = text;
  return element;
}
