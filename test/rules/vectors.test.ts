import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { findingsFor, ourOpinion, theirOpinion } from '../../conformance/_comparison';
import type { Vector } from '../../conformance/vectors';

// Documents, and what Kubernetes' own code answered; "npm run conformance -- vectors" asks it again.
const FOLDER = join(__dirname, 'vectors');

describe.each(readdirSync(FOLDER))('%s', file => {
  const vectors = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Vector[];

  test('every situation has an answer for every version, or a reason why it has none', () => {
    for (const { situation, answers = [], notExpressible } of vectors) {
      const versions = answers.flatMap(({ versions: { min, max } }) => Array.from({ length: max - min + 1 }, (_, index) => min + index));
      expect([situation, notExpressible ? [] : versions]).toEqual([situation, notExpressible ? [] : [28, 29, 30, 31, 32, 33, 34, 35, 36, 37]]);
    }
  });

  test.each(vectors.filter(({ notExpressible }) => !notExpressible).map(vector => [vector.situation, vector] as const))('%s', (_, vector) => {
    const { text, document, duplicates = [], answers = [], notJudged } = vector;
    const object = document ?? JSON.parse(text!);
    const judged = answers.flatMap(({ versions, answer }) => [versions.min, versions.max].map(minor => ({
      minor, ours: ourOpinion(findingsFor({ object, duplicates }, minor)), theirs: theirOpinion(answer),
    })));
    const same = judged.every(({ ours, theirs }) => JSON.stringify(ours) === JSON.stringify(theirs));
    // A mark that is no longer true is a mistake as well.
    if (notJudged) expect(same).toBe(false);
    else expect(judged.map(({ minor, ours }) => [minor, ours])).toEqual(judged.map(({ minor, theirs }) => [minor, theirs]));
  });
});
