import type { Condition, PointCondition } from './model-conditions.js';
import { formatRecords } from './units.js';

/** The condition in the words of the language: `parseCondition` gives the same one back. */
export function formatCondition(condition: Condition): string {
  switch (condition.kind) {
    case 'and':
      return condition.all.map(formatCondition).join(' and ');
    case 'processed':
    case 'received':
      return `${quote(condition.consumer)} has ${condition.kind} ${formatRecords(condition.records)}`;
    case 'processed count':
    case 'received count': {
      const verb = condition.kind.replace(' count', '');
      return `${quote(condition.consumer)} has ${verb} ${amount(condition.count, 'record')}`;
    }
    case 'owns':
      return `${quote(condition.consumer)} owns ${condition.partitions.map((tp) => tp.key).join(', ')}`;
    case 'owns count': {
      const what = condition.count === 0 ? 'nothing' : amount(condition.count, 'partition');
      return `${quote(condition.consumer)} owns ${what}`;
    }
    case 'joined':
      return `${quote(condition.consumer)} has joined`;
    case 'failed': {
      const how = condition.exception === null ? '' : ` with ${condition.exception}`;
      return `${quote(condition.consumer)} has failed${how}`;
    }
    case 'session expired':
      return `session of ${quote(condition.consumer)} has expired`;
    case 'record count':
      return `${condition.tp.key} has ${amount(condition.count, 'record')}`;
    case 'producer done':
      return `${quote(condition.producer)} is done`;
    case 'process':
      return `${quote(condition.name)} is ${condition.state}`;
    case 'leader is':
      return `leader of ${condition.tp.key} is broker-${condition.broker}`;
    case 'point':
      return formatPoint(condition);
    default:
      return formatGroupCondition(condition);
  }
}

type GroupCondition = Extract<Condition, { readonly group: string }>;

function formatGroupCondition(condition: GroupCondition): string {
  const group = quote(condition.group);
  switch (condition.kind) {
    case 'group state':
      return `${group} is ${condition.state}`;
    case 'caught up':
      return `${group} is caught up`;
    case 'member count':
      return `${group} has ${amount(condition.count, 'member')}`;
    case 'generation':
      return `${group} ${condition.atLeast ? 'has reached' : 'is at'} generation ${condition.generation}`;
    case 'committed':
      return `${group} has committed offset ${condition.offset} of ${condition.tp.key}`;
    case 'coordinator is':
      return `coordinator of ${group} is broker-${condition.broker}`;
  }
}

function formatPoint(point: PointCondition): string {
  const request = point.api === 'OffsetCommit' ? 'commit' : point.api;
  const client = quote(point.client);
  const nth = point.since === 'run' ? `${formatOrdinal(point.nth)} ` : '';
  // "has been" counts over the run like an ordinal; the first form says the same in both.
  return `${point.edge} the ${nth}${request} of ${client} is ${point.moment}`;
}

/** `1st`, `2nd`, `11th`. */
export function formatOrdinal(n: number): string {
  const teen = n % 100 >= 11 && n % 100 <= 13;
  const ending = teen ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th');
  return `${n}${ending}`;
}

function amount(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}

const WORDS = /^(and|the|its|a|session|leader|coordinator|before|after|\d.*)$/;

/** A name as it stands in a condition: in quotes if it could be taken for something else. */
export function quote(name: string): string {
  if (/^[\w.@:/$-]+$/.test(name) && !WORDS.test(name)) return name;
  return name.includes('"') ? `'${name}'` : `"${name}"`;
}
