import { parse } from 'jsonc-parser';
import { Uri, workspace } from 'vscode';
import { isProgram } from '../../session/program/paths/index.js';
import { programScheme } from '../ids.js';
import { layerOfUri, layerUri, type LayerInFile } from './layerUri.js';

/** The layer that a document stands for, where its program stands in its model's file; undefined of any other. */
export function modelLayerOf(document: Uri): LayerInFile | undefined {
  const own = layerOfUri(document);
  return own && isProgram(own.of.toString()) ? own : undefined;
}

/** The file that a document's program stands in: its own, or that of its model. */
export function textFileOf(document: Uri): Uri {
  return modelLayerOf(document)?.of ?? document;
}

/** The documents of a model's layers, by their names, in the model's order; none where a file is no model. */
export async function layersOf(model: Uri): Promise<ReadonlyMap<string, Uri>> {
  const programs = await programsOf(model);
  return new Map(
    [...programs].map(([name, program]) => [
      name,
      typeof program === 'string' ? Uri.joinPath(model, '..', program) : layerUri({ of: model, layer: name }),
    ]),
  );
}

/** The program of a document of `layerUri`, as text. @throws Error where the model has it no more */
export async function layerProgram({ of, layer }: LayerInFile): Promise<string> {
  const program = (await programsOf(of)).get(layer);
  if (typeof program !== 'object') throw new Error(`${layer}: expected its program in ${of.toString()}, found none`);
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
