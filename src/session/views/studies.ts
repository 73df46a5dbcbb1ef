import { channelGap, splitGap } from '../gap/index.js';
import { check, checkElement, checkSlice, expectations } from './check.js';
import { comparison } from './comparison.js';
import { conventions } from './conventions.js';
import { experiment, experiments } from './experiments.js';
import { explanation } from './explanation.js';
import { fold, foldCheck, foldFiles } from './fold.js';
import { gradients } from './gradients.js';
import { repair } from './repair.js';
import type { RepairViews } from './repairView.js';
import type { StudyViews } from './studyView.js';
import type { ViewFunctions } from './viewFunctions.js';

/** Views of the pages behind the run itself: loaded when the first is asked for. */
export const studies: Pick<ViewFunctions, keyof StudyViews | keyof RepairViews> = {
  conventions,
  comparison,
  gap: (session, request, { breathe }) => splitGap(session, request, breathe),
  channelGap: (session, request, { breathe }) => channelGap(session, request, breathe),
  expectations: (session) => expectations(session),
  check,
  checkSlice,
  checkElement,
  explanation,
  gradients,
  experiments,
  experiment,
  repair,
  foldFiles,
  fold,
  foldCheck,
};
