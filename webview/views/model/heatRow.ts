import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { chartColours } from '../../charts/heatmap/chartColours.js';
import { paintHeatmap, type Heatmap } from '../../charts/heatmap/heatmap.js';
import type { ThemeKind } from '../../kit/theme.js';

/** A heat map that is painted again only when it is another. */
@customElement('bn-heat')
export class Heat extends LitElement {
  @property({ attribute: false }) heatmap: Heatmap | null = null;
  @property({ attribute: false }) theme: ThemeKind = 'dark';
  @query('canvas') private readonly canvas!: HTMLCanvasElement; // The template always has one.

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    return html`<canvas aria-hidden="true"></canvas>`;
  }

  protected override updated(): void {
    if (this.heatmap) paintHeatmap(this.canvas, this.heatmap, chartColours(this, this.theme));
  }
}
