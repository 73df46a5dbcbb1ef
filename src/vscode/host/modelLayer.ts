import { parse } from 'jsonc-parser';
import { Uri, workspace } from 'vscode';
import { isProgram, programSuffix } from '../../session/program/paths/index.js';
import { programScheme } from '../ids.js';

/** A layer whose program stands in the file of its model. */
export interface ModelLayer {
  /** URI of the model. */
  readonly model: string;
  readonly layer: string;
}

/** The document of a layer that has no file of its own: it says where the layer stands, so that it outlives a reload. */
export function layerUri(model: Uri, layer: string): Uri {
  const own: ModelLayer = { model: model.toString(), layer };
  const name = layer.replaceAll(/[/\\?#]/g, '-');
  return Uri.joinPath(model, '..', `${name}${programSuffix}`).with({
    scheme: programScheme,
    query: JSON.stringify(own),
  });
}

/** What a document of `layerUri` stands for; undefined: it is another one. */
export function modelLayerOf({ scheme, query }: Uri): ModelLayer | undefined {
  if (scheme !== programScheme) return undefined;
  const value: unknown = JSON.parse(query);
  if (typeof value !== 'object' || value === null || !('model' in value) || !('layer' in value)) return undefined;
  const { model, layer } = value;
  return typeof model === 'string' && typeof layer === 'string' ? { model, layer } : undefined;
}

/** The file that a document's program stands in: its own, or that of its model. */
export function textFileOf(document: Uri): Uri {
  const own = modelLayerOf(document);
  return own ? Uri.parse(own.model, true) : document;
}

/** The documents of a model's layers, by their names, in the model's order; none where a file is no model. */
export async function layersOf(model: Uri): Promise<ReadonlyMap<string, Uri>> {
  const programs = await programsOf(model);
  return new Map(
    [...programs].map(([name, program]) => [
      name,
      typeof program === 'string' ? Uri.joinPath(model, '..', program) : layerUri(model, name),
    ]),
  );
}

/** The program of a document of `layerUri`, as text. @throws Error where the model has it no more */
export async function layerProgram({ model, layer }: ModelLayer): Promise<string> {
  const program = (await programsOf(Uri.parse(model, true))).get(layer);
  if (typeof program !== 'object') throw new Error(`${layer}: expected its program in ${model}, found none`);
  return `${JSON.stringify(program, null, 2)}\n`;
}

async function programsOf(model: Uri): Promise<ReadonlyMap<string, string | object>> {
  if (model.scheme === programScheme || !isProgram(model.toString())) return new Map();
  const value: unknown = parse(new TextDecoder().decode(await workspace.fs.readFile(model)));
  const layers = typeof value === 'object' && value !== null && 'layers' in value ? value.layers : undefined;
  return new Map(
    (Array.isArray(layers) ? (layers as readonly unknown[]) : []).flatMap((one) => {
      const { name, program } = (one ?? {}) as { readonly name?: unknown; readonly program?: unknown };
      const isGiven = typeof program === 'string' || (typeof program === 'object' && program !== null);
      return typeof name === 'string' && isGiven ? [[name, program] as const] : [];
    }),
  );
}
