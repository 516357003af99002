// Written by tools/generate-schema.mjs from src/scenario/schema.ts. Do not edit.
// biome-ignore-all lint/suspicious/noThenProperty: a word of the language; nothing awaits a schema.
import type { JsonSchema } from '../parse/json-schema.js';

export const SCENARIO_SCHEMA: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  properties: {
    summary: {
      type: 'string',
      minLength: 1,
      maxLength: 65536,
      description: 'What happens, in a sentence.',
    },
    'watch-for': {
      description: 'What to look at.',
      type: 'string',
      maxLength: 65536,
    },
    cluster: {
      type: 'object',
      properties: {
        brokers: {
          description: 'How many; they are broker-1, ...',
          type: 'integer',
          minimum: 1,
          maximum: 100,
        },
        latency: {
          description: 'One way between two nodes: 1ms, or 1ms..5ms.',
          $ref: '#/$defs/range',
        },
        'metadata-delay': {
          description: 'How late a broker learns of new leaders and topics: 0ms..200ms.',
          $ref: '#/$defs/range',
        },
        clocks: {
          description: 'Brokers whose clock is off: {broker-2: {offset: 5s, drift: 100ppm}}.',
          type: 'object',
          propertyNames: {
            $ref: '#/$defs/name',
          },
          additionalProperties: {
            $ref: '#/$defs/clock',
          },
        },
        'broker.rack': {
          description: 'The rack of each broker, in order.',
          minItems: 1,
          type: 'array',
          items: {
            $ref: '#/$defs/name',
          },
        },
        'num.partitions': {
          type: 'integer',
          minimum: 1,
          maximum: 10000,
        },
        'default.replication.factor': {
          type: 'integer',
          minimum: 1,
          maximum: 100,
        },
        'min.insync.replicas': {
          type: 'integer',
          minimum: 1,
          maximum: 100,
        },
        'offsets.topic.num.partitions': {
          type: 'integer',
          minimum: 1,
          maximum: 1000,
        },
        'offsets.topic.replication.factor': {
          type: 'integer',
          minimum: 1,
          maximum: 100,
        },
        'offsets.commit.timeout.ms': {
          $ref: '#/$defs/duration',
        },
        'offsets.retention.minutes': {
          $ref: '#/$defs/duration',
        },
        'offsets.retention.check.interval.ms': {
          $ref: '#/$defs/duration',
        },
        'offset.metadata.max.bytes': {
          type: 'integer',
          minimum: 0,
          maximum: 2147483647,
        },
        'group.min.session.timeout.ms': {
          $ref: '#/$defs/duration',
        },
        'group.max.session.timeout.ms': {
          $ref: '#/$defs/duration',
        },
        'group.initial.rebalance.delay.ms': {
          $ref: '#/$defs/duration',
        },
        'group.max.size': {
          type: 'integer',
          minimum: 1,
          maximum: 2147483647,
        },
        'broker.session.timeout.ms': {
          $ref: '#/$defs/duration',
        },
        'broker.heartbeat.interval.ms': {
          $ref: '#/$defs/duration',
        },
        'unclean.leader.election.enable': {
          type: 'boolean',
        },
        'replica.lag.time.max.ms': {
          $ref: '#/$defs/duration',
        },
        'replica.fetch.wait.max.ms': {
          $ref: '#/$defs/duration',
        },
        'replica.fetch.backoff.ms': {
          $ref: '#/$defs/duration',
        },
        'replica.high.watermark.checkpoint.interval.ms': {
          $ref: '#/$defs/duration',
        },
        'auto.leader.rebalance.enable': {
          type: 'boolean',
        },
        'leader.imbalance.check.interval.seconds': {
          $ref: '#/$defs/duration',
        },
        'leader.imbalance.per.broker.percentage': {
          type: 'integer',
          minimum: 0,
          maximum: 100,
        },
        'eligible.leader.replicas.version': {
          type: 'integer',
          minimum: 0,
          maximum: 1,
        },
        'log.retention.ms': {
          $ref: '#/$defs/limit',
        },
        'log.retention.bytes': {
          type: 'integer',
          minimum: -1,
          maximum: 9007199254740991,
        },
        'log.segment.bytes': {
          type: 'integer',
          minimum: 14,
          maximum: 2147483647,
        },
        'log.roll.ms': {
          $ref: '#/$defs/duration',
        },
        'log.cleanup.policy': {
          type: 'string',
          enum: ['delete', 'compact', 'compact,delete', 'delete,compact'],
          known: [],
        },
        'log.cleaner.min.cleanable.ratio': {
          type: 'number',
          minimum: 0,
          maximum: 1,
        },
        'log.cleaner.min.compaction.lag.ms': {
          $ref: '#/$defs/duration',
        },
        'log.cleaner.max.compaction.lag.ms': {
          $ref: '#/$defs/duration',
        },
        'log.cleaner.delete.retention.ms': {
          $ref: '#/$defs/duration',
        },
        'log.message.timestamp.type': {
          type: 'string',
          enum: ['CreateTime', 'LogAppendTime'],
          known: [],
        },
        'message.max.bytes': {
          type: 'integer',
          minimum: 0,
          maximum: 2147483647,
        },
        'log.retention.check.interval.ms': {
          $ref: '#/$defs/duration',
        },
        'log.cleaner.backoff.ms': {
          $ref: '#/$defs/duration',
        },
        'offsets.topic.segment.bytes': {
          type: 'integer',
          minimum: 1,
          maximum: 2147483647,
        },
        'auto.create.topics.enable': {
          type: 'boolean',
          const: false,
          known: ['true'],
        },
      },
      additionalProperties: false,
      configs: 'broker',
    },
    topics: {
      type: 'object',
      propertyNames: {
        $ref: '#/$defs/name',
      },
      additionalProperties: {
        anyOf: [
          {
            $ref: '#/$defs/topic',
          },
          {
            type: 'null',
          },
        ],
      },
    },
    producers: {
      type: 'object',
      propertyNames: {
        $ref: '#/$defs/name',
      },
      additionalProperties: {
        type: 'object',
        properties: {
          topic: {
            description: 'Where it writes.',
            $ref: '#/$defs/name',
          },
          rate: {
            description: '10/s. Without it everything is sent at once.',
            $ref: '#/$defs/rate',
          },
          count: {
            description: 'How many records.',
            type: 'integer',
            minimum: 1,
            maximum: 1000000,
          },
          keys: {
            description: 'Used in turn.',
            minItems: 1,
            maxItems: 1000000,
            type: 'array',
            items: {
              $ref: '#/$defs/cell',
            },
          },
          values: {
            description: 'Used in turn.',
            minItems: 1,
            maxItems: 1000000,
            type: 'array',
            items: {
              $ref: '#/$defs/cell',
            },
          },
          partition: {
            type: 'integer',
            minimum: 0,
            maximum: 9999,
            description: 'A partition by number. Without it the partitioner decides.',
          },
          records: {
            description: 'The records themselves, instead of count, keys and values.',
            minItems: 1,
            maxItems: 1000000,
            type: 'array',
            items: {
              type: 'object',
              properties: {
                key: {
                  $ref: '#/$defs/cell',
                },
                value: {
                  $ref: '#/$defs/cell',
                },
                partition: {
                  type: 'integer',
                  minimum: 0,
                  maximum: 9999,
                  description: 'A partition by number. Without it the partitioner decides.',
                },
              },
              additionalProperties: false,
            },
          },
          latency: {
            $ref: '#/$defs/range',
          },
          clock: {
            description: 'Its own clock: {offset: 5s, drift: 100ppm}.',
            $ref: '#/$defs/clock',
          },
          'client.id': {
            type: 'string',
            minLength: 1,
            maxLength: 249,
          },
          acks: {
            enum: ['all', -1, 0, 1],
            known: [],
          },
          'enable.idempotence': {
            type: 'boolean',
          },
          retries: {
            type: 'integer',
            minimum: 0,
            maximum: 2147483647,
          },
          'batch.size': {
            type: 'integer',
            minimum: 0,
            maximum: 2147483647,
          },
          'linger.ms': {
            $ref: '#/$defs/duration',
          },
          'max.in.flight.requests.per.connection': {
            type: 'integer',
            minimum: 1,
            maximum: 2147483647,
          },
          'delivery.timeout.ms': {
            $ref: '#/$defs/duration',
          },
          'request.timeout.ms': {
            $ref: '#/$defs/duration',
          },
          'max.block.ms': {
            $ref: '#/$defs/duration',
          },
          'retry.backoff.ms': {
            $ref: '#/$defs/duration',
          },
          'retry.backoff.max.ms': {
            $ref: '#/$defs/duration',
          },
          'reconnect.backoff.ms': {
            $ref: '#/$defs/duration',
          },
          'reconnect.backoff.max.ms': {
            $ref: '#/$defs/duration',
          },
          'metadata.max.age.ms': {
            $ref: '#/$defs/duration',
          },
          'compression.type': {
            type: 'string',
            const: 'none',
            known: ['gzip', 'snappy', 'lz4', 'zstd'],
          },
          'security.protocol': {
            type: 'string',
            const: 'PLAINTEXT',
            known: ['SSL', 'SASL_PLAINTEXT', 'SASL_SSL'],
          },
        },
        required: ['topic'],
        additionalProperties: false,
        configs: 'producer',
      },
    },
    consumers: {
      type: 'object',
      propertyNames: {
        $ref: '#/$defs/name',
      },
      additionalProperties: {
        type: 'object',
        properties: {
          like: {
            description: 'Take over all that this consumer says, but its ids.',
            $ref: '#/$defs/name',
          },
          group: {
            description: 'group.id',
            type: 'string',
            minLength: 1,
            maxLength: 249,
          },
          'group.id': {
            type: 'string',
            minLength: 1,
            maxLength: 249,
          },
          'group.instance.id': {
            description: 'Makes it a static member.',
            type: 'string',
            minLength: 1,
            maxLength: 249,
          },
          'client.id': {
            description: 'Its name, if not given.',
            type: 'string',
            minLength: 1,
            maxLength: 249,
          },
          'client.rack': {
            type: 'string',
            minLength: 1,
            maxLength: 249,
          },
          subscribe: {
            description: 'Topics.',
            $ref: '#/$defs/names',
          },
          pattern: {
            description: 'A regular expression for topics.',
            type: 'string',
            maxLength: 249,
          },
          assign: {
            description: 'Partitions by hand: no member of the group.',
            $ref: '#/$defs/partitions',
          },
          commit: {
            description: 'When the application commits. enable.auto.commit follows from it.',
            type: 'string',
            enum: [
              'auto',
              'sync-per-batch',
              'sync-per-record',
              'async-per-batch',
              'async-per-batch-retried',
              'async-then-sync-on-revoke',
              'before-processing',
              'hand-off',
              'watermark',
              'none',
            ],
          },
          store: {
            description: "What it writes its results to; the store is the group's.",
            type: 'string',
            enum: ['append', 'upsert', 'with-offsets'],
          },
          processing: {
            description: 'For each record: 200ms, or 100ms..300ms.',
            $ref: '#/$defs/range',
          },
          workers: {
            description: 'For hand-off and watermark.',
            type: 'integer',
            minimum: 1,
            maximum: 256,
          },
          'poll-timeout': {
            description: 'The argument of poll().',
            $ref: '#/$defs/duration',
          },
          latency: {
            $ref: '#/$defs/range',
          },
          clock: {
            description: 'Its own clock: {offset: 5s, drift: 100ppm}.',
            $ref: '#/$defs/clock',
          },
          fail: {
            description: 'The application fails on a record.',
            anyOf: [
              {
                type: 'object',
                properties: {
                  on: {
                    description: 'The record, or records, that it fails on: orders-0@3.',
                    $ref: '#/$defs/records',
                  },
                  how: {
                    description: 'throw: once; poison: each time; hang: processing never returns.',
                    type: 'string',
                    enum: ['throw', 'poison', 'hang'],
                  },
                  then: {
                    description: 'What the application does with the exception.',
                    type: 'string',
                    enum: ['close', 'crash', 'continue', 'next-poll', 'retry'],
                  },
                },
                required: ['on'],
                additionalProperties: false,
              },
              {
                minItems: 1,
                type: 'array',
                items: {
                  type: 'object',
                  properties: {
                    on: {
                      description: 'The record, or records, that it fails on: orders-0@3.',
                      $ref: '#/$defs/records',
                    },
                    how: {
                      description:
                        'throw: once; poison: each time; hang: processing never returns.',
                      type: 'string',
                      enum: ['throw', 'poison', 'hang'],
                    },
                    then: {
                      description: 'What the application does with the exception.',
                      type: 'string',
                      enum: ['close', 'crash', 'continue', 'next-poll', 'retry'],
                    },
                  },
                  required: ['on'],
                  additionalProperties: false,
                },
              },
            ],
          },
          'session.timeout.ms': {
            $ref: '#/$defs/duration',
          },
          'heartbeat.interval.ms': {
            $ref: '#/$defs/duration',
          },
          'max.poll.interval.ms': {
            $ref: '#/$defs/duration',
          },
          'max.poll.records': {
            type: 'integer',
            minimum: 1,
            maximum: 2147483647,
          },
          'enable.auto.commit': {
            type: 'boolean',
          },
          'auto.commit.interval.ms': {
            $ref: '#/$defs/duration',
          },
          'auto.offset.reset': {
            $ref: '#/$defs/resetPolicy',
          },
          'partition.assignment.strategy': {
            anyOf: [
              {
                type: 'string',
                enum: [
                  'range',
                  'roundrobin',
                  'sticky',
                  'cooperative-sticky',
                  'org.apache.kafka.clients.consumer.RangeAssignor',
                  'org.apache.kafka.clients.consumer.RoundRobinAssignor',
                  'org.apache.kafka.clients.consumer.StickyAssignor',
                  'org.apache.kafka.clients.consumer.CooperativeStickyAssignor',
                ],
                known: [],
              },
              {
                minItems: 1,
                type: 'array',
                items: {
                  type: 'string',
                  enum: [
                    'range',
                    'roundrobin',
                    'sticky',
                    'cooperative-sticky',
                    'org.apache.kafka.clients.consumer.RangeAssignor',
                    'org.apache.kafka.clients.consumer.RoundRobinAssignor',
                    'org.apache.kafka.clients.consumer.StickyAssignor',
                    'org.apache.kafka.clients.consumer.CooperativeStickyAssignor',
                  ],
                  known: [],
                },
              },
            ],
          },
          'fetch.min.bytes': {
            type: 'integer',
            minimum: 0,
            maximum: 2147483647,
          },
          'fetch.max.wait.ms': {
            $ref: '#/$defs/duration',
          },
          'fetch.max.bytes': {
            type: 'integer',
            minimum: 0,
            maximum: 2147483647,
          },
          'max.partition.fetch.bytes': {
            type: 'integer',
            minimum: 0,
            maximum: 2147483647,
          },
          'request.timeout.ms': {
            $ref: '#/$defs/duration',
          },
          'default.api.timeout.ms': {
            $ref: '#/$defs/duration',
          },
          'retry.backoff.ms': {
            $ref: '#/$defs/duration',
          },
          'retry.backoff.max.ms': {
            $ref: '#/$defs/duration',
          },
          'reconnect.backoff.ms': {
            $ref: '#/$defs/duration',
          },
          'reconnect.backoff.max.ms': {
            $ref: '#/$defs/duration',
          },
          'metadata.max.age.ms': {
            $ref: '#/$defs/duration',
          },
          'group.protocol': {
            type: 'string',
            const: 'classic',
            known: ['consumer'],
          },
          'isolation.level': {
            type: 'string',
            const: 'read_uncommitted',
            known: ['read_committed'],
          },
          'security.protocol': {
            type: 'string',
            const: 'PLAINTEXT',
            known: ['SSL', 'SASL_PLAINTEXT', 'SASL_SSL'],
          },
        },
        additionalProperties: false,
        configs: 'consumer',
      },
    },
    choices: {
      description: 'Outcomes that are not the dullest, by label and draw. cohort fuzz writes them.',
      type: 'object',
      propertyNames: {
        type: 'string',
        maxLength: 65536,
      },
      additionalProperties: {
        type: 'object',
        propertyNames: {
          $ref: '#/$defs/draw',
        },
        additionalProperties: {
          type: 'integer',
          minimum: 1,
          maximum: 2147483647,
        },
      },
    },
    bug: {
      description: 'A planted bug that the world is made with: cohort bugs lists them.',
      type: 'string',
      maxLength: 249,
    },
    limit: {
      description: 'The run ends here at the latest. 10m if not given.',
      $ref: '#/$defs/duration',
    },
    steps: {
      minItems: 1,
      maxItems: 10000,
      type: 'array',
      items: {
        $ref: '#/$defs/step',
      },
      description: 'One after the other.',
    },
  },
  required: ['summary', 'steps'],
  additionalProperties: false,
  $defs: {
    range: {
      anyOf: [
        {
          type: 'string',
          pattern:
            '^((\\d+(\\.\\d+)?(ms|s|m|h|d))+|\\d+)(\\.\\.((\\d+(\\.\\d+)?(ms|s|m|h|d))+|\\d+))?$',
        },
        {
          type: 'integer',
          minimum: 0,
          maximum: 31536000000,
        },
      ],
      description: 'A duration, or two of them: 1ms..5ms.',
    },
    name: {
      type: 'string',
      minLength: 1,
      maxLength: 249,
      description: 'A name.',
    },
    clock: {
      type: 'object',
      properties: {
        offset: {
          $ref: '#/$defs/clockOffset',
        },
        drift: {
          $ref: '#/$defs/drift',
        },
      },
      additionalProperties: false,
    },
    clockOffset: {
      anyOf: [
        {
          type: 'string',
          pattern: '^-?((\\d+(\\.\\d+)?(ms|s|m|h|d))+|\\d+)$',
        },
        {
          type: 'integer',
          minimum: -9007199254740991,
          maximum: 9007199254740991,
        },
      ],
      description: 'How far it is ahead: 5s; -5s: behind.',
    },
    drift: {
      type: 'string',
      pattern: '^-?\\d+(\\.\\d+)?(ppm|%)$',
      description: 'How much too fast it runs: 100ppm, 1%, -0.5%.',
    },
    duration: {
      anyOf: [
        {
          type: 'string',
          pattern: '^((\\d+(\\.\\d+)?(ms|s|m|h|d))+|\\d+)$',
        },
        {
          type: 'integer',
          minimum: 0,
          maximum: 31536000000,
        },
      ],
      description: 'A duration: 200ms, 6s, 5m, 1h, 7d, or ms.',
    },
    limit: {
      anyOf: [
        {
          type: 'string',
          pattern: '^(-1|(\\d+(\\.\\d+)?(ms|s|m|h|d))+|\\d+)$',
        },
        {
          type: 'integer',
          minimum: -1,
          maximum: 9007199254740991,
        },
      ],
      description: 'A duration, or -1 for no limit.',
    },
    topic: {
      type: 'object',
      properties: {
        partitions: {
          type: 'integer',
          minimum: 1,
          maximum: 10000,
        },
        'replication.factor': {
          type: 'integer',
          minimum: 1,
          maximum: 100,
        },
        'min.insync.replicas': {
          type: 'integer',
          minimum: 1,
          maximum: 100,
        },
        'unclean.leader.election.enable': {
          type: 'boolean',
        },
        'cleanup.policy': {
          type: 'string',
          enum: ['delete', 'compact', 'compact,delete', 'delete,compact'],
          known: [],
        },
        'retention.ms': {
          $ref: '#/$defs/limit',
        },
        'retention.bytes': {
          type: 'integer',
          minimum: -1,
          maximum: 9007199254740991,
        },
        'segment.bytes': {
          type: 'integer',
          minimum: 14,
          maximum: 2147483647,
        },
        'segment.ms': {
          $ref: '#/$defs/duration',
        },
        'min.cleanable.dirty.ratio': {
          type: 'number',
          minimum: 0,
          maximum: 1,
        },
        'min.compaction.lag.ms': {
          $ref: '#/$defs/duration',
        },
        'max.compaction.lag.ms': {
          $ref: '#/$defs/duration',
        },
        'delete.retention.ms': {
          $ref: '#/$defs/duration',
        },
        'message.timestamp.type': {
          type: 'string',
          enum: ['CreateTime', 'LogAppendTime'],
          known: [],
        },
        'max.message.bytes': {
          type: 'integer',
          minimum: 0,
          maximum: 2147483647,
        },
      },
      additionalProperties: false,
      configs: 'topic',
    },
    rate: {
      type: 'string',
      pattern: '^\\d+\\/\\d*(ms|s|m|h|d)$',
      description: 'Records per time: 10/s.',
    },
    cell: {
      anyOf: [
        {
          type: 'string',
          maxLength: 65536,
        },
        {
          type: 'number',
        },
        {
          type: 'boolean',
        },
        {
          type: 'null',
        },
      ],
      description: 'A key or a value: text, or null for none.',
    },
    names: {
      anyOf: [
        {
          $ref: '#/$defs/name',
        },
        {
          minItems: 1,
          type: 'array',
          items: {
            $ref: '#/$defs/name',
          },
        },
      ],
      description: 'A name, or a list of names.',
    },
    partitions: {
      anyOf: [
        {
          $ref: '#/$defs/partition',
        },
        {
          type: 'array',
          items: {
            $ref: '#/$defs/partition',
          },
        },
      ],
      description: 'A partition, or a list of them.',
    },
    partition: {
      type: 'string',
      pattern: '^.+-\\d+$',
      description: 'A partition: orders-0.',
    },
    records: {
      type: 'string',
      pattern: '^.+-\\d+@\\d+(\\.\\.\\d+)?$',
      description: 'Records by offset: orders-0@3, orders-0@0..4.',
    },
    resetPolicy: {
      type: 'string',
      pattern: '^(earliest|latest|none|by_duration:P.+)$',
      description: 'earliest, latest, none or by_duration:PT5M.',
    },
    draw: {
      type: 'string',
      pattern: '^\\d{1,9}$',
      description: 'Which draw of its label, from 0.',
    },
    step: {
      type: 'object',
      properties: {
        at: {
          description: 'At this virtual time.',
          $ref: '#/$defs/duration',
        },
        after: {
          description: 'So long after the step before.',
          $ref: '#/$defs/duration',
        },
        when: {
          description: 'As soon as this holds.',
          $ref: '#/$defs/condition',
        },
        until: {
          description: 'Only wait: for a condition or a time.',
          $ref: '#/$defs/moment',
        },
        within: {
          description: 'The longest that when or until may wait.',
          $ref: '#/$defs/duration',
        },
        optional: {
          description: 'It need not fire.',
          type: 'boolean',
        },
        start: {
          description: 'Consumers and producers.',
          $ref: '#/$defs/names',
        },
        stop: {
          description: 'Producers.',
          $ref: '#/$defs/names',
        },
        close: {
          description: 'Consumers: close().',
          anyOf: [
            {
              $ref: '#/$defs/names',
            },
            {
              type: 'object',
              propertyNames: {
                $ref: '#/$defs/name',
              },
              additionalProperties: {
                type: 'string',
                enum: ['default', 'leave-group', 'remain-in-group'],
              },
            },
          ],
        },
        subscribe: {
          description: '{c1: [orders]}',
          type: 'object',
          propertyNames: {
            $ref: '#/$defs/name',
          },
          additionalProperties: {
            anyOf: [
              {
                $ref: '#/$defs/names',
              },
              {
                type: 'object',
                properties: {
                  pattern: {
                    type: 'string',
                  },
                },
                required: ['pattern'],
                additionalProperties: false,
              },
            ],
          },
        },
        unsubscribe: {
          $ref: '#/$defs/names',
        },
        assign: {
          description: '{c1: [orders-0]}',
          type: 'object',
          propertyNames: {
            $ref: '#/$defs/name',
          },
          additionalProperties: {
            $ref: '#/$defs/partitions',
          },
        },
        seek: {
          description: '{c1: {orders-0: 3}}',
          type: 'object',
          propertyNames: {
            $ref: '#/$defs/name',
          },
          additionalProperties: {
            type: 'object',
            propertyNames: {
              $ref: '#/$defs/partition',
            },
            additionalProperties: {
              type: 'integer',
              minimum: 0,
              maximum: 1000000000000,
            },
          },
        },
        'seek-to-beginning': {
          anyOf: [
            {
              $ref: '#/$defs/names',
            },
            {
              type: 'object',
              propertyNames: {
                $ref: '#/$defs/name',
              },
              additionalProperties: {
                $ref: '#/$defs/partitions',
              },
            },
          ],
        },
        'seek-to-end': {
          anyOf: [
            {
              $ref: '#/$defs/names',
            },
            {
              type: 'object',
              propertyNames: {
                $ref: '#/$defs/name',
              },
              additionalProperties: {
                $ref: '#/$defs/partitions',
              },
            },
          ],
        },
        pause: {
          description: '{c1: [orders-0]}',
          anyOf: [
            {
              $ref: '#/$defs/names',
            },
            {
              type: 'object',
              propertyNames: {
                $ref: '#/$defs/name',
              },
              additionalProperties: {
                $ref: '#/$defs/partitions',
              },
            },
          ],
        },
        resume: {
          anyOf: [
            {
              $ref: '#/$defs/names',
            },
            {
              type: 'object',
              propertyNames: {
                $ref: '#/$defs/name',
              },
              additionalProperties: {
                $ref: '#/$defs/partitions',
              },
            },
          ],
        },
        'enforce-rebalance': {
          $ref: '#/$defs/names',
        },
        produce: {
          description: '{orders-0: 5}, or {topic: orders, count: 5, key: ada}',
          anyOf: [
            {
              type: 'object',
              properties: {
                topic: {
                  $ref: '#/$defs/name',
                },
                count: {
                  type: 'integer',
                  minimum: 1,
                  maximum: 1000000,
                },
                key: {
                  type: ['string', 'number', 'boolean', 'null'],
                },
                value: {
                  type: ['string', 'number', 'boolean', 'null'],
                },
                partition: {
                  type: 'integer',
                  minimum: 0,
                  maximum: 9007199254740991,
                },
              },
              required: ['topic'],
              additionalProperties: false,
            },
            {
              type: 'object',
              propertyNames: {
                $ref: '#/$defs/name',
              },
              additionalProperties: {
                type: 'integer',
                minimum: 1,
                maximum: 1000000,
              },
            },
          ],
        },
        'create-topic': {
          type: 'object',
          propertyNames: {
            $ref: '#/$defs/name',
          },
          additionalProperties: {
            anyOf: [
              {
                $ref: '#/$defs/topic',
              },
              {
                type: 'null',
              },
            ],
          },
        },
        'delete-topic': {
          $ref: '#/$defs/names',
        },
        'add-partitions': {
          description: '{orders: 6}: up to 6.',
          type: 'object',
          propertyNames: {
            $ref: '#/$defs/name',
          },
          additionalProperties: {
            type: 'integer',
            minimum: 1,
            maximum: 10000,
          },
        },
        'delete-records': {
          description: '{orders-0: 5}: all below 5; -1: all.',
          type: 'object',
          propertyNames: {
            $ref: '#/$defs/partition',
          },
          additionalProperties: {
            type: 'integer',
            minimum: -1,
            maximum: 1000000000000,
          },
        },
        'reset-offsets': {
          type: 'object',
          properties: {
            group: {
              $ref: '#/$defs/name',
            },
            topic: {
              anyOf: [
                {
                  type: 'string',
                  minLength: 1,
                  maxLength: 249,
                  description: 'A topic, or topic:0,2 for some of its partitions.',
                },
                {
                  minItems: 1,
                  type: 'array',
                  items: {
                    type: 'string',
                    minLength: 1,
                    maxLength: 249,
                    description: 'A topic, or topic:0,2 for some of its partitions.',
                  },
                },
              ],
            },
            topics: {
              anyOf: [
                {
                  type: 'string',
                  minLength: 1,
                  maxLength: 249,
                  description: 'A topic, or topic:0,2 for some of its partitions.',
                },
                {
                  minItems: 1,
                  type: 'array',
                  items: {
                    type: 'string',
                    minLength: 1,
                    maxLength: 249,
                    description: 'A topic, or topic:0,2 for some of its partitions.',
                  },
                },
              ],
            },
            'all-topics': {
              type: 'boolean',
              const: true,
            },
            'to-earliest': {
              type: 'boolean',
              const: true,
            },
            'to-latest': {
              type: 'boolean',
              const: true,
            },
            'to-current': {
              type: 'boolean',
              const: true,
            },
            'to-offset': {
              type: 'integer',
              minimum: 0,
              maximum: 1000000000000,
            },
            'shift-by': {
              type: 'integer',
              minimum: -1000000000000,
              maximum: 1000000000000,
            },
            'to-datetime': {
              $ref: '#/$defs/datetime',
            },
            'by-duration': {
              $ref: '#/$defs/isoDuration',
            },
            execute: {
              description: 'true if not given.',
              type: 'boolean',
            },
            'dry-run': {
              type: 'boolean',
            },
          },
          required: ['group'],
          additionalProperties: false,
        },
        'alter-offsets': {
          description: '{billing: {orders-0: 5}}',
          type: 'object',
          propertyNames: {
            $ref: '#/$defs/name',
          },
          additionalProperties: {
            type: 'object',
            propertyNames: {
              $ref: '#/$defs/partition',
            },
            additionalProperties: {
              type: 'integer',
              minimum: 0,
              maximum: 1000000000000,
            },
          },
        },
        'delete-offsets': {
          type: 'object',
          properties: {
            group: {
              $ref: '#/$defs/name',
            },
            topic: {
              anyOf: [
                {
                  type: 'string',
                  minLength: 1,
                  maxLength: 249,
                  description: 'A topic, or topic:0,2 for some of its partitions.',
                },
                {
                  minItems: 1,
                  type: 'array',
                  items: {
                    type: 'string',
                    minLength: 1,
                    maxLength: 249,
                    description: 'A topic, or topic:0,2 for some of its partitions.',
                  },
                },
              ],
            },
            topics: {
              anyOf: [
                {
                  type: 'string',
                  minLength: 1,
                  maxLength: 249,
                  description: 'A topic, or topic:0,2 for some of its partitions.',
                },
                {
                  minItems: 1,
                  type: 'array',
                  items: {
                    type: 'string',
                    minLength: 1,
                    maxLength: 249,
                    description: 'A topic, or topic:0,2 for some of its partitions.',
                  },
                },
              ],
            },
          },
          required: ['group'],
          additionalProperties: false,
        },
        'delete-group': {
          $ref: '#/$defs/names',
        },
        'remove-member': {
          type: 'object',
          properties: {
            group: {
              $ref: '#/$defs/name',
            },
            member: {
              $ref: '#/$defs/name',
            },
            instance: {
              type: 'string',
              minLength: 1,
              maxLength: 249,
            },
            all: {
              type: 'boolean',
              const: true,
            },
          },
          required: ['group'],
          additionalProperties: false,
        },
        crash: {
          description: 'c1, broker-1, controller, coordinator of billing, leader of orders-0.',
          anyOf: [
            {
              $ref: '#/$defs/name',
            },
            {
              minItems: 1,
              type: 'array',
              items: {
                $ref: '#/$defs/name',
              },
            },
          ],
        },
        lose: {
          description:
            "What a broker's crash takes with it: the process dies, the machine, or the disk.",
          type: 'string',
          enum: ['nothing', 'unflushed', 'all'],
        },
        restart: {
          anyOf: [
            {
              $ref: '#/$defs/name',
            },
            {
              minItems: 1,
              type: 'array',
              items: {
                $ref: '#/$defs/name',
              },
            },
          ],
        },
        freeze: {
          description: 'Stop-the-world.',
          anyOf: [
            {
              $ref: '#/$defs/name',
            },
            {
              minItems: 1,
              type: 'array',
              items: {
                $ref: '#/$defs/name',
              },
            },
          ],
        },
        thaw: {
          anyOf: [
            {
              $ref: '#/$defs/name',
            },
            {
              minItems: 1,
              type: 'array',
              items: {
                $ref: '#/$defs/name',
              },
            },
          ],
        },
        for: {
          description: 'How long a freeze, or a fault of links, lasts.',
          $ref: '#/$defs/duration',
        },
        'shut-down': {
          description: 'Brokers: a controlled shutdown.',
          anyOf: [
            {
              $ref: '#/$defs/name',
            },
            {
              minItems: 1,
              type: 'array',
              items: {
                $ref: '#/$defs/name',
              },
            },
          ],
        },
        'elect-leader': {
          description: '{orders-0: preferred}, as kafka-leader-election does.',
          type: 'object',
          propertyNames: {
            $ref: '#/$defs/partition',
          },
          additionalProperties: {
            type: 'string',
            enum: ['preferred', 'unclean'],
          },
        },
        reassign: {
          description: '{orders-0: [2, 3]}: its replicas, the preferred leader first.',
          type: 'object',
          propertyNames: {
            $ref: '#/$defs/partition',
          },
          additionalProperties: {
            minItems: 1,
            maxItems: 100,
            type: 'array',
            items: {
              type: 'integer',
              minimum: 1,
              maximum: 100,
            },
          },
        },
        'move-coordinator': {
          description: '{billing: broker-2}',
          type: 'object',
          propertyNames: {
            $ref: '#/$defs/name',
          },
          additionalProperties: {
            $ref: '#/$defs/name',
          },
        },
        'set-clock': {
          description:
            'As NTP or an operator does: {broker-2: {offset: 30s}}. What is not named stays.',
          type: 'object',
          propertyNames: {
            type: 'string',
            minLength: 1,
            maxLength: 249,
          },
          additionalProperties: {
            $ref: '#/$defs/clock',
          },
        },
        cut: {
          description: 'Nothing passes; what waits arrives when healed.',
          type: 'object',
          properties: {
            from: {
              description: 'One way: from these …',
              anyOf: [
                {
                  $ref: '#/$defs/name',
                },
                {
                  minItems: 1,
                  type: 'array',
                  items: {
                    $ref: '#/$defs/name',
                  },
                },
              ],
            },
            to: {
              description: '… to these.',
              anyOf: [
                {
                  $ref: '#/$defs/name',
                },
                {
                  minItems: 1,
                  type: 'array',
                  items: {
                    $ref: '#/$defs/name',
                  },
                },
              ],
            },
            between: {
              description: 'Both ways: [c1, broker-1].',
              minItems: 2,
              maxItems: 2,
              type: 'array',
              items: {
                anyOf: [
                  {
                    $ref: '#/$defs/name',
                  },
                  {
                    minItems: 1,
                    type: 'array',
                    items: {
                      $ref: '#/$defs/name',
                    },
                  },
                ],
              },
            },
          },
          additionalProperties: false,
        },
        slow: {
          type: 'object',
          properties: {
            from: {
              description: 'One way: from these …',
              anyOf: [
                {
                  $ref: '#/$defs/name',
                },
                {
                  minItems: 1,
                  type: 'array',
                  items: {
                    $ref: '#/$defs/name',
                  },
                },
              ],
            },
            to: {
              description: '… to these.',
              anyOf: [
                {
                  $ref: '#/$defs/name',
                },
                {
                  minItems: 1,
                  type: 'array',
                  items: {
                    $ref: '#/$defs/name',
                  },
                },
              ],
            },
            between: {
              description: 'Both ways: [c1, broker-1].',
              minItems: 2,
              maxItems: 2,
              type: 'array',
              items: {
                anyOf: [
                  {
                    $ref: '#/$defs/name',
                  },
                  {
                    minItems: 1,
                    type: 'array',
                    items: {
                      $ref: '#/$defs/name',
                    },
                  },
                ],
              },
            },
            by: {
              description: 'Each message so much later: 50ms..200ms.',
              $ref: '#/$defs/range',
            },
            tail: {
              description: 'Some of them so much more.',
              $ref: '#/$defs/duration',
            },
            'tail-percent': {
              description: 'How many of a hundred; 1 if not given.',
              type: 'integer',
              minimum: 1,
              maximum: 100,
            },
          },
          required: ['by'],
          additionalProperties: false,
        },
        lossy: {
          description: 'So many of a hundred messages are lost, each with its connection.',
          type: 'object',
          properties: {
            from: {
              description: 'One way: from these …',
              anyOf: [
                {
                  $ref: '#/$defs/name',
                },
                {
                  minItems: 1,
                  type: 'array',
                  items: {
                    $ref: '#/$defs/name',
                  },
                },
              ],
            },
            to: {
              description: '… to these.',
              anyOf: [
                {
                  $ref: '#/$defs/name',
                },
                {
                  minItems: 1,
                  type: 'array',
                  items: {
                    $ref: '#/$defs/name',
                  },
                },
              ],
            },
            between: {
              description: 'Both ways: [c1, broker-1].',
              minItems: 2,
              maxItems: 2,
              type: 'array',
              items: {
                anyOf: [
                  {
                    $ref: '#/$defs/name',
                  },
                  {
                    minItems: 1,
                    type: 'array',
                    items: {
                      $ref: '#/$defs/name',
                    },
                  },
                ],
              },
            },
            percent: {
              type: 'integer',
              minimum: 1,
              maximum: 100,
            },
          },
          required: ['percent'],
          additionalProperties: false,
        },
        duplicating: {
          description: 'So many of a hundred requests arrive twice.',
          type: 'object',
          properties: {
            from: {
              description: 'One way: from these …',
              anyOf: [
                {
                  $ref: '#/$defs/name',
                },
                {
                  minItems: 1,
                  type: 'array',
                  items: {
                    $ref: '#/$defs/name',
                  },
                },
              ],
            },
            to: {
              description: '… to these.',
              anyOf: [
                {
                  $ref: '#/$defs/name',
                },
                {
                  minItems: 1,
                  type: 'array',
                  items: {
                    $ref: '#/$defs/name',
                  },
                },
              ],
            },
            between: {
              description: 'Both ways: [c1, broker-1].',
              minItems: 2,
              maxItems: 2,
              type: 'array',
              items: {
                anyOf: [
                  {
                    $ref: '#/$defs/name',
                  },
                  {
                    minItems: 1,
                    type: 'array',
                    items: {
                      $ref: '#/$defs/name',
                    },
                  },
                ],
              },
            },
            percent: {
              type: 'integer',
              minimum: 1,
              maximum: 100,
            },
          },
          required: ['percent'],
          additionalProperties: false,
        },
        split: {
          description: 'A network partition: [[c1, broker-1], [broker-2, broker-3]].',
          minItems: 2,
          maxItems: 100,
          type: 'array',
          items: {
            anyOf: [
              {
                $ref: '#/$defs/name',
              },
              {
                minItems: 1,
                type: 'array',
                items: {
                  $ref: '#/$defs/name',
                },
              },
            ],
          },
        },
        isolate: {
          description: 'These together, from all others.',
          anyOf: [
            {
              $ref: '#/$defs/name',
            },
            {
              minItems: 1,
              type: 'array',
              items: {
                $ref: '#/$defs/name',
              },
            },
          ],
        },
        heal: {
          description: 'all, or the links of these nodes.',
          anyOf: [
            {
              $ref: '#/$defs/name',
            },
            {
              minItems: 1,
              type: 'array',
              items: {
                $ref: '#/$defs/name',
              },
            },
          ],
        },
        'close-connection': {
          description: '[c1, broker-1]',
          minItems: 2,
          maxItems: 2,
          type: 'array',
          items: {
            $ref: '#/$defs/name',
          },
        },
        chaos: {
          description: 'Random faults, drawn from the choices of the run; then all is healed.',
          type: 'object',
          properties: {
            for: {
              $ref: '#/$defs/duration',
            },
            every: {
              description: 'From one fault to the next: 2s..6s.',
              $ref: '#/$defs/range',
            },
            lasting: {
              description: 'How long one lasts: 1s..8s.',
              $ref: '#/$defs/range',
            },
            faults: {
              description:
                'Which, or how often each in comparison: {crash-broker: 3, lose-reply: 1}.',
              anyOf: [
                {
                  anyOf: [
                    {
                      type: 'string',
                      enum: [
                        'crash-broker',
                        'freeze-broker',
                        'isolate-broker',
                        'shut-down-broker',
                        'crash-controller',
                        'move-coordinator',
                        'crash-consumer',
                        'freeze-consumer',
                        'isolate-consumer',
                        'cut',
                        'slow',
                        'lossy',
                        'lose-reply',
                        'delay-reply',
                        'duplicate-request',
                        'fail',
                        'close-connection',
                      ],
                    },
                    {
                      minItems: 1,
                      type: 'array',
                      items: {
                        type: 'string',
                        enum: [
                          'crash-broker',
                          'freeze-broker',
                          'isolate-broker',
                          'shut-down-broker',
                          'crash-controller',
                          'move-coordinator',
                          'crash-consumer',
                          'freeze-consumer',
                          'isolate-consumer',
                          'cut',
                          'slow',
                          'lossy',
                          'lose-reply',
                          'delay-reply',
                          'duplicate-request',
                          'fail',
                          'close-connection',
                        ],
                      },
                    },
                  ],
                },
                {
                  type: 'object',
                  propertyNames: {
                    type: 'string',
                    enum: [
                      'crash-broker',
                      'freeze-broker',
                      'isolate-broker',
                      'shut-down-broker',
                      'crash-controller',
                      'move-coordinator',
                      'crash-consumer',
                      'freeze-consumer',
                      'isolate-consumer',
                      'cut',
                      'slow',
                      'lossy',
                      'lose-reply',
                      'delay-reply',
                      'duplicate-request',
                      'fail',
                      'close-connection',
                    ],
                  },
                  additionalProperties: {
                    type: 'integer',
                    minimum: 1,
                    maximum: 1000,
                  },
                },
              ],
            },
            swarm: {
              description: 'Kinds of fault are on or off for a whole run.',
              type: 'boolean',
            },
            'brokers-down': {
              description: 'At a time; 1.',
              type: 'integer',
              minimum: 0,
              maximum: 100,
            },
            lose: {
              type: 'string',
              enum: ['nothing', 'unflushed', 'all'],
            },
          },
          required: ['for'],
          additionalProperties: false,
        },
        'lose-request': {
          anyOf: [
            {
              type: 'string',
              minLength: 1,
              maxLength: 249,
              description: 'OffsetCommit of c1, or 2nd OffsetCommit of c1.',
            },
            {
              type: 'object',
              properties: {
                api: {
                  type: 'string',
                  enum: [
                    'Metadata',
                    'FindCoordinator',
                    'JoinGroup',
                    'SyncGroup',
                    'Heartbeat',
                    'LeaveGroup',
                    'OffsetCommit',
                    'OffsetFetch',
                    'ListOffsets',
                    'Fetch',
                    'Produce',
                  ],
                },
                of: {
                  description: 'Consumers, producers or groups; any if not given.',
                  $ref: '#/$defs/names',
                },
                to: {
                  description: 'The brokers asked; any if not given.',
                  anyOf: [
                    {
                      $ref: '#/$defs/name',
                    },
                    {
                      minItems: 1,
                      type: 'array',
                      items: {
                        $ref: '#/$defs/name',
                      },
                    },
                  ],
                },
                nth: {
                  description: 'The n-th from now on.',
                  type: 'integer',
                  minimum: 1,
                  maximum: 2147483647,
                },
                times: {
                  description: 'So many of them; 1 if not given.',
                  type: 'integer',
                  minimum: 1,
                  maximum: 2147483647,
                },
                all: {
                  description: 'All that come from now on.',
                  type: 'boolean',
                  const: true,
                },
                quietly: {
                  type: 'boolean',
                  const: true,
                },
              },
              required: ['api'],
              additionalProperties: false,
            },
          ],
        },
        'lose-reply': {
          description: 'The broker does it; its answer never arrives.',
          anyOf: [
            {
              type: 'string',
              minLength: 1,
              maxLength: 249,
              description: 'OffsetCommit of c1, or 2nd OffsetCommit of c1.',
            },
            {
              type: 'object',
              properties: {
                api: {
                  type: 'string',
                  enum: [
                    'Metadata',
                    'FindCoordinator',
                    'JoinGroup',
                    'SyncGroup',
                    'Heartbeat',
                    'LeaveGroup',
                    'OffsetCommit',
                    'OffsetFetch',
                    'ListOffsets',
                    'Fetch',
                    'Produce',
                  ],
                },
                of: {
                  description: 'Consumers, producers or groups; any if not given.',
                  $ref: '#/$defs/names',
                },
                to: {
                  description: 'The brokers asked; any if not given.',
                  anyOf: [
                    {
                      $ref: '#/$defs/name',
                    },
                    {
                      minItems: 1,
                      type: 'array',
                      items: {
                        $ref: '#/$defs/name',
                      },
                    },
                  ],
                },
                nth: {
                  description: 'The n-th from now on.',
                  type: 'integer',
                  minimum: 1,
                  maximum: 2147483647,
                },
                times: {
                  description: 'So many of them; 1 if not given.',
                  type: 'integer',
                  minimum: 1,
                  maximum: 2147483647,
                },
                all: {
                  description: 'All that come from now on.',
                  type: 'boolean',
                  const: true,
                },
                quietly: {
                  type: 'boolean',
                  const: true,
                },
              },
              required: ['api'],
              additionalProperties: false,
            },
          ],
        },
        'delay-request': {
          type: 'object',
          properties: {
            api: {
              type: 'string',
              enum: [
                'Metadata',
                'FindCoordinator',
                'JoinGroup',
                'SyncGroup',
                'Heartbeat',
                'LeaveGroup',
                'OffsetCommit',
                'OffsetFetch',
                'ListOffsets',
                'Fetch',
                'Produce',
              ],
            },
            of: {
              description: 'Consumers, producers or groups; any if not given.',
              $ref: '#/$defs/names',
            },
            to: {
              description: 'The brokers asked; any if not given.',
              anyOf: [
                {
                  $ref: '#/$defs/name',
                },
                {
                  minItems: 1,
                  type: 'array',
                  items: {
                    $ref: '#/$defs/name',
                  },
                },
              ],
            },
            nth: {
              description: 'The n-th from now on.',
              type: 'integer',
              minimum: 1,
              maximum: 2147483647,
            },
            times: {
              description: 'So many of them; 1 if not given.',
              type: 'integer',
              minimum: 1,
              maximum: 2147483647,
            },
            all: {
              description: 'All that come from now on.',
              type: 'boolean',
              const: true,
            },
            by: {
              $ref: '#/$defs/duration',
            },
          },
          required: ['api', 'by'],
          additionalProperties: false,
        },
        'delay-reply': {
          type: 'object',
          properties: {
            api: {
              type: 'string',
              enum: [
                'Metadata',
                'FindCoordinator',
                'JoinGroup',
                'SyncGroup',
                'Heartbeat',
                'LeaveGroup',
                'OffsetCommit',
                'OffsetFetch',
                'ListOffsets',
                'Fetch',
                'Produce',
              ],
            },
            of: {
              description: 'Consumers, producers or groups; any if not given.',
              $ref: '#/$defs/names',
            },
            to: {
              description: 'The brokers asked; any if not given.',
              anyOf: [
                {
                  $ref: '#/$defs/name',
                },
                {
                  minItems: 1,
                  type: 'array',
                  items: {
                    $ref: '#/$defs/name',
                  },
                },
              ],
            },
            nth: {
              description: 'The n-th from now on.',
              type: 'integer',
              minimum: 1,
              maximum: 2147483647,
            },
            times: {
              description: 'So many of them; 1 if not given.',
              type: 'integer',
              minimum: 1,
              maximum: 2147483647,
            },
            all: {
              description: 'All that come from now on.',
              type: 'boolean',
              const: true,
            },
            by: {
              $ref: '#/$defs/duration',
            },
          },
          required: ['api', 'by'],
          additionalProperties: false,
        },
        'duplicate-request': {
          anyOf: [
            {
              type: 'string',
              minLength: 1,
              maxLength: 249,
              description: 'OffsetCommit of c1, or 2nd OffsetCommit of c1.',
            },
            {
              type: 'object',
              properties: {
                api: {
                  type: 'string',
                  enum: [
                    'Metadata',
                    'FindCoordinator',
                    'JoinGroup',
                    'SyncGroup',
                    'Heartbeat',
                    'LeaveGroup',
                    'OffsetCommit',
                    'OffsetFetch',
                    'ListOffsets',
                    'Fetch',
                    'Produce',
                  ],
                },
                of: {
                  description: 'Consumers, producers or groups; any if not given.',
                  $ref: '#/$defs/names',
                },
                to: {
                  description: 'The brokers asked; any if not given.',
                  anyOf: [
                    {
                      $ref: '#/$defs/name',
                    },
                    {
                      minItems: 1,
                      type: 'array',
                      items: {
                        $ref: '#/$defs/name',
                      },
                    },
                  ],
                },
                nth: {
                  description: 'The n-th from now on.',
                  type: 'integer',
                  minimum: 1,
                  maximum: 2147483647,
                },
                times: {
                  description: 'So many of them; 1 if not given.',
                  type: 'integer',
                  minimum: 1,
                  maximum: 2147483647,
                },
                all: {
                  description: 'All that come from now on.',
                  type: 'boolean',
                  const: true,
                },
              },
              required: ['api'],
              additionalProperties: false,
            },
          ],
        },
        fail: {
          description: 'The broker answers this error and does nothing.',
          type: 'object',
          properties: {
            api: {
              type: 'string',
              enum: [
                'Metadata',
                'FindCoordinator',
                'JoinGroup',
                'SyncGroup',
                'Heartbeat',
                'LeaveGroup',
                'OffsetCommit',
                'OffsetFetch',
                'ListOffsets',
                'Fetch',
                'Produce',
              ],
            },
            of: {
              description: 'Consumers, producers or groups; any if not given.',
              $ref: '#/$defs/names',
            },
            to: {
              description: 'The brokers asked; any if not given.',
              anyOf: [
                {
                  $ref: '#/$defs/name',
                },
                {
                  minItems: 1,
                  type: 'array',
                  items: {
                    $ref: '#/$defs/name',
                  },
                },
              ],
            },
            nth: {
              description: 'The n-th from now on.',
              type: 'integer',
              minimum: 1,
              maximum: 2147483647,
            },
            times: {
              description: 'So many of them; 1 if not given.',
              type: 'integer',
              minimum: 1,
              maximum: 2147483647,
            },
            all: {
              description: 'All that come from now on.',
              type: 'boolean',
              const: true,
            },
            error: {
              type: 'string',
              enum: [
                'COORDINATOR_LOAD_IN_PROGRESS',
                'COORDINATOR_NOT_AVAILABLE',
                'NOT_COORDINATOR',
                'ILLEGAL_GENERATION',
                'UNKNOWN_MEMBER_ID',
                'REBALANCE_IN_PROGRESS',
                'FENCED_INSTANCE_ID',
                'GROUP_MAX_SIZE_REACHED',
                'GROUP_AUTHORIZATION_FAILED',
                'TOPIC_AUTHORIZATION_FAILED',
                'NOT_LEADER_OR_FOLLOWER',
                'LEADER_NOT_AVAILABLE',
                'FENCED_LEADER_EPOCH',
                'UNKNOWN_LEADER_EPOCH',
                'UNKNOWN_TOPIC_OR_PARTITION',
                'UNKNOWN_TOPIC_ID',
                'OFFSET_OUT_OF_RANGE',
                'OFFSET_NOT_AVAILABLE',
                'OFFSET_METADATA_TOO_LARGE',
                'NOT_ENOUGH_REPLICAS',
                'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
                'REQUEST_TIMED_OUT',
                'KAFKA_STORAGE_ERROR',
                'MESSAGE_TOO_LARGE',
                'CORRUPT_MESSAGE',
                'INVALID_REQUEST',
                'UNKNOWN_SERVER_ERROR',
              ],
              description: "Kafka's name of an error.",
            },
          },
          required: ['api', 'error'],
          additionalProperties: false,
        },
        'reply-with': {
          description: 'The broker does it, and answers this error.',
          type: 'object',
          properties: {
            api: {
              type: 'string',
              enum: [
                'Metadata',
                'FindCoordinator',
                'JoinGroup',
                'SyncGroup',
                'Heartbeat',
                'LeaveGroup',
                'OffsetCommit',
                'OffsetFetch',
                'ListOffsets',
                'Fetch',
                'Produce',
              ],
            },
            of: {
              description: 'Consumers, producers or groups; any if not given.',
              $ref: '#/$defs/names',
            },
            to: {
              description: 'The brokers asked; any if not given.',
              anyOf: [
                {
                  $ref: '#/$defs/name',
                },
                {
                  minItems: 1,
                  type: 'array',
                  items: {
                    $ref: '#/$defs/name',
                  },
                },
              ],
            },
            nth: {
              description: 'The n-th from now on.',
              type: 'integer',
              minimum: 1,
              maximum: 2147483647,
            },
            times: {
              description: 'So many of them; 1 if not given.',
              type: 'integer',
              minimum: 1,
              maximum: 2147483647,
            },
            all: {
              description: 'All that come from now on.',
              type: 'boolean',
              const: true,
            },
            error: {
              type: 'string',
              enum: [
                'COORDINATOR_LOAD_IN_PROGRESS',
                'COORDINATOR_NOT_AVAILABLE',
                'NOT_COORDINATOR',
                'ILLEGAL_GENERATION',
                'UNKNOWN_MEMBER_ID',
                'REBALANCE_IN_PROGRESS',
                'FENCED_INSTANCE_ID',
                'GROUP_MAX_SIZE_REACHED',
                'GROUP_AUTHORIZATION_FAILED',
                'TOPIC_AUTHORIZATION_FAILED',
                'NOT_LEADER_OR_FOLLOWER',
                'LEADER_NOT_AVAILABLE',
                'FENCED_LEADER_EPOCH',
                'UNKNOWN_LEADER_EPOCH',
                'UNKNOWN_TOPIC_OR_PARTITION',
                'UNKNOWN_TOPIC_ID',
                'OFFSET_OUT_OF_RANGE',
                'OFFSET_NOT_AVAILABLE',
                'OFFSET_METADATA_TOO_LARGE',
                'NOT_ENOUGH_REPLICAS',
                'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
                'REQUEST_TIMED_OUT',
                'KAFKA_STORAGE_ERROR',
                'MESSAGE_TOO_LARGE',
                'CORRUPT_MESSAGE',
                'INVALID_REQUEST',
                'UNKNOWN_SERVER_ERROR',
              ],
              description: "Kafka's name of an error.",
            },
          },
          required: ['api', 'error'],
          additionalProperties: false,
        },
        'hold-request': {
          anyOf: [
            {
              type: 'string',
              minLength: 1,
              maxLength: 249,
              description: 'OffsetCommit of c1, or 2nd OffsetCommit of c1.',
            },
            {
              type: 'object',
              properties: {
                api: {
                  type: 'string',
                  enum: [
                    'Metadata',
                    'FindCoordinator',
                    'JoinGroup',
                    'SyncGroup',
                    'Heartbeat',
                    'LeaveGroup',
                    'OffsetCommit',
                    'OffsetFetch',
                    'ListOffsets',
                    'Fetch',
                    'Produce',
                  ],
                },
                of: {
                  description: 'Consumers, producers or groups; any if not given.',
                  $ref: '#/$defs/names',
                },
                to: {
                  description: 'The brokers asked; any if not given.',
                  anyOf: [
                    {
                      $ref: '#/$defs/name',
                    },
                    {
                      minItems: 1,
                      type: 'array',
                      items: {
                        $ref: '#/$defs/name',
                      },
                    },
                  ],
                },
                nth: {
                  description: 'The n-th from now on.',
                  type: 'integer',
                  minimum: 1,
                  maximum: 2147483647,
                },
                times: {
                  description: 'So many of them; 1 if not given.',
                  type: 'integer',
                  minimum: 1,
                  maximum: 2147483647,
                },
                all: {
                  description: 'All that come from now on.',
                  type: 'boolean',
                  const: true,
                },
              },
              required: ['api'],
              additionalProperties: false,
            },
          ],
        },
        'hold-reply': {
          anyOf: [
            {
              type: 'string',
              minLength: 1,
              maxLength: 249,
              description: 'OffsetCommit of c1, or 2nd OffsetCommit of c1.',
            },
            {
              type: 'object',
              properties: {
                api: {
                  type: 'string',
                  enum: [
                    'Metadata',
                    'FindCoordinator',
                    'JoinGroup',
                    'SyncGroup',
                    'Heartbeat',
                    'LeaveGroup',
                    'OffsetCommit',
                    'OffsetFetch',
                    'ListOffsets',
                    'Fetch',
                    'Produce',
                  ],
                },
                of: {
                  description: 'Consumers, producers or groups; any if not given.',
                  $ref: '#/$defs/names',
                },
                to: {
                  description: 'The brokers asked; any if not given.',
                  anyOf: [
                    {
                      $ref: '#/$defs/name',
                    },
                    {
                      minItems: 1,
                      type: 'array',
                      items: {
                        $ref: '#/$defs/name',
                      },
                    },
                  ],
                },
                nth: {
                  description: 'The n-th from now on.',
                  type: 'integer',
                  minimum: 1,
                  maximum: 2147483647,
                },
                times: {
                  description: 'So many of them; 1 if not given.',
                  type: 'integer',
                  minimum: 1,
                  maximum: 2147483647,
                },
                all: {
                  description: 'All that come from now on.',
                  type: 'boolean',
                  const: true,
                },
              },
              required: ['api'],
              additionalProperties: false,
            },
          ],
        },
        release: {
          description: 'What was held: all, or OffsetCommit of c1.',
          anyOf: [
            {
              type: 'string',
              minLength: 1,
              maxLength: 249,
              description: 'OffsetCommit of c1, or 2nd OffsetCommit of c1.',
            },
            {
              type: 'object',
              properties: {
                api: {
                  type: 'string',
                  enum: [
                    'Metadata',
                    'FindCoordinator',
                    'JoinGroup',
                    'SyncGroup',
                    'Heartbeat',
                    'LeaveGroup',
                    'OffsetCommit',
                    'OffsetFetch',
                    'ListOffsets',
                    'Fetch',
                    'Produce',
                  ],
                },
                of: {
                  description: 'Consumers, producers or groups; any if not given.',
                  $ref: '#/$defs/names',
                },
                to: {
                  description: 'The brokers asked; any if not given.',
                  anyOf: [
                    {
                      $ref: '#/$defs/name',
                    },
                    {
                      minItems: 1,
                      type: 'array',
                      items: {
                        $ref: '#/$defs/name',
                      },
                    },
                  ],
                },
              },
              required: ['api'],
              additionalProperties: false,
            },
          ],
        },
        expect: {
          description: 'Facts at this instant.',
          type: 'object',
          properties: {
            describe: {
              description: 'A group, as kafka-consumer-groups --describe shows it.',
              $ref: '#/$defs/name',
            },
            table: {
              description: 'What it prints.',
              type: 'string',
              maxLength: 65536,
            },
            verbose: {
              type: 'boolean',
              const: true,
            },
            members: {
              anyOf: [
                {
                  type: 'boolean',
                  const: true,
                },
                {
                  type: 'object',
                  propertyNames: {
                    $ref: '#/$defs/name',
                  },
                  additionalProperties: {
                    anyOf: [
                      {
                        $ref: '#/$defs/name',
                      },
                      {
                        type: 'array',
                        items: {
                          $ref: '#/$defs/name',
                        },
                      },
                    ],
                  },
                },
              ],
            },
            state: {
              anyOf: [
                {
                  type: 'boolean',
                  const: true,
                },
                {
                  type: 'object',
                  propertyNames: {
                    $ref: '#/$defs/name',
                  },
                  additionalProperties: {
                    type: 'string',
                    enum: ['Empty', 'PreparingRebalance', 'CompletingRebalance', 'Stable', 'Dead'],
                  },
                },
              ],
            },
            processed: {
              description: 'At least once.',
              $ref: '#/$defs/recordsList',
            },
            'processed once': {
              $ref: '#/$defs/recordsList',
            },
            'processed twice': {
              $ref: '#/$defs/recordsList',
            },
            'not processed': {
              $ref: '#/$defs/recordsList',
            },
            stored: {
              description: 'In the store of group:, at least one row each.',
              $ref: '#/$defs/recordsList',
            },
            'stored once': {
              $ref: '#/$defs/recordsList',
            },
            'stored twice': {
              $ref: '#/$defs/recordsList',
            },
            'not stored': {
              $ref: '#/$defs/recordsList',
            },
            rows: {
              description: '{billing: 12}',
              type: 'object',
              propertyNames: {
                $ref: '#/$defs/name',
              },
              additionalProperties: {
                type: 'integer',
                minimum: 0,
                maximum: 2147483647,
              },
            },
            by: {
              description: 'By this consumer.',
              $ref: '#/$defs/name',
            },
            group: {
              description: 'By this group.',
              $ref: '#/$defs/name',
            },
            committed: {
              description: '{billing: {orders-0: 5}}',
              type: 'object',
              propertyNames: {
                $ref: '#/$defs/name',
              },
              additionalProperties: {
                type: 'object',
                propertyNames: {
                  $ref: '#/$defs/partition',
                },
                additionalProperties: {
                  anyOf: [
                    {
                      type: 'integer',
                      minimum: 0,
                      maximum: 1000000000000,
                    },
                    {
                      type: 'null',
                    },
                  ],
                },
              },
            },
            owns: {
              description: '{c1: [orders-0]}',
              type: 'object',
              propertyNames: {
                $ref: '#/$defs/name',
              },
              additionalProperties: {
                $ref: '#/$defs/partitions',
              },
            },
            generation: {
              type: 'object',
              propertyNames: {
                $ref: '#/$defs/name',
              },
              additionalProperties: {
                type: 'integer',
                minimum: 0,
                maximum: 2147483647,
              },
            },
            position: {
              type: 'object',
              propertyNames: {
                $ref: '#/$defs/name',
              },
              additionalProperties: {
                type: 'object',
                propertyNames: {
                  $ref: '#/$defs/partition',
                },
                additionalProperties: {
                  anyOf: [
                    {
                      type: 'integer',
                      minimum: 0,
                      maximum: 1000000000000,
                    },
                    {
                      type: 'null',
                    },
                  ],
                },
              },
            },
            values: {
              description: '{orders-0: [a, b]}: the values in the log, in order.',
              type: 'object',
              propertyNames: {
                $ref: '#/$defs/partition',
              },
              additionalProperties: {
                type: 'array',
                items: {
                  anyOf: [
                    {
                      type: 'string',
                      maxLength: 65536,
                    },
                    {
                      type: 'number',
                    },
                    {
                      type: 'null',
                    },
                  ],
                },
              },
            },
            'log-end': {
              description: 'Its high watermark, as LOG-END-OFFSET shows it.',
              type: 'object',
              propertyNames: {
                $ref: '#/$defs/partition',
              },
              additionalProperties: {
                type: 'integer',
                minimum: 0,
                maximum: 1000000000000,
              },
            },
            leader: {
              description: '{orders-0: broker-2}',
              type: 'object',
              propertyNames: {
                $ref: '#/$defs/partition',
              },
              additionalProperties: {
                anyOf: [
                  {
                    $ref: '#/$defs/name',
                  },
                  {
                    type: 'null',
                  },
                ],
              },
            },
            isr: {
              description: '{orders-0: [1, 2]}: the in-sync replicas.',
              type: 'object',
              propertyNames: {
                $ref: '#/$defs/partition',
              },
              additionalProperties: {
                maxItems: 100,
                type: 'array',
                items: {
                  type: 'integer',
                  minimum: 1,
                  maximum: 100,
                },
              },
            },
            'replica-end': {
              description: "{broker-2: {orders-0: 5}}: where this broker's copy ends.",
              type: 'object',
              propertyNames: {
                $ref: '#/$defs/name',
              },
              additionalProperties: {
                type: 'object',
                propertyNames: {
                  $ref: '#/$defs/partition',
                },
                additionalProperties: {
                  anyOf: [
                    {
                      type: 'integer',
                      minimum: 0,
                      maximum: 1000000000000,
                    },
                    {
                      type: 'null',
                    },
                  ],
                },
              },
            },
            exception: {
              type: 'object',
              propertyNames: {
                $ref: '#/$defs/name',
              },
              additionalProperties: {
                anyOf: [
                  {
                    type: 'string',
                    minLength: 1,
                    maxLength: 249,
                  },
                  {
                    type: 'null',
                  },
                ],
              },
            },
            lag: {
              type: 'object',
              propertyNames: {
                $ref: '#/$defs/name',
              },
              additionalProperties: {
                type: 'integer',
                minimum: 0,
                maximum: 1000000000000,
              },
            },
          },
          additionalProperties: false,
        },
        'must-happen': {
          description: 'At some time of the run.',
          type: 'object',
          properties: {
            'session expired': {
              $ref: '#/$defs/names',
            },
            'max poll interval exceeded': {
              $ref: '#/$defs/names',
            },
            'processing failed': {
              $ref: '#/$defs/names',
            },
            'static member replaced': {
              $ref: '#/$defs/names',
            },
            closed: {
              $ref: '#/$defs/names',
            },
            assigned: {
              anyOf: [
                {
                  $ref: '#/$defs/names',
                },
                {
                  type: 'object',
                  propertyNames: {
                    $ref: '#/$defs/name',
                  },
                  additionalProperties: {
                    $ref: '#/$defs/partitions',
                  },
                },
              ],
            },
            revoked: {
              anyOf: [
                {
                  $ref: '#/$defs/names',
                },
                {
                  type: 'object',
                  propertyNames: {
                    $ref: '#/$defs/name',
                  },
                  additionalProperties: {
                    $ref: '#/$defs/partitions',
                  },
                },
              ],
            },
            lost: {
              anyOf: [
                {
                  $ref: '#/$defs/names',
                },
                {
                  type: 'object',
                  propertyNames: {
                    $ref: '#/$defs/name',
                  },
                  additionalProperties: {
                    $ref: '#/$defs/partitions',
                  },
                },
              ],
            },
            reset: {
              description: 'A position, by auto.offset.reset.',
              anyOf: [
                {
                  $ref: '#/$defs/names',
                },
                {
                  type: 'object',
                  propertyNames: {
                    $ref: '#/$defs/name',
                  },
                  additionalProperties: {
                    $ref: '#/$defs/partitions',
                  },
                },
              ],
            },
            exception: {
              anyOf: [
                {
                  $ref: '#/$defs/names',
                },
                {
                  type: 'object',
                  propertyNames: {
                    $ref: '#/$defs/name',
                  },
                  additionalProperties: {
                    type: 'string',
                    minLength: 1,
                    maxLength: 249,
                  },
                },
              ],
            },
            'commit failed': {
              anyOf: [
                {
                  $ref: '#/$defs/names',
                },
                {
                  type: 'object',
                  propertyNames: {
                    $ref: '#/$defs/name',
                  },
                  additionalProperties: {
                    type: 'string',
                    minLength: 1,
                    maxLength: 249,
                  },
                },
              ],
            },
            'commit refused': {
              anyOf: [
                {
                  $ref: '#/$defs/names',
                },
                {
                  type: 'object',
                  propertyNames: {
                    $ref: '#/$defs/name',
                  },
                  additionalProperties: {
                    type: 'string',
                    minLength: 1,
                    maxLength: 249,
                  },
                },
              ],
            },
            rebalance: {
              description: 'A group, or {billing: 2} for at least two.',
              anyOf: [
                {
                  $ref: '#/$defs/names',
                },
                {
                  type: 'object',
                  propertyNames: {
                    $ref: '#/$defs/name',
                  },
                  additionalProperties: {
                    type: 'integer',
                    minimum: 1,
                    maximum: 2147483647,
                  },
                },
              ],
            },
            'coordinator moved': {
              anyOf: [
                {
                  $ref: '#/$defs/names',
                },
                {
                  type: 'object',
                  propertyNames: {
                    $ref: '#/$defs/name',
                  },
                  additionalProperties: {
                    type: 'integer',
                    minimum: 1,
                    maximum: 2147483647,
                  },
                },
              ],
            },
            'offsets expired': {
              $ref: '#/$defs/names',
            },
            'group deleted': {
              $ref: '#/$defs/names',
            },
            'truncation detected': {
              description: 'By a consumer.',
              anyOf: [
                {
                  $ref: '#/$defs/names',
                },
                {
                  type: 'object',
                  propertyNames: {
                    $ref: '#/$defs/name',
                  },
                  additionalProperties: {
                    $ref: '#/$defs/partitions',
                  },
                },
              ],
            },
            truncated: {
              description: "The tail of a broker's copy is gone.",
              $ref: '#/$defs/partitions',
            },
            'isr shrunk': {
              $ref: '#/$defs/partitions',
            },
            'isr expanded': {
              $ref: '#/$defs/partitions',
            },
            'unclean election': {
              $ref: '#/$defs/partitions',
            },
            'leader elected': {
              anyOf: [
                {
                  $ref: '#/$defs/partitions',
                },
                {
                  type: 'object',
                  propertyNames: {
                    $ref: '#/$defs/partition',
                  },
                  additionalProperties: {
                    $ref: '#/$defs/name',
                  },
                },
              ],
            },
            'broker fenced': {
              $ref: '#/$defs/names',
            },
            'send failed': {
              description: "A producer's records, for good.",
              anyOf: [
                {
                  $ref: '#/$defs/names',
                },
                {
                  type: 'object',
                  propertyNames: {
                    $ref: '#/$defs/name',
                  },
                  additionalProperties: {
                    type: 'string',
                    minLength: 1,
                    maxLength: 249,
                  },
                },
              ],
            },
            'network fault': {
              description: 'A message was struck.',
              anyOf: [
                {
                  type: 'string',
                  enum: [
                    'cut',
                    'slow',
                    'lossy',
                    'duplicating',
                    'close-connection',
                    'lose-request',
                    'lose-reply',
                    'delay-request',
                    'delay-reply',
                    'duplicate-request',
                    'fail',
                    'reply-with',
                    'hold-request',
                    'hold-reply',
                  ],
                },
                {
                  minItems: 1,
                  type: 'array',
                  items: {
                    type: 'string',
                    enum: [
                      'cut',
                      'slow',
                      'lossy',
                      'duplicating',
                      'close-connection',
                      'lose-request',
                      'lose-reply',
                      'delay-request',
                      'delay-reply',
                      'duplicate-request',
                      'fail',
                      'reply-with',
                      'hold-request',
                      'hold-reply',
                    ],
                  },
                },
              ],
            },
          },
          additionalProperties: false,
        },
        check: {
          description: '{at-least-once: holds}: properties of the whole run.',
          type: 'object',
          properties: {
            'commit-after-processing': {
              type: 'string',
              enum: ['holds', 'violated'],
            },
            'at-least-once': {
              type: 'string',
              enum: ['holds', 'violated'],
            },
            'no-loss': {
              type: 'string',
              enum: ['holds', 'violated'],
            },
            'at-most-once': {
              type: 'string',
              enum: ['holds', 'violated'],
            },
            'exclusive-ownership': {
              type: 'string',
              enum: ['holds', 'violated'],
            },
            'monotone-commits': {
              type: 'string',
              enum: ['holds', 'violated'],
            },
            converges: {
              type: 'string',
              enum: ['holds', 'violated'],
            },
            'exactly-once-in-the-store': {
              type: 'string',
              enum: ['holds', 'violated'],
            },
            'bounded-duplicates': {
              type: 'string',
              enum: ['holds', 'violated'],
            },
            'lost-write': {
              type: 'string',
              enum: ['holds', 'violated'],
            },
            unseen: {
              type: 'string',
              enum: ['holds', 'violated'],
            },
            duplicate: {
              type: 'string',
              enum: ['holds', 'violated'],
            },
            'inconsistent-offsets': {
              type: 'string',
              enum: ['holds', 'violated'],
            },
            phantom: {
              type: 'string',
              enum: ['holds', 'violated'],
            },
            'nonmonotonic-send': {
              type: 'string',
              enum: ['holds', 'violated'],
            },
            'nonmonotonic-poll': {
              type: 'string',
              enum: ['holds', 'violated'],
            },
            'int-nonmonotonic-poll': {
              type: 'string',
              enum: ['holds', 'violated'],
            },
            'poll-skip': {
              type: 'string',
              enum: ['holds', 'violated'],
            },
            'int-poll-skip': {
              type: 'string',
              enum: ['holds', 'violated'],
            },
            'revoked-before-assigned': {
              type: 'string',
              enum: ['holds', 'violated'],
            },
            'commits-only-by-owners': {
              type: 'string',
              enum: ['holds', 'violated'],
            },
            'everything-owned': {
              type: 'string',
              enum: ['holds', 'violated'],
            },
            'no-starvation': {
              type: 'string',
              enum: ['holds', 'violated'],
            },
            'monotone-generations': {
              type: 'string',
              enum: ['holds', 'violated'],
            },
            'monotone-logs': {
              type: 'string',
              enum: ['holds', 'violated'],
            },
            'requests-answered': {
              type: 'string',
              enum: ['holds', 'violated'],
            },
            'replicas-agree': {
              type: 'string',
              enum: ['holds', 'violated'],
            },
            'replicated-stays': {
              type: 'string',
              enum: ['holds', 'violated'],
            },
            'isr-is-caught-up': {
              type: 'string',
              enum: ['holds', 'violated'],
            },
            'joined-members-only': {
              type: 'string',
              enum: ['holds', 'violated'],
            },
            'assigned-as-stored': {
              type: 'string',
              enum: ['holds', 'violated'],
            },
            'commits-only-by-members': {
              type: 'string',
              enum: ['holds', 'violated'],
            },
            'refused-members-stop': {
              type: 'string',
              enum: ['holds', 'violated'],
            },
            'one-generation': {
              type: 'string',
              enum: ['holds', 'violated'],
            },
            'durable-is-replayed': {
              type: 'string',
              enum: ['holds', 'violated'],
            },
            'queues-bounded': {
              type: 'string',
              enum: ['holds', 'violated'],
            },
            group: {
              description: 'Judge this group alone.',
              $ref: '#/$defs/name',
            },
          },
          additionalProperties: false,
        },
      },
      additionalProperties: false,
    },
    condition: {
      type: 'string',
      maxLength: 65536,
      description: 'A condition: billing is Stable.',
    },
    moment: {
      anyOf: [
        {
          type: 'string',
          maxLength: 65536,
        },
        {
          type: 'integer',
          minimum: 0,
          maximum: 31536000000,
        },
      ],
      description: 'A virtual time, or a condition.',
    },
    datetime: {
      description: 'A virtual time: 5s, or a date and time after 1970-01-01T00:00:00.000.',
      type: ['string', 'number'],
    },
    isoDuration: {
      type: 'string',
      pattern: '^P',
      description: 'An ISO 8601 duration: PT5M.',
    },
    recordsList: {
      anyOf: [
        {
          $ref: '#/$defs/records',
        },
        {
          minItems: 1,
          type: 'array',
          items: {
            $ref: '#/$defs/records',
          },
        },
      ],
      description: 'Records by offset: orders-0@0..4, or a list of such.',
    },
  },
  title: 'cohort scenario',
};
