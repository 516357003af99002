import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import type { ScenarioFile } from '../scenario/schema.js';
import { UserError } from '../util/user-error.js';

/*
 * A replay token: a scenario with its choices as one word that can be pasted anywhere.
 *
 *     cohort:0.1.0:9f86d081:q1YqSS0uUbJS…
 *
 * The version, a checksum of all the rest, and the scenario as JSON, compressed with the words of the language as
 * dictionary. Letters, digits and :.-_ only: no shell has to be told to leave it alone.
 */

const PREFIX = 'cohort';
const MAX_BYTES = 1_048_576;

/** Whether a text means to be a token. */
export function looksLikeToken(text: string): boolean {
  return text.startsWith(`${PREFIX}:`);
}

export function encodeToken(file: ScenarioFile, version: string): string {
  const json = JSON.stringify(file);
  const bytes = deflateRawSync(Buffer.from(json, 'utf8'), { level: 9, dictionary: DICTIONARY });
  const payload = bytes.toString('base64url');
  return [PREFIX, version, checksum(version, payload), payload].join(':');
}

/** The scenario in a token. @throws UserError if it is damaged or of another version. */
export function decodeToken(token: string, version: string): ScenarioFile {
  const [prefix, made, sum, payload, ...more] = token.split(':');
  if (prefix !== PREFIX || made === undefined || sum === undefined || payload === undefined) {
    throw new UserError('this is no replay token', 'one begins with cohort:VERSION:');
  }
  if (more.length > 0 || checksum(made, payload) !== sum) {
    throw new UserError('this replay token is damaged', 'was it copied as a whole, in one line?');
  }
  if (made !== version) {
    const fix = `npx kafka-cohort@${made} replay, or keep the scenario that --save wrote`;
    throw new UserError(
      `this replay token is of cohort ${made}, and this is ${version}: the same choices need not give the same run`,
      fix,
    );
  }
  const bytes = inflateRawSync(Buffer.from(payload, 'base64url'), {
    dictionary: DICTIONARY,
    maxOutputLength: MAX_BYTES,
  });
  return JSON.parse(bytes.toString('utf8')) as ScenarioFile; // the checksum says that we wrote it; it is parsed next
}

function checksum(version: string, payload: string): string {
  return crc32(`${version}:${payload}`).toString(16).padStart(8, '0');
}

/** The commonest last: the nearer, the shorter. A change of it is a change of version. */
const DICTIONARY = Buffer.from(
  [
    '"broker.rack":"group.initial.rebalance.delay.ms":"offsets.topic.num.partitions":"linger.ms":',
    '"assign":"pattern":"like":"records":"value":"seek":{"pause":"resume":"produce":{"reset-offsets":{',
    '"enforce-rebalance":"coordinator of "close":"freeze":"for":"restart":"unsubscribe":"until":"g is caught up"',
    '"fail":{"on":"-0@","how":"throw","then":"next-poll""continue""retry""workers":"acks":"keys":["a","b","c"]',
    '"partition.assignment.strategy":["cooperative-sticky""sticky""roundrobin"],"group.instance.id":"i-c',
    '"commit":"async-then-sync-on-revoke""async-per-batch""sync-per-record""sync-per-batch""before-processing"',
    '"watermark""hand-off""auto","enable.auto.commit":"auto.commit.interval.ms":1000,"max.poll.records":',
    '"session.timeout.ms":6000,"heartbeat.interval.ms":2000,"max.poll.interval.ms":20000,"processing":"0ms..',
    '"choices":{"tie before Fetch Heartbeat OffsetCommit timer of controller","latency broker-1>c1":{"',
    '"check":{"at-least-once":"violated"}},{"at":"ms","optional":true,"crash":"c1"},{"after":"s","crash":"c0"},',
    '{"summary":"A random story.","cluster":{"brokers":3,"latency":"1ms..5ms"},"topics":{"t0":{"partitions":2,',
    '"replication.factor":3}},"producers":{"p0":{"topic":"t0","rate":"10/s","count":10}},"consumers":{"c0":{',
    '"group":"g","subscribe":["t0"],"auto.offset.reset":"earliest","processing":"100ms"}},"steps":[{"start":["p0","c0"]}',
  ].join(''),
  'utf8',
);
