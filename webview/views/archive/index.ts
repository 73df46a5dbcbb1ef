/** A file of several tensors: its BatchNorm layers, and its tensors to choose from. */
import './archive.js';
