import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { SessionSnapshot } from '../../../src/protocol/index.js';
import type { Severity } from '../../../src/session/index.js';
import { columnCentre, columnOf, type PassAxis } from '../../charts/passes/passAxis.js';
import { PanelView } from '../../store/panelView.js';
import { showPass } from '../../store/selection.js';
import { passMark, passWords } from './passMark.js';

const height = 20;
/** A mark and its finding's mark need this much; marks that would stand closer are left out. */
const markWidth = 12;

/** The passes as marks on the passes axis: what the list says where there is no room for a list. */
@customElement('bn-passes-strip')
export class PassesStrip extends PanelView {
  /** The axis of the charts below, so that a mark stands over its column. */
  @property({ attribute: false }) axis: PassAxis | null = null;
  @property({ type: Number }) width = 0;

  protected override render(): TemplateResult | typeof nothing {
    const { snapshot } = this.store;
    const { axis } = this;
    if (!snapshot || !axis) return nothing;
    const { shown, passes, next } = snapshot;
    const batch = shown === null ? (next?.batch ?? '') : passes[shown].batch;
    return html`<div class="bn-strip">
      <span class="bn-strip-label bn-muted">mode</span>
      <svg width=${this.width} height=${height} role="img" aria-label="Passes: train is a circle, eval a diamond">
        ${markedPasses(snapshot, axis).map((pass) => this.mark(snapshot, axis, pass))}
      </svg>
      <span class="bn-strip-batch" style="left:${axis.right + 8}px" title=${batch}>${batch}</span>
    </div>`;
  }

  private mark({ passes, shown }: SessionSnapshot, axis: PassAxis, pass: number): SVGTemplateResult {
    const summary = passes[pass];
    const isAhead = pass > (shown ?? -1);
    const worst = summary.status === 'refused' ? 'error' : summary.worst;
    const width = Math.max(markWidth, axis.columnWidth);
    const isCrowded = axis.columnWidth < 22;
    return svg`<g class="bn-strip-mark" transform="translate(${columnCentre(axis, pass)} ${height / 2})"
      @click=${() => showPass(this.store, pass)}>
      <title>Pass ${pass + 1}, ${passWords(summary, isAhead)}</title>
      <rect class="bn-strip-target" x=${-width / 2} y=${-height / 2} width=${width} height=${height}></rect>
      <g transform="translate(0 ${isCrowded ? 4 : 0})">${passMark(summary, !isAhead)}</g>
      ${worst ? findingMark(worst, isCrowded) : nothing}
    </g>`;
  }
}

/** Every pass where there is room; otherwise so many as fit, and all with findings. */
function markedPasses({ passes }: SessionSnapshot, axis: PassAxis): number[] {
  const perMark = axis.columnWidth >= markWidth ? 1 : Math.ceil(markWidth / axis.columnWidth);
  const marked: number[] = [];
  let column = -Infinity;
  for (let pass = axis.from; pass < axis.to; pass++) {
    const at = columnOf(axis, pass);
    if (at < column + perMark && (passes[pass].worst === null || at === column)) continue;
    marked.push(pass);
    column = at;
  }
  return marked;
}

/** Right of the pass's own mark; above it where there is no room. */
function findingMark(severity: Severity, isCrowded: boolean): SVGTemplateResult {
  const place = isCrowded ? 'translate(0 -6) scale(.8)' : 'translate(10 0)';
  return svg`<g transform=${place}>${
    severity === 'error'
      ? svg`<circle class="bn-error-mark" r="3.5"></circle>`
      : severity === 'warning'
        ? svg`<path class="bn-warning-mark" d="M0-4.5 4.5 3.5H-4.5Z"></path>`
        : svg`<rect class="bn-info-mark" x="-1" y="-3" width="2" height="6"></rect>`
  }</g>`;
}
