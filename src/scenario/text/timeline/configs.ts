import type { ResetPolicy } from '../../configs/values.js';
import type { Scenario } from '../../model.js';
import { formatDuration, formatIsoDuration } from '../../units.js';

/** As auto.offset.reset is written. */
export function resetPolicyText(policy: ResetPolicy): string {
  if (policy.kind !== 'by_duration') return policy.kind;
  return `by_duration:${formatIsoDuration(policy.durationMs)}`;
}

/** ` for 6s`, by the config of the consumer with that client id; '' if it is not known. */
export function configuredTime(
  scenario: Scenario | null,
  clientId: string,
  config: 'sessionTimeoutMs' | 'maxPollIntervalMs',
): string {
  if (scenario === null) return '';
  for (const consumer of scenario.consumers.values()) {
    if (consumer.clientId === clientId) return ` for ${formatDuration(consumer.configs[config])}`;
  }
  return '';
}
