import { type ApiName, type Envelope, responseBody } from '../../../protocol/messages.js';
import type { TracedMessage } from '../../../sim/trace.js';
import { type Item, line } from './item.js';
import { answerText } from './message-answers.js';
import { requestText } from './message-requests.js';

/** A message as an item; undefined if it says nothing that its request did not say. */
export function messageItem(message: TracedMessage, names: readonly string[]): Item | undefined {
  const { envelope, delivered } = message;
  const name = (number: number) => names[number] ?? `node ${number}`;
  if (delivered && isHum(envelope)) {
    if (envelope.kind !== 'request') return undefined; // its request counts
    const { at, event } = message;
    const what = HUMS.get(envelope.api) ?? envelope.api;
    return { form: 'deed', at, event, kind: 'messages', actor: '', verb: 'hums', what };
  }
  const lost = delivered ? '' : ', but nobody is there any more';
  const text = `→ ${name(envelope.to)}: ${contentText(envelope)}${lost}`;
  return line(message, 'messages', name(envelope.from), text, delivered ? '' : 'consequence');
}

/** What goes on all the time, as it is counted. */
const HUMS: ReadonlyMap<ApiName, string> = new Map([
  ['Heartbeat', 'heartbeat'],
  ['Fetch', 'fetch request'],
  ['Metadata', 'metadata request'],
  ['UpdateMetadata', 'metadata update'],
  ['AlterPartition', 'ISR change'],
]);

function isHum(envelope: Envelope): boolean {
  const { api, kind } = envelope;
  if (kind === 'disconnect' || !HUMS.has(api)) return false;
  if (kind === 'request') return true;
  if (api === 'Heartbeat') return responseBody(envelope, 'Heartbeat').errorCode === 'NONE';
  if (api !== 'Fetch') return true;
  return responseBody(envelope, 'Fetch').partitions.every(
    ({ errorCode, batches }) => errorCode === 'NONE' && batches.length === 0,
  );
}

function contentText(envelope: Envelope): string {
  switch (envelope.kind) {
    case 'request':
      return `${envelope.api}${parenthesis(requestText(envelope))}`;
    case 'response':
      return `${envelope.api} answer${parenthesis(answerText(envelope))}`;
    case 'disconnect':
      return 'the connection is closed';
  }
}

function parenthesis(text: string): string {
  return text === '' ? '' : ` (${text})`;
}
