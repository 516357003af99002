import { z } from 'zod';
import { MAX_BROKERS, MAX_PARTITIONS } from './bounds.js';
import { configShape } from './schema-parts.js';

export const topic = z
  .strictObject({
    partitions: z.int().min(1).max(MAX_PARTITIONS).optional(),
    'replication.factor': z.int().min(1).max(MAX_BROKERS).optional(),
    ...configShape('topic'),
  })
  .meta({ id: 'topic', configs: 'topic' });
