/** Python that reads a tensor as float64: `.npy`, a member of `.npz`, and of safetensors without its package. */
export const pythonLoader = `import json
import struct
import sys
from math import inf, nan
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

FOLDER = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent
DTYPES = {'F64': '<f8', 'F32': '<f4', 'F16': '<f2', 'I64': '<i8', 'I32': '<i4', 'I16': '<i2', 'I8': 'i1', 'U8': 'u1', 'BOOL': '?'}


def load(path, member=None, part=None, index=None):
    file = FOLDER / path
    if file.suffix.lower() == '.safetensors':
        array = safetensor(file, member)
    else:
        array = np.load(file)
        if not isinstance(array, np.ndarray):
            array = array[member if member is not None else array.files[0]]
    if part is not None:
        array = {'real': np.real, 'imaginary': np.imag, 'magnitude': np.abs}.get(part, lambda whole: whole[part])(array)
    if index is not None:
        array = array[index]
    return torch.from_numpy(np.ascontiguousarray(array).astype(np.float64))


def safetensor(file, member):
    with open(file, 'rb') as opened:
        (size,) = struct.unpack('<Q', opened.read(8))
        header = json.loads(opened.read(size))
        name = member if member is not None else next(key for key in header if key != '__metadata__')
        begin, end = header[name]['data_offsets']
        opened.seek(8 + size + begin)
        data = opened.read(end - begin)
    dtype, shape = header[name]['dtype'], header[name]['shape']
    if dtype == 'BF16':
        return (np.frombuffer(data, '<u2').astype('<u4') << 16).view('<f4').reshape(shape)
    return np.frombuffer(data, DTYPES[dtype]).reshape(shape)
`;
