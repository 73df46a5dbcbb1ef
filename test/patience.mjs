/**
 * How many times slower than a quiet machine of two cores a machine may be before a limit of the tests stops anything.
 * Limits are there to end what hangs, and to say where: no test passes or fails by its speed.
 */
export const slowness = 8;

/** How long to wait for what takes up to `quietSeconds` on a quiet machine, in ms. */
export function patience(quietSeconds) {
  return quietSeconds * 1000 * slowness;
}

/**
 * What is waited for, from the shortest to the longest: each is longer than those within it. The times are those of a
 * quiet machine, rounded up.
 */
export const limits = {
  /** One step of what is tried again and again until it succeeds. */
  attempt: patience(0.25),
  /** Something in the process itself: a message, a file that is closed. */
  event: patience(5),
  /** Something on the screen of a VS Code. */
  screen: patience(10),
  /** A server, and a VS Code that opens. */
  start: patience(20),
  unitTest: patience(30),
  integrationTest: patience(20),
  /** A test in a VS Code, of some dozen steps. */
  screenTest: patience(60),
};
