'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
exports.widenFloat16 =
  exports.widenBfloat16 =
  exports.sumRows =
  exports.scale =
  exports.gradient =
  exports.crossSums =
  exports.count =
    void 0;
// What the compiled module exports; `simdModule.ts` has the types for the other side.
var count_1 = require('./count');
Object.defineProperty(exports, 'count', {
  enumerable: true,
  get: function () {
    return count_1.count;
  },
});
var crossSums_1 = require('./crossSums');
Object.defineProperty(exports, 'crossSums', {
  enumerable: true,
  get: function () {
    return crossSums_1.crossSums;
  },
});
var gradient_1 = require('./gradient');
Object.defineProperty(exports, 'gradient', {
  enumerable: true,
  get: function () {
    return gradient_1.gradient;
  },
});
var scale_1 = require('./scale');
Object.defineProperty(exports, 'scale', {
  enumerable: true,
  get: function () {
    return scale_1.scale;
  },
});
var sums_1 = require('./sums');
Object.defineProperty(exports, 'sumRows', {
  enumerable: true,
  get: function () {
    return sums_1.sumRows;
  },
});
var widen_1 = require('./widen');
Object.defineProperty(exports, 'widenBfloat16', {
  enumerable: true,
  get: function () {
    return widen_1.widenBfloat16;
  },
});
Object.defineProperty(exports, 'widenFloat16', {
  enumerable: true,
  get: function () {
    return widen_1.widenFloat16;
  },
});
