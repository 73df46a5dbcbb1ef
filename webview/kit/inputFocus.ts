/**
 * Says when a text input gets or loses the focus, for VS Code, and keeps plain keys that are typed into one from its
 * keybindings: T in the filter must not train, even before VS Code has heard of the focus.
 */
export function watchInputFocus(document: Document, changed: (hasFocus: boolean) => void): void {
  let had = false;
  const report = (has: boolean): void => {
    if (has !== had) changed((had = has));
  };
  document.addEventListener('focusin', (event) => report(isTextInput(event)));
  document.addEventListener('focusout', () => report(false));
  document.addEventListener('keydown', (event) => {
    if (isTextInput(event) && !event.ctrlKey && !event.metaKey && !event.altKey && !/^F\d/.test(event.key)) {
      event.stopPropagation();
    }
  });
}

/** The toolkit's fields keep their input in a shadow root, so the event's target is not enough. */
function isTextInput(event: Event): boolean {
  const [target] = event.composedPath();
  if (target instanceof HTMLTextAreaElement) return true;
  return target instanceof HTMLInputElement && target.type !== 'checkbox' && target.type !== 'range';
}
