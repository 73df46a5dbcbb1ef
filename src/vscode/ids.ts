/** The names under which VS Code knows us. package.json says the same; a test compares the two. */
export const tensorViewType = 'batchnorm.tensor';
/** The same editor, offered for `*.bn.json`: a view type has one priority, and programs open as text by default. */
export const programViewType = 'batchnorm.program';
export const programScheme = 'batchnorm-program';
/** The type of our debug sessions, in launch.json. */
export const debugType = 'batchnorm';
/** Texts that a debug session shows and nobody has as a file: the algorithm, a program of files that were chosen. */
export const listingScheme = 'batchnorm-listing';
/** The language of `*.bn.json`: JSON with comments, in which VS Code takes breakpoints; in `jsonc` it takes none. */
export const programLanguage = 'batchnorm-program';
/** What language models call. */
export const runToolName = 'batchnorm_run';
