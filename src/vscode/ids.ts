/** The names under which VS Code knows us. package.json says the same; a test compares the two. */
export const tensorViewType = 'batchnorm.tensor';
/** The same editor, offered for `*.bn.json`: a view type has one priority, and programs open as text by default. */
export const programViewType = 'batchnorm.program';
export const programScheme = 'batchnorm-program';
