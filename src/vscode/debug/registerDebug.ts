import { debug, EvaluatableExpression, languages, workspace } from 'vscode';
import { debugType, listingScheme } from '../ids.js';
import { Lifetime, type Disposable } from '../lifetime.js';
import type { ProgramDebugger } from './programDebugger.js';
import type { Listings } from './listings.js';

/** Our type of debugging, and the texts that its stops are in; the debugger itself is loaded when it is asked for. */
export function registerDebug(listings: Listings, debugging: () => Promise<ProgramDebugger>): Disposable {
  const life = new Lifetime();
  life.own(workspace.registerTextDocumentContentProvider(listingScheme, listings));
  life.own(
    debug.registerDebugAdapterDescriptorFactory(debugType, {
      createDebugAdapterDescriptor: async () => (await debugging()).adapter(),
    }),
  );
  life.own(
    debug.registerDebugConfigurationProvider(debugType, {
      provideDebugConfigurations: async () => [...(await debugging()).configurations()],
      resolveDebugConfiguration: async (_folder, configuration) =>
        configuration.type ? configuration : (await debugging()).configuration(),
    }),
  );
  // The names of the algorithm; `x.mean` would be none.
  life.own(
    languages.registerEvaluatableExpressionProvider(
      { scheme: listingScheme },
      {
        provideEvaluatableExpression: (document, position) => {
          const range = document.getWordRangeAtPosition(position, /[A-Za-z_][A-Za-z_0-9]*/);
          return range && new EvaluatableExpression(range);
        },
      },
    ),
  );
  return life;
}
