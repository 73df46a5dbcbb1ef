/** Pages behind the run itself, and that of a checkpoint: in a file of their own, loaded when the first is shown. */
import './axisComparison/index.js';
import './check/index.js';
import './checkpoint/checkpointPage.js';
import './compare/index.js';
import './conventions/index.js';
import './experiments/index.js';
import './gap/gap.js';
import './gradients/index.js';
import './repair/index.js';
