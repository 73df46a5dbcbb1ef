/**
 * A tensor seen as `[outer, groups, inner]` in C order: statistics are taken over `outer` and `inner`, one set for
 * each group.
 *
 * With statistics over all axes but the channel's, a group is a channel. With statistics over axis 0 only
 * (makemore, linear-projection) a group is one position of all the other axes, and its channel is `group % channels`.
 */
export interface Layout {
  readonly outer: number;
  readonly groups: number;
  readonly inner: number;
  /** C, the number of entries of gamma and beta. */
  readonly channels: number;
  /** N, elements that each group's statistics are taken over: outer * inner. */
  readonly count: number;
}
