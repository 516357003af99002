import type { YAMLParseError, YAMLWarning } from 'yaml';

export const DUPLICATE_KEY: [message: string, fix: string] = [
  'this key stands twice in one map',
  'keep one of them',
];

const EXPLANATIONS: Partial<Record<string, readonly [message: string, fix: string]>> = {
  TAB_AS_INDENT: ['a tab cannot indent YAML', 'use spaces'],
  BAD_INDENT: [
    'this line is not indented like its neighbours',
    'the lines of one map or list start in one column',
  ],
  BLOCK_AS_IMPLICIT_KEY: [
    'a second "key:" on one line',
    'put the map in { braces }, or a text that has ": " in it in quotes',
  ],
  BLOCK_IN_FLOW: [
    'an indented map or list cannot stand inside { } or [ ]',
    'close the bracket first',
  ],
  MULTILINE_IMPLICIT_KEY: [
    'a key must be on one line',
    'is a colon or a closing bracket missing above?',
  ],
  MISSING_CHAR: ['', ''],
  BAD_ALIAS: ['this *alias is not readable', 'a text that begins with * needs quotes'],
  MULTIPLE_DOCS: ['a second document begins here', 'one scenario a file; remove the ---'],
  TAG_RESOLVE_FAILED: ['a !tag means nothing here', 'a text that begins with ! needs quotes'],
  BAD_SCALAR_START: ['a text cannot begin with this character', 'put it in quotes'],
  KEY_OVER_1024_CHARS: ['this key is far too long', 'is a colon missing above?'],
};

/** What the YAML reader found, in words for somebody who does not know its inside. */
export function explainYamlError(
  error: YAMLParseError | YAMLWarning,
): [message: string, fix: string] {
  const [message, fix] = EXPLANATIONS[error.code] ?? ['', ''];
  if (error.message.startsWith('Flow ')) {
    return ['a [ or { above is not closed before this line', 'close it with ] or }'];
  }
  if (error.message.startsWith('Missing closing')) {
    return ['a text in quotes is not closed', 'the same quote at its end'];
  }
  if (message !== '') return [message, fix];
  return [`not readable as YAML: ${error.message.replace(/\s+/g, ' ')}`, ''];
}
