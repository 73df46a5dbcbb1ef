import { Uri, workspace } from 'vscode';
import type { LayerTarget, OpenRequest, Target } from '../../protocol/index.js';
import type { UriPolicy } from '../../session/index.js';
import { isProgram, resolvePath } from '../../session/program/paths/index.js';
import { programScheme } from '../ids.js';
import { namesOf } from './fileNames.js';
import { chosenFileOf, chosenLayerOf, chosenTensorsOf } from './chosenFiles.js';
import { layerOfUri } from './layerUri.js';
import { modelLayerOf, textFileOf } from './modelLayer.js';

/** A document as its session knows it. */
export interface SessionDocument {
  readonly uri: Uri;
  /** Of its file, for people. */
  readonly name: string;
  /** Whether it is the text of a program, which says itself what is read. */
  readonly isProgram: boolean;
  /** What a session is opened on. @throws where the document's address says nothing of the kind */
  target(): Target | LayerTarget;
  /** The user's settings for what it leaves open. */
  defaults(): NonNullable<OpenRequest['defaults']>;
  /** What its findings are judged by, as the user has set it. */
  thresholds(): unknown;
  /** Which rules are switched off. */
  rules(): unknown;
  /** The files that it may name, `allowed` among them. */
  policy(allowed: readonly string[]): UriPolicy;
  /** Changes when a program file is edited; absent for tensor files, whose numbers do not change the program. */
  stamp(): Promise<string | undefined>;
}

export function documentAt(uri: Uri): SessionDocument {
  const isText = (uri.scheme !== programScheme || modelLayerOf(uri) !== undefined) && isProgram(uri.toString());
  return {
    uri,
    name: namesOf([uri]),
    isProgram: isText,
    target: () => targetOf(uri),
    defaults: () => defaultsFor(uri),
    thresholds: () => thresholdsFor(uri),
    rules: () => rulesFor(uri),
    policy: policyWith,
    stamp: async () => {
      const file = isText ? textFileOf(uri) : layerOfUri(uri)?.of;
      return file && stampOf(file);
    },
  };
}

async function stampOf(uri: Uri): Promise<string | undefined> {
  try {
    const { mtime, size } = await workspace.fs.stat(uri);
    return `${mtime}:${size}`;
  } catch {
    return undefined;
  }
}

/** What a document's URI stands for. */
export function targetOf(uri: Uri): Target | LayerTarget {
  if (uri.scheme === programScheme) {
    const { of, layer: name } = layerOfUri(uri) ?? {};
    if (of && name !== undefined) return { kind: 'layer', of: of.toString(), layer: name };
    const layer = chosenLayerOf(uri);
    return { kind: 'files', uris: chosenTensorsOf(uri), ...(layer && { layer }) };
  }
  if (isProgram(uri.toString())) return { kind: 'program', uri: uri.toString() };
  return { kind: 'files', uris: [uri.toString()] };
}

/** Programs may name what is in the workspace; `allowed`: and these files, or all below these folders. */
export function policyWith(allowed: readonly string[]): UriPolicy {
  return { folders: (workspace.workspaceFolders ?? []).map(({ uri }) => uri.toString()), allowed };
}

/** The folder that a document's relative paths start from. */
export function baseOf(uri: Uri): Uri {
  const file = layerOfUri(uri)?.of ?? (uri.scheme === programScheme ? chosenFileOf(uri) : uri);
  return Uri.joinPath(file, '..').with({ query: '', fragment: '' });
}

/** A path as programs write it, or a URI, seen from `base`. */
export function uriAt(base: Uri, path: string): Uri {
  return Uri.parse(resolvePath(base.toString(), path), true);
}

/** Settings that `defaultsFor` reads. */
export const defaultSettings = ['convention', 'eps', 'momentum', 'channelAxis'].map((name) => `batchnorm.${name}`);
const thresholdSetting = 'batchnorm.findings.thresholds';
const ruleSetting = 'batchnorm.findings.rules';
/** Settings that `thresholdsFor` and `rulesFor` read. */
export const findingSettings = [thresholdSetting, ruleSetting];

/** What findings are judged by, as the user has set it. @param uri of a document; absent: in the whole workspace */
export function thresholdsFor(uri?: Uri): unknown {
  return plainSetting(thresholdSetting, uri);
}

/** Which rules are switched off, likewise. */
export function rulesFor(uri?: Uri): unknown {
  return plainSetting(ruleSetting, uri);
}

function plainSetting(name: string, uri?: Uri): unknown {
  const setting = workspace.getConfiguration(undefined, uri).get(name);
  // VS Code's own is a proxy, which cannot be sent.
  return setting === undefined ? undefined : JSON.parse(JSON.stringify(setting));
}

/** The user's settings for what an implicit program leaves open. `null` in the settings means: as the convention says. */
function defaultsFor(uri: Uri): NonNullable<OpenRequest['defaults']> {
  const settings = workspace.getConfiguration('batchnorm', uri);
  const eps = settings.get<number | null>('eps');
  const momentum = settings.get<number | 'cumulative' | null>('momentum');
  const channelAxis = settings.get<number | null>('channelAxis');
  const convention = settings.get<string>('convention');
  return {
    ...(convention !== undefined && { convention }),
    ...(typeof eps === 'number' && { eps }),
    ...(momentum === 'cumulative' ? { momentum: null } : typeof momentum === 'number' && { momentum }),
    ...(typeof channelAxis === 'number' && { channelAxis }),
  };
}
