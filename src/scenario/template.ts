/** What `cohort new NAME` writes: a first scenario that runs, with the language in its comments. */
export function scenarioTemplate(name: string): string {
  const title =
    name
      .replace(/[-_]+/g, ' ')
      .replace(/[^\w .]/g, '')
      .trim() || 'a first scenario';
  return `# ${title}. Run it:  cohort run ${fileName(name)}
# Times are virtual: 200ms, 6s, 5m, 1h. Names of configs are Kafka's; their defaults are Kafka's too.
# \`cohort schema\` prints a JSON Schema, with which an editor completes and checks this file.

summary: two consumers share a topic; one is killed, the other takes over.
watch-for: what was processed and not yet committed is processed again.

# cluster: { brokers: 3, latency: 1ms..5ms, group.initial.rebalance.delay.ms: 0 }

topics:
  orders: { partitions: 2 }

producers:
  # 10 records a second, 40 in all, keys in turn.
  shop: { topic: orders, rate: 10/s, count: 40, keys: [ada, bob, cy] }

consumers:
  c1:
    group: billing
    subscribe: [orders]
    auto.offset.reset: earliest
    session.timeout.ms: 10s
    max.poll.records: 5
    processing: 100ms # for each record; 50ms..150ms draws it anew
    # auto, sync-per-batch, sync-per-record, async-per-batch, async-then-sync-on-revoke,
    # before-processing, hand-off, watermark or none
    commit: sync-per-batch
  c2: { like: c1 } # says the same

# Steps run one after the other. A step may begin with one of
#   at: 5s           at this time           after: 2s        so long after the step before
#   when: CONDITION  as soon as it holds    until: CONDITION only waits
steps:
  - start: [shop, c1, c2]
  - until: billing is Stable
  - when: c1 has processed 3 records
    crash: c1
  # What must have happened for the run to have shown anything.
  - must-happen: { session expired: c1 }
  - until: c2 owns orders-0, orders-1
  - until: shop is done and billing is caught up
  - expect: { members: { billing: [c2] }, lag: { billing: 0 } }
  # Properties of the whole run: holds or violated.
  - check: { at-least-once: holds, no-loss: holds, at-most-once: violated }
`;
}

function fileName(name: string): string {
  return /\.ya?ml$/.test(name) ? name : `${name}.yaml`;
}
