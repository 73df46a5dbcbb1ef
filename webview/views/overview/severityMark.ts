import { svg, type SVGTemplateResult } from 'lit';
import type { Severity } from '../../../src/session/index.js';

/** A finding's mark on a chart: a disc for errors, a triangle for warnings, a ring for information. */
export function severityMark(severity: Severity, x: number, y: number): SVGTemplateResult {
  switch (severity) {
    case 'error':
      return svg`<circle class="bn-mark-error" cx=${x} cy=${y} r="5" />`;
    case 'warning':
      return svg`<path class="bn-mark-warning" d="M${x} ${y - 5}l5.5 9.5h-11Z" />`;
    case 'info':
      return svg`<circle class="bn-mark-info" cx=${x} cy=${y} r="4" />`;
  }
}
