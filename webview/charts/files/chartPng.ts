import type { ChartPicture } from './chartSvg.js';

/** Pixels for one of the screen. */
const scale = 2;

/** The same as pixels, PNG in base64. @throws where the page may not draw it */
export async function chartPng({ svg, width, height }: ChartPicture): Promise<string> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = width * scale;
  canvas.height = height * scale;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('There is no canvas to draw the chart on.');
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/png').split(',')[1];
}
