/** A layer of a model's description, as far as its weights' names depend on it. */
interface LayerConfig {
  readonly class_name?: unknown;
  readonly config?: {
    readonly name?: unknown;
    readonly layers?: unknown;
    readonly scale?: unknown;
    readonly center?: unknown;
  };
}

const normalization = /(^|\/)batch_normalization(?:_\d+)?$/;
const [gamma, beta, ...averages] = ['gamma', 'beta', 'moving_mean', 'moving_variance'];
const weights = /^(?:model_weights\/)?(?<group>[^/]+)\/(?<weight>.*)$/;
const variables = /^(?<layer>.*)\/vars\/(?<index>\d{1,3})$/;

/**
 * What weights are called in the model, where their paths say more or less: those of Keras 2 repeat the layer's name; in a
 * `.weights.h5` variables are numbered, those of BatchNormalization γ, β, mean, variance, without what a layer lacks.
 * @param paths of all data sets
 * @param groupNames what groups are called by the user, by their path
 * @param config the model's description, as JSON
 * @returns by path: `bn1/moving_mean`
 */
export function kerasNames(
  paths: readonly string[],
  groupNames: ReadonlyMap<string, string>,
  config?: string,
): ReadonlyMap<string, string> {
  const layers = new Map<string, string[]>();
  for (const path of paths) {
    const { layer = '', index = '' } = variables.exec(path)?.groups ?? {};
    if (!normalization.test(layer)) continue;
    const own = layers.get(layer) ?? [];
    own[Number(index)] = path;
    layers.set(layer, own);
  }
  const described = config === undefined ? new Map<string, LayerConfig>() : layersOf(config);
  const names = new Map<string, string>();
  for (const path of paths) {
    const { group = '', weight = '' } = weights.exec(path)?.groups ?? {};
    // A weight of Keras 2 has its layer's name itself, within the layer's group.
    if (weight.startsWith(`${group}/`)) names.set(path, weight);
  }
  for (const [layer, own] of layers) {
    const description = described.get(layer)?.config;
    const parts = partsOf(own.length, description);
    const told = groupNames.get(`${layer}/vars`) ?? description?.name;
    if (!parts) continue;
    own.forEach((path, index) =>
      names.set(path, `${typeof told === 'string' && told !== '' ? told : layer}/${parts[index]}`),
    );
  }
  return names;
}

/** Of a layer with so many variables; undefined where that does not tell. */
function partsOf(count: number, config: LayerConfig['config']): readonly string[] | undefined {
  const affine = config
    ? [...(config.scale === false ? [] : [gamma]), ...(config.center === false ? [] : [beta])]
    : count === 4
      ? [gamma, beta]
      : [];
  return affine.length + averages.length === count ? [...affine, ...averages] : undefined;
}

/** The layers of a model by where their weights are: classes in snake case, counted where they occur again. */
function layersOf(config: string): ReadonlyMap<string, LayerConfig> {
  const found = new Map<string, LayerConfig>();
  let model: unknown;
  try {
    model = JSON.parse(config);
  } catch {
    return found;
  }
  const models: { readonly path: string; readonly model: LayerConfig }[] = [{ path: '', model: asLayer(model) }];
  for (let next = models.pop(); next && found.size < 100_000; next = models.pop()) {
    const { layers } = next.model.config ?? {};
    const counts = new Map<string, number>();
    for (const item of Array.isArray(layers) ? (layers as readonly unknown[]) : []) {
      const layer = asLayer(item);
      const kind = snakeCase(String(layer.class_name));
      const count = counts.get(kind) ?? 0;
      counts.set(kind, count + 1);
      const path = `${next.path}layers/${kind}${count > 0 ? `_${count}` : ''}`;
      found.set(path, layer);
      models.push({ path: `${path}/`, model: layer });
    }
  }
  return found;
}

function asLayer(value: unknown): LayerConfig {
  const layer: LayerConfig = typeof value === 'object' && value !== null ? value : {};
  return typeof layer.config === 'object' ? layer : { class_name: layer.class_name };
}

/** As Keras has it: `BatchNormalization` is `batch_normalization`. */
function snakeCase(name: string): string {
  return name
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
