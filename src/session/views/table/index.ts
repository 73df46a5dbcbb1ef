/** Every channel of a pass: its numbers, and the order in which a table lists them. */
export { channelOrder } from './channelOrder.js';
export type {
  ChannelOrder,
  ChannelOrderRequest,
  ChannelTable,
  GlyphAxis,
  TableColumn,
  TableRequest,
} from './tableView.js';
export { channelTable } from './channelTable.js';
