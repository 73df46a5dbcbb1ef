import type { Uri } from 'vscode';
import type { ChartFile } from '../../../protocol/index.js';
import { pickOne } from '../../dialogs.js';
import type { LiveSession } from '../../host/liveSession.js';
import { writeFiles, type NewFile } from './writeFiles.js';

/** Asks which of the panel's charts, as what, and where. @throws where the panel shows none */
export async function exportCharts(
  session: LiveSession,
  charts: readonly ChartFile[],
): Promise<readonly Uri[] | undefined> {
  if (charts.length === 0) throw new Error('The panel shows no chart here.');
  const title = 'Export Chart';
  const chart =
    charts.length === 1
      ? charts[0]
      : (
          await pickOne(
            charts.map((one) => ({ label: one.title, chart: one })),
            { title, placeHolder: 'Which of the charts that the panel shows?' },
          )
        )?.chart;
  if (!chart) return undefined;
  const format = await pickOne(
    [
      { label: 'SVG', description: 'lines and text, any size' },
      { label: 'PNG', description: 'pixels, twice the size on screen' },
    ],
    { title, placeHolder: `${chart.title}: as what?` },
  );
  if (!format) return undefined;
  const name = fileNameOf(chart.title);
  const file = format.label === 'SVG' ? svgFile(name, chart) : { name: `${name}.png`, bytes: bytesOf(chart.png) };
  return writeFiles(session, [file], { title });
}

export function svgFile(name: string, { svg }: ChartFile): NewFile {
  return { name: `${name}.svg`, bytes: new TextEncoder().encode(svg) };
}

/** `running-averages-channel-37` */
export function fileNameOf(title: string): string {
  const words = title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-');
  return words.replace(/^-+|-+$/g, '').slice(0, 80) || 'chart';
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
