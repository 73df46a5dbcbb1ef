/**
 * What is asked about a pass, in the words of PyTorch: the table's filter, conditions of breakpoints, watch and hover.
 * One parser and one evaluator, over values that an environment supplies. Imports nothing outside this folder.
 */
export { ExpressionError } from './expressionError.js';
export { compileCondition, compileExpression, type Condition, type Expression } from './expression.js';
export { compileFilter, type ChannelTest, type Filter } from './filter.js';
export { knownFunctions, type KnownFunction } from './names/knownFunctions.js';
export { constants, knownNames, type KnownName } from './names/knownNames.js';
export { arrayOf, type ArrayValue, type Environment, type Value } from './values/value.js';
