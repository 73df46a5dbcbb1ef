import {
  isTensorPath,
  isSet,
  type LayerChanges,
  type Program,
  resolveTensor,
  type Step,
  stepOf,
  tensorName,
} from '../program/index.js';
import { settingText } from '../numberText.js';
import type { Session } from './session.js';

/**
 * The steps of a program that sets something before a pass (its length: after the last). A step of several passes becomes a
 * step for each where that is between them; what is set there already takes the change in, and is itself where it is no
 * change.
 */
export function stepsWithSet(
  { program, plan, stepOfPass }: Session,
  pass: number,
  set: LayerChanges,
  base: string,
): Program['steps'] {
  const { steps } = program;
  const at = pass < plan.length ? stepOfPass[pass] : steps.length;
  const [before, behind] = [steps.slice(0, at), steps.slice(at)];
  if (pass > 0 && stepOfPass[pass - 1] === at) {
    const apart = plan.flatMap((planned, index): readonly Step[] => {
      if (stepOfPass[index] !== at) return [];
      const step = stepOf(planned, base);
      return index === pass ? [{ set }, step] : [step];
    });
    return [...before, ...apart, ...behind.slice(1)];
  }
  const last = before.at(-1);
  if (!last || !isSet(last)) return [...before, { set }, ...behind];
  const values = Object.entries(set) as readonly [keyof LayerChanges, unknown][];
  if (values.every(([name, value]) => last.set[name] === value)) return steps;
  return [...before.slice(0, -1), { set: { ...last.set, ...set } }, ...behind];
}

/** More say less in a name. */
const mostNamed = 2;

/** `eps 0.001 at pass 13`, `runningMean rm.npy, gamma and 1 more at pass 2` */
export function nameOfSet(set: LayerChanges, pass: number): string {
  const words = Object.entries(set as Readonly<Record<string, unknown>>).map(([name, value]) => {
    const text = valueText(value);
    return text === '' ? name : `${name} ${text}`;
  });
  const more = words.length > mostNamed ? ` and ${words.length - mostNamed} more` : '';
  return `${words.slice(0, mostNamed).join(', ')}${more} at pass ${pass + 1}`;
}

/** A list is too long to say. */
function valueText(value: unknown): string {
  if (typeof value === 'number') return settingText(value);
  if (value === null) return 'null';
  return isTensorPath(value) ? tensorName(resolveTensor('', value)) : '';
}
