import { toRangeText } from './ranges.js';
import type { Detail, Json, StoryEvent } from './story.js';

/** A record in an application's hands. */
export interface HeldRecord {
  readonly partition: string;
  readonly offset: number;
  /** Its number in its partition. */
  readonly value: number;
}

/** One raw event; `records` says which ones, of `records` and `processed`. */
interface RawEvent {
  readonly consumer: string;
  readonly event: string;
  readonly detail: Detail;
  readonly records: readonly HeldRecord[];
}

/** All that the clients of one story showed, in order. */
export class StoryHistory {
  readonly raw: RawEvent[] = [];

  add(consumer: string, event: string, detail: Detail): void {
    this.raw.push({ consumer, event, detail, records: [] });
  }

  addRecords(
    consumer: string,
    event: 'records' | 'processed',
    records: readonly HeldRecord[],
  ): void {
    if (records.length > 0) this.raw.push({ consumer, event, detail: {}, records });
  }

  count(consumer: string, event: string): number {
    return this.raw.filter((e) => e.consumer === consumer && e.event === event).length;
  }

  /** Records that polls of this client returned. */
  received(consumer: string): number {
    let n = 0;
    for (const e of this.raw) {
      if (e.consumer === consumer && e.event === 'records') n += e.records.length;
    }
    return n;
  }

  /**
   * Each client's events in order: `records` joined with its previous `records` if nothing but one `processed` lies
   * between; `processed` likewise.
   */
  outline(): StoryEvent[] {
    const byClient = new Map<string, RawEvent[]>();
    for (const event of this.raw) {
      const list = byClient.get(event.consumer) ?? [];
      byClient.set(event.consumer, list);
      join(list, event);
    }
    return [...byClient.values()].flat().map(toStoryEvent);
  }
}

function join(list: RawEvent[], event: RawEvent): void {
  const other = event.event === 'records' ? 'processed' : 'records';
  if (event.event === 'records' || event.event === 'processed') {
    const last = list.length - 1;
    const at = list[last]?.event === other ? last - 1 : last;
    const previous = list[at];
    if (previous?.event === event.event) {
      list[at] = { ...previous, records: [...previous.records, ...event.records] };
      return;
    }
  }
  list.push(event);
}

function toStoryEvent({ consumer, event, detail, records }: RawEvent): StoryEvent {
  if (records.length === 0) return { consumer, event, detail };
  const offsets = byPartition(records, (r) => r.offset);
  const differs = records.some((r) => r.value !== r.offset);
  if (!differs) return { consumer, event, detail: { offsets } };
  return { consumer, event, detail: { offsets, values: byPartition(records, (r) => r.value) } };
}

function byPartition(
  records: readonly HeldRecord[],
  numberOf: (r: HeldRecord) => number,
): { [partition: string]: Json } {
  const lists = new Map<string, number[]>();
  for (const record of records) {
    const list = lists.get(record.partition);
    if (list === undefined) lists.set(record.partition, [numberOf(record)]);
    else list.push(numberOf(record));
  }
  return Object.fromEntries([...lists].map(([p, list]) => [p, toRangeText(list)]));
}
