import { Uri, window } from 'vscode';
import type { ChartFile } from '../../../protocol/index.js';
import type { LiveSession } from '../../host/liveSession.js';
import { unwrap } from '../../host/outcome.js';
import { baseOf } from '../../host/sessionDocument.js';
import { fileNameOf, svgFile } from './exportCharts.js';
import { writeFiles } from './writeFiles.js';

/** Asks where, and writes the report and its pictures beside it, named after it. @param given where, instead of asking */
export async function exportReport(
  session: LiveSession,
  charts: readonly ChartFile[],
  given?: unknown,
): Promise<readonly Uri[] | undefined> {
  const { snapshot } = session;
  if (!snapshot) throw new Error('There is nothing to report: the file has not been read.');
  const target =
    given instanceof Uri
      ? given
      : await window.showSaveDialog({
          title: 'Export Report',
          defaultUri: Uri.joinPath(baseOf(session.uri), 'report.md'),
          filters: { Markdown: ['md'] },
        });
  if (!target) return undefined;
  const name = target.path.slice(target.path.lastIndexOf('/') + 1);
  const stem = name.replace(/\.md$/i, '');
  const pictures = charts.map((chart, index) => svgFile(`${stem}-${index + 1}-${fileNameOf(chart.title)}`, chart));
  const [report] = unwrap(
    await session.export({
      kind: 'report',
      title: snapshot.title,
      pass: snapshot.shown,
      pictures: pictures.map((picture, index) => ({ title: charts[index].title, file: picture.name })),
    }),
  );
  return writeFiles(session, [{ ...report, name }, ...pictures], {
    title: 'Export Report',
    ...(given instanceof Uri ? { given } : { chosen: target }),
  });
}
