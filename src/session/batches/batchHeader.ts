import type { TensorFile } from '../../formats/index.js';

/** What is known of a file without its data. */
export type BatchHeader = Pick<
  TensorFile,
  'shape' | 'dtype' | 'warnings' | 'dataBytes' | 'parts' | 'order' | 'widened' | 'isSeekable'
>;
