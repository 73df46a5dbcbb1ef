export const slowness: number;
export function patience(quietSeconds: number): number;
export const limits: Readonly<
  Record<'attempt' | 'event' | 'screen' | 'start' | 'unitTest' | 'integrationTest' | 'screenTest', number>
>;
