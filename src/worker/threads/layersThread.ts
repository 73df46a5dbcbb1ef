import { scanOfJob, type LayerJob, type LayerScan, type SessionFiles } from '../../session/index.js';

/** What a thread does that looks at layers of a model: a plain object, so that tests call it directly. */
export interface LayersThread {
  /** @throws as `scanOfJob` */
  scan(job: LayerJob): Promise<LayerScan>;
}

export function layersThread(files: SessionFiles): LayersThread {
  return { scan: (job) => scanOfJob(job, files) };
}
