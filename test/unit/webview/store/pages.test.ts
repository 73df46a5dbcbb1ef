import { describe, expect, it } from 'vitest';
import { movedPage } from '../../../../webview/store/pages.js';
import { initialUi, restoreUi, worthSaving } from '../../../../webview/store/uiState.js';

describe('pages', () => {
  it('follow each other in a circle', () => {
    expect(movedPage('debug', 'ArrowLeft')).toBe('experiments');
    expect(movedPage('experiments', 'ArrowRight')).toBe('debug');
    expect(movedPage('debug', 'ArrowRight')).toBe('gap');
    expect(movedPage('compare', 'End')).toBe('experiments');
    expect(movedPage('compare', 'ArrowUp')).toBeUndefined();
  });

  it('survive a reload, and a page that is no longer there does not', () => {
    const saved = worthSaving({ ...initialUi, page: 'gradients', compared: ['flax'], showsConventions: true });
    expect(restoreUi(saved)).toMatchObject({ page: 'gradients', compared: ['flax'], showsConventions: false });
    expect(restoreUi(worthSaving({ ...initialUi, gapInput: 'train', gapSort: 'lag' }))).toMatchObject({
      gapInput: 'train',
      gapSort: 'lag',
    });
    expect(restoreUi({ gapInput: 'all' })).toMatchObject({ gapInput: 'pass' });
    expect(restoreUi({ page: 'elsewhere', compared: 'flax' })).toMatchObject({ page: 'debug', compared: null });
  });
});
