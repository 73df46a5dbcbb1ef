/** What a command does with what it is given. */
export type Command = (...given: readonly unknown[]) => unknown;

/** Commands by their ids. */
export type Commands = ReadonlyMap<string, Command>;
