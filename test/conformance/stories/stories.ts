import { type Comparison, compareStory } from './compare.js';
import { parseStory } from './parse.js';
import { playStory } from './play.js';
import { MalformedStory } from './story.js';

export { parseStory } from './parse.js';
export { MalformedStory } from './story.js';

/** What became of one story. */
export interface StoryVerdict extends Comparison {
  readonly name: string;
  /** The simulator broke one of its own rules; '' if not. */
  readonly crash: string;
}

export function agrees(verdict: StoryVerdict): boolean {
  return verdict.crash === '' && verdict.differences.length === 0;
}

/** Plays the story that `text` holds, and compares. A file that is no story throws MalformedStory. */
export function judgeStory(
  file: string,
  text: string,
  mode: 'fast' | 'recorded' = 'fast',
): StoryVerdict {
  const story = parseStory(file, text);
  const { name } = story;
  try {
    return { name, crash: '', ...compareStory(story, playStory(story, mode)) };
  } catch (error) {
    if (error instanceof MalformedStory) throw error;
    const crash = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { name, crash, differences: [], varied: [] };
  }
}
