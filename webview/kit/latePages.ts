import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';

/** Pages whose code is a file of its own, loaded when one is shown first. */
export class LatePages {
  private state: 'unknown' | 'loading' | 'there' | 'failed' = 'unknown';
  private problem = '';

  /** @param load defines their elements */
  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly load: () => Promise<unknown>,
  ) {}

  /** The page as soon as it is there, or why it is not. */
  show(page: TemplateResult): TemplateResult | typeof nothing {
    if (this.state === 'there') return page;
    if (this.state === 'unknown') void this.get();
    return this.state === 'failed'
      ? html`<p class="bn-first-open" role="alert">The page could not be loaded: ${this.problem}</p>`
      : nothing;
  }

  private async get(): Promise<void> {
    this.state = 'loading';
    try {
      await this.load();
      this.state = 'there';
    } catch (error) {
      this.state = 'failed';
      this.problem = error instanceof Error ? error.message : String(error);
    }
    this.host.requestUpdate();
  }
}
