import { TabInputCustom, TabInputText, Uri, window, workspace, type DebugConfiguration } from 'vscode';
import { parse } from 'jsonc-parser';
import { isProgram, isTensorFile, nameOf } from '../../session/program/paths/index.js';
import { chosenFilesUri, type ChosenTensor } from '../host/chosenFiles.js';
import { debugType } from '../ids.js';

/** A launch.json's configuration of our type, from a user's hand. */
export interface Launch {
  readonly program?: unknown;
  readonly layer?: unknown;
  /** By its place in the program's `steps`, from 0: stops before its first pass. */
  readonly step?: unknown;
  readonly stopOnEntry?: unknown;
  readonly noDebug?: unknown;
}

export function configurationFor(program: Uri | string): DebugConfiguration {
  const path = typeof program === 'string' ? program : pathOf(program);
  return {
    type: debugType,
    request: 'launch',
    name: `BatchNorm: ${path.replace(/^.*[\\/]/, '')}`,
    program: path,
    stopOnEntry: true,
  };
}

/** The file of the active tab, where it can be debugged. */
export function activeProgram(): Uri | undefined {
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  if (!(input instanceof TabInputText || input instanceof TabInputCustom)) return undefined;
  return isProgram(input.uri.toString()) || isTensorFile(input.uri.toString()) ? input.uri : undefined;
}

/**
 * The document that a configuration is about, as our editor has it: of a model that of one of its layers.
 * @throws Error that names what is wrong in it
 */
export async function documentOf({ program, layer }: Launch): Promise<Uri> {
  const document = wholeDocumentOf(program);
  return layer === undefined ? document : layerOf(document, layer);
}

async function layerOf(model: Uri, layer: unknown): Promise<Uri> {
  const name = nameOf(model.toString());
  const text = new TextDecoder().decode(await workspace.fs.readFile(model));
  const value: unknown = isProgram(model.toString()) ? parse(text) : undefined;
  const layers = typeof value === 'object' && value !== null && 'layers' in value ? value.layers : undefined;
  const programs = new Map(
    (Array.isArray(layers) ? layers : []).flatMap((one: Readonly<Record<string, unknown>>) =>
      typeof one.name === 'string' && typeof one.program === 'string' ? [[one.name, one.program] as const] : [],
    ),
  );
  if (programs.size === 0) {
    throw new Error(`launch.json: "layer": expected a model of several layers beside it, found ${name}`);
  }
  const own = typeof layer === 'string' ? programs.get(layer) : undefined;
  if (own !== undefined) return Uri.joinPath(model, '..', own);
  const known = [...programs.keys()].slice(0, 20).join(', ');
  throw new Error(`launch.json: "layer": expected a layer of ${name} (${known}), found ${shown(layer)}`);
}

function wholeDocumentOf(program: unknown): Uri {
  if (!Array.isArray(program)) return tensorOf(program, 'program').file;
  if (program.length === 0) throw new Error('launch.json: "program": expected at least one file, found none');
  const tensors = program.map((one, index) => tensorOf(one, `program[${index}]`));
  if (tensors.length === 1 && tensors[0].member === undefined) return tensors[0].file;
  const isWhole = tensors.find(({ file }) => isProgram(file.toString()));
  if (isWhole) {
    throw new Error(
      `launch.json: "program": expected tensor files beside each other, found the program ${pathOf(isWhole.file)}`,
    );
  }
  return chosenFilesUri(tensors);
}

function tensorOf(value: unknown, name: string): ChosenTensor {
  if (typeof value === 'string' && value.trim() !== '') return { file: uriOf(value) };
  if (typeof value === 'object' && value !== null && 'file' in value && typeof value.file === 'string') {
    const { member, part } = value as { readonly member?: unknown; readonly part?: unknown };
    return {
      file: uriOf(value.file),
      ...(typeof member === 'string' && { member }),
      ...(typeof part === 'string' && { part }),
    };
  }
  throw new Error(`launch.json: "${name}": expected the path of a *.bn.json or a tensor file, found ${shown(value)}`);
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 80);
}

/** A path is absolute, or below the first folder of the workspace. */
function uriOf(path: string): Uri {
  if (/^([/\\]|[a-z]:[/\\])/i.test(path)) return Uri.file(path);
  if (/^[a-z][a-z0-9+.-]+:/i.test(path)) return Uri.parse(path, true);
  const folder = workspace.workspaceFolders?.at(0);
  if (!folder)
    throw new Error(`launch.json: "program": expected an absolute path where no folder is open, found "${path}"`);
  return Uri.joinPath(folder.uri, path);
}

function pathOf(uri: Uri): string {
  return uri.scheme === 'file' ? uri.fsPath : uri.toString();
}
