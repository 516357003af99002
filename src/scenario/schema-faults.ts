import { z } from 'zod';
import { MAX_BROKERS, MAX_INT } from './bounds.js';
import { CHAOS_FAULTS, FAULT_APIS, FAULT_ERRORS } from './fault-words.js';
import {
  clock,
  duration,
  durationRange,
  list,
  name,
  partition,
  text,
  words,
  yes,
} from './schema-parts.js';

const nodes = list(name);
const chaosFault = z.enum(CHAOS_FAULTS);
const percent = z.int().min(1).max(100);

const links = {
  from: nodes.optional().describe('One way: from these …'),
  to: nodes.optional().describe('… to these.'),
  between: z.array(nodes).length(2).optional().describe('Both ways: [c1, broker-1].'),
};

const api = z.enum(FAULT_APIS);
const messages = {
  api,
  of: words.optional().describe('Consumers, producers or groups; any if not given.'),
  to: nodes.optional().describe('The brokers asked; any if not given.'),
  nth: z.int().min(1).max(MAX_INT).optional().describe('The n-th from now on.'),
  times: z.int().min(1).max(MAX_INT).optional().describe('So many of them; 1 if not given.'),
  all: yes.optional().describe('All that come from now on.'),
};
const short = text.describe('OffsetCommit of c1, or 2nd OffsetCommit of c1.');
const error = z.enum(FAULT_ERRORS).describe("Kafka's name of an error.");
const loss = z.union([short, z.strictObject({ ...messages, quietly: yes.optional() })]);
const delay = z.strictObject({ ...messages, by: duration });

/** The keys of a step that strike processes, brokers and the network. */
export const faultShape = {
  crash: nodes
    .optional()
    .describe('c1, broker-1, controller, coordinator of billing, leader of orders-0.'),
  lose: z
    .enum(['nothing', 'unflushed', 'all'])
    .optional()
    .describe("What a broker's crash takes with it: the process dies, the machine, or the disk."),
  restart: nodes.optional(),
  freeze: nodes.optional().describe('Stop-the-world.'),
  thaw: nodes.optional(),
  for: duration.optional().describe('How long a freeze, or a fault of links, lasts.'),

  'shut-down': nodes.optional().describe('Brokers: a controlled shutdown.'),
  'elect-leader': z
    .record(partition, z.enum(['preferred', 'unclean']))
    .optional()
    .describe('{orders-0: preferred}, as kafka-leader-election does.'),
  reassign: z
    .record(partition, z.array(z.int().min(1).max(MAX_BROKERS)).min(1).max(MAX_BROKERS))
    .optional()
    .describe('{orders-0: [2, 3]}: its replicas, the preferred leader first.'),
  'move-coordinator': z.record(name, name).optional().describe('{billing: broker-2}'),

  'set-clock': z
    .record(text, clock)
    .optional()
    .describe('As NTP or an operator does: {broker-2: {offset: 30s}}. What is not named stays.'),

  cut: z.strictObject(links).optional().describe('Nothing passes; what waits arrives when healed.'),
  slow: z
    .strictObject({
      ...links,
      by: durationRange.describe('Each message so much later: 50ms..200ms.'),
      tail: duration.optional().describe('Some of them so much more.'),
      'tail-percent': percent.optional().describe('How many of a hundred; 1 if not given.'),
    })
    .optional(),
  lossy: z
    .strictObject({ ...links, percent })
    .optional()
    .describe('So many of a hundred messages are lost, each with its connection.'),
  duplicating: z
    .strictObject({ ...links, percent })
    .optional()
    .describe('So many of a hundred requests arrive twice.'),
  split: z
    .array(nodes)
    .min(2)
    .max(MAX_BROKERS)
    .optional()
    .describe('A network partition: [[c1, broker-1], [broker-2, broker-3]].'),
  isolate: nodes.optional().describe('These together, from all others.'),
  heal: nodes.optional().describe('all, or the links of these nodes.'),
  'close-connection': z.array(name).length(2).optional().describe('[c1, broker-1]'),

  chaos: z
    .strictObject({
      for: duration,
      every: durationRange.optional().describe('From one fault to the next: 2s..6s.'),
      lasting: durationRange.optional().describe('How long one lasts: 1s..8s.'),
      faults: z
        .union([list(chaosFault), z.partialRecord(chaosFault, z.int().min(1).max(1_000))])
        .optional()
        .describe('Which, or how often each in comparison: {crash-broker: 3, lose-reply: 1}.'),
      swarm: z.boolean().optional().describe('Kinds of fault are on or off for a whole run.'),
      'brokers-down': z.int().min(0).max(MAX_BROKERS).optional().describe('At a time; 1.'),
      lose: z.enum(['nothing', 'unflushed', 'all']).optional(),
    })
    .optional()
    .describe('Random faults, drawn from the choices of the run; then all is healed.'),

  'lose-request': loss.optional(),
  'lose-reply': loss.optional().describe('The broker does it; its answer never arrives.'),
  'delay-request': delay.optional(),
  'delay-reply': delay.optional(),
  'duplicate-request': z.union([short, z.strictObject(messages)]).optional(),
  fail: z
    .strictObject({ ...messages, error })
    .optional()
    .describe('The broker answers this error and does nothing.'),
  'reply-with': z
    .strictObject({ ...messages, error })
    .optional()
    .describe('The broker does it, and answers this error.'),
  'hold-request': z.union([short, z.strictObject(messages)]).optional(),
  'hold-reply': z.union([short, z.strictObject(messages)]).optional(),
  release: z
    .union([short, z.strictObject({ api, of: messages.of, to: messages.to })])
    .optional()
    .describe('What was held: all, or OffsetCommit of c1.'),
};
