/** A claim about BatchNorm that can be tried: sliders in, numbers and pictures out. All of it is computed by the engine. */
export interface Experiment {
  /** Stable id: `bias-cancels`. */
  readonly id: string;
  readonly title: string;
  /** What is claimed, in a sentence or two. */
  readonly claim: string;
  readonly sliders: readonly Slider[];
  run(input: ExperimentInput, values: SliderValues): ExperimentResult;
}

export interface Slider {
  readonly name: string;
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly initial: number;
  /** `log`: equal steps are equal factors; `whole`: integers. */
  readonly scale: 'linear' | 'log' | 'whole';
}
export type SliderValues = Readonly<Record<string, number>>;

/** What an experiment works on: rows of samples, columns of channels. */
export interface ExperimentInput {
  /** [samples, channels], float64. */
  readonly values: Float64Array<ArrayBuffer>;
  readonly samples: number;
  readonly channels: number;
  /** The channel that experiments on one channel take. */
  readonly channel: number;
  /** For people: `batch_003.npy, 4,096 of 12,544 values per channel`. */
  readonly source: string;
}

export interface ExperimentResult {
  /** What came out, in one sentence with its numbers. */
  readonly sentence: string;
  readonly numbers: readonly { readonly label: string; readonly value: number }[];
  readonly plots: readonly Plot[];
}

export type Plot =
  | {
      readonly kind: 'lines';
      readonly title: string;
      readonly xLabel: string;
      readonly yLabel: string;
      readonly xScale?: 'linear' | 'log';
      readonly series: readonly Series[];
      /** Where the sliders stand. */
      readonly marker?: number;
    }
  | {
      readonly kind: 'matrix';
      readonly title: string;
      readonly size: number;
      /** [size, size], −1 to 1. */
      readonly values: Float64Array;
    };

export interface Series {
  readonly label: string;
  /** Blue is what the batch says, orange what the layer remembers. */
  readonly role: 'batch' | 'running' | 'plain';
  readonly mark: 'line' | 'dots' | 'steps';
  readonly x: Float64Array;
  readonly y: Float64Array;
}
