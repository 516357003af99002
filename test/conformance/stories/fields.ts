import type { PartitionOffset } from '../../../src/protocol/facts.js';
import { TopicPartition } from '../../../src/protocol/topic-partition.js';
import { MalformedStory, type Step } from './story.js';

/* The fields of a step; parse.ts has checked that they are there, and of what kind. */

export function text(step: Step, field: string): string {
  return String(step.fields[field]);
}

export function number(step: Step, field: string): number {
  return Number(step.fields[field]);
}

export function texts(step: Step, field: string): string[] {
  const list = step.fields[field];
  return Array.isArray(list) ? list.map(String) : [];
}

export function has(step: Step, field: string): boolean {
  return step.fields[field] !== undefined;
}

/** `orders-0`: split at the last `-`. */
export function partition(step: Step, name: string): TopicPartition {
  const at = name.lastIndexOf('-');
  const index = Number(name.slice(at + 1));
  if (at <= 0 || !Number.isSafeInteger(index) || index < 0) {
    throw new MalformedStory(`${step.where}: ${name} is no partition`);
  }
  return new TopicPartition(name.slice(0, at), index);
}

/** null if the field is left out. */
export function offsets(step: Step, field: string): PartitionOffset[] | null {
  const map = step.fields[field];
  if (typeof map !== 'object' || map === null) return null;
  return Object.entries(map).map(([name, offset]) => ({
    tp: partition(step, name),
    offset: Number(offset),
  }));
}
