/** Puts an extension that runs Debian's debugpy as VS Code's Python debugger into the folder of installed extensions. */
export function writePythonDebugger(extensions: string): Promise<void>;
