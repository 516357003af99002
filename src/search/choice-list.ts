import { choicesFromFile, choicesToFile } from '../scenario/choices-file.js';
import type { ScenarioFile } from '../scenario/schema.js';
import type { RecordedChoice } from '../sim/choices.js';

export type ChoiceAt = RecordedChoice;

/** The choices of a scenario, in the order of its text. */
export function choiceList(file: ScenarioFile): RecordedChoice[] {
  return choicesFromFile(file.choices ?? {});
}

/** The scenario with these choices instead; outcomes of 0 need not be said. */
export function withChoices(file: ScenarioFile, choices: readonly RecordedChoice[]): ScenarioFile {
  const { choices: _, steps, ...rest } = file;
  const said = choices.filter(({ outcome }) => outcome !== 0);
  return { ...rest, ...(said.length === 0 ? {} : { choices: choicesToFile(said) }), steps };
}
