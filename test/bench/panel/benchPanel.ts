import type { Frame, FrameLocator, Locator } from 'playwright-core';
import type { Workbench } from '../../host/workbench.js';

/** Our panel, as far as it is measured. */
export class BenchPanel {
  private constructor(
    readonly workbench: Workbench,
    private readonly page: FrameLocator,
    /** Its document, for what is measured inside. */
    readonly frame: Frame,
  ) {}

  /** Opens a program. */
  static async ofProgram(workbench: Workbench, name: string): Promise<BenchPanel> {
    await workbench.openFile(name);
    await workbench.command('BatchNorm: Debug Tensor');
    return BenchPanel.shown(workbench);
  }

  /** The one that is shown, when it has all its numbers. */
  static async shown(workbench: Workbench): Promise<BenchPanel> {
    const page = workbench.panel();
    await page.getByText('No pass has run').first().waitFor();
    const frame = await (await page.locator('body').elementHandle()).ownerFrame();
    if (!frame) throw new Error('the panel is not there');
    await workbench.whenStill();
    return new BenchPanel(workbench, page, frame);
  }

  /** A button of the toolbar. */
  tool(name: string): Locator {
    return this.page.getByRole('group', { name: 'Run passes' }).getByRole('button', { name, exact: true });
  }

  /** What there is to press while something runs; a CSS selector. */
  static readonly stop = '[aria-label="Stop"]';
  /** As long as it has not been told to stop. */
  static readonly stoppable = `${BenchPanel.stop}:not([disabled])`;

  get cancel(): Locator {
    return this.page.getByRole('button', { name: 'Cancel', exact: true });
  }

  columnHead(name: string): Locator {
    return this.table.getByRole('button', { name: `${name}, sort`, exact: true });
  }

  get filter(): Locator {
    return this.page.getByRole('textbox', { name: 'Filter channels' });
  }

  get table(): Locator {
    return this.page.getByRole('grid', { name: 'Channels' });
  }
}
