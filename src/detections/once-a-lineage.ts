import type { Lineage } from '../model/lineage.ts';
import type { DetectionContext } from './rule.ts';

/** Asks once what several rules ask of a lineage: over a million tokens the answer takes seconds. */
export function onceALineage<Answer>(
  ask: (context: DetectionContext) => Answer,
): (context: DetectionContext) => Answer {
  const answers = new WeakMap<Lineage, Pick<DetectionContext, 'config' | 'awsRanges'> & { readonly answer: Answer }>();
  return (context) => {
    const { lineage, config, awsRanges } = context;
    const known = answers.get(lineage);
    if (known !== undefined && known.config === config && known.awsRanges === awsRanges) return known.answer;
    const answer = ask(context);
    answers.set(lineage, { config, awsRanges, answer });
    return answer;
  };
}
