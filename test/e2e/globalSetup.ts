import { mkdir } from 'node:fs/promises';
import { browserExecutable } from '../host/chromium.js';
import { fetchNodeHost } from '../host/nodeHost.js';
import { resultsFolder } from '../host/repository.js';
import { fetchWebHost } from '../host/webHost.js';

/** Fetches what the tests open, so that no test's time goes into it and what is missing is said once. */
export default async function setup(): Promise<void> {
  await mkdir(resultsFolder, { recursive: true });
  browserExecutable();
  await fetchNodeHost();
  await fetchWebHost();
}
