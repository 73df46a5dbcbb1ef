import { window, type CustomReadonlyEditorProvider } from 'vscode';
import { programViewType, tensorViewType } from '../ids.js';
import { Lifetime, type Disposable } from '../lifetime.js';
import type { TensorDocument, TensorEditorProvider } from './tensorEditorProvider.js';

/** Our editor, under both its names; what it consists of is loaded with the first document. */
export function registerEditors(editors: () => Promise<TensorEditorProvider>): Disposable {
  const life = new Lifetime();
  const provider: CustomReadonlyEditorProvider<TensorDocument> = {
    openCustomDocument: async (uri) => (await editors()).openCustomDocument(uri),
    resolveCustomEditor: async (document, panel) => (await editors()).resolveCustomEditor(document, panel),
  };
  for (const viewType of [tensorViewType, programViewType]) {
    life.own(window.registerCustomEditorProvider(viewType, provider, { supportsMultipleEditorsPerDocument: true }));
  }
  return life;
}
