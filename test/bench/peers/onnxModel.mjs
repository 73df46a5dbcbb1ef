// The few messages of ONNX's protobuf (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto) that one small graph takes.

const elementTypes = { float32: 1, float16: 10 };
const operators = 17;

const varint = (value) => (value < 128 ? [value] : [(value & 127) | 128, ...varint(Math.floor(value / 128))]);
const number = (field, value) => [...varint(field * 8), ...varint(value)];
const bytes = (field, content) => [...varint(field * 8 + 2), ...varint(content.length), ...content];
const text = (field, value) => bytes(field, [...Buffer.from(value)]);

/** Attributes are lists of integers, or one integer. */
function attribute(name, value) {
  const isList = Array.isArray(value);
  const values = isList ? value.flatMap((one) => number(8, one)) : number(3, value);
  return bytes(5, [...text(1, name), ...values, ...number(20, isList ? 7 : 2)]);
}

/** One node: `{ operator: 'ReduceMean', inputs: ['x'], outputs: ['mean'], attributes: { keepdims: 0 } }`. */
function node({ operator, inputs, outputs, attributes = {} }) {
  return bytes(1, [
    ...inputs.flatMap((name) => text(1, name)),
    ...outputs.flatMap((name) => text(2, name)),
    ...text(4, operator),
    ...Object.entries(attributes).flatMap(([name, value]) => attribute(name, value)),
  ]);
}

/** @param field 11 for an input, 12 for an output */
function value(field, [name, shape], dtype) {
  const dimensions = shape.flatMap((size) => bytes(1, number(1, size)));
  const tensor = [...number(1, elementTypes[dtype]), ...bytes(2, dimensions)];
  return bytes(field, [...text(1, name), ...bytes(2, bytes(1, tensor))]);
}

/** The bytes of a model; inputs and outputs map names to shapes, all of one dtype. */
export function onnxModel({ nodes, inputs, outputs, dtype }) {
  const graph = [
    ...nodes.flatMap(node),
    ...text(2, 'graph'),
    ...Object.entries(inputs).flatMap((one) => value(11, one, dtype)),
    ...Object.entries(outputs).flatMap((one) => value(12, one, dtype)),
  ];
  return Uint8Array.from([...number(1, 8), ...bytes(8, [...text(1, ''), ...number(2, operators)]), ...bytes(7, graph)]);
}
