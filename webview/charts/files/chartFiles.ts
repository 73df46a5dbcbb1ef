import type { ChartFile } from '../../../src/protocol/index.js';
import { chartPng } from './chartPng.js';
import { chartElements, chartSvg } from './chartSvg.js';

/** The charts in sight, as files; where one of them is meant, that one alone. */
export async function chartFiles(root: ParentNode, meant: Element | null = null): Promise<readonly ChartFile[]> {
  const all = chartElements(root);
  const one = all.find((element) => meant !== null && element.contains(meant));
  return Promise.all(
    (one ? [one] : all).map(async (element) => {
      const picture = chartSvg(element);
      return { title: picture.title, svg: picture.svg, png: await chartPng(picture) };
    }),
  );
}
