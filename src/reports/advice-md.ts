import { forJson, forMarkdown, forMarkdownCode } from '../lib/neutralise.ts';
import type { Advice, CheckTitle } from '../model/advice.ts';
import { minute } from './wording.ts';

export interface AdvicePageOptions {
  readonly titles: readonly CheckTitle[];
  readonly asOf: string;
  readonly hasSnapshot: boolean;
}

/** The advice as a page for a ticket or a wiki, every document ready to copy. */
export function* renderAdvicePage(advice: readonly Advice[], options: AdvicePageOptions): Generator<string> {
  yield `# What to lock down, as of ${minute(options.asOf)} UTC\n\n`;
  if (!options.hasSnapshot) yield 'Judged by the logs alone: with an IAM snapshot more can be told.\n\n';
  if (advice.length === 0) yield 'Nothing was found to lock down.\n';
  let last = '';
  for (const one of advice) {
    const title = options.titles.find(({ id }) => id === one.check)?.title ?? one.check;
    const heading = `## ${one.severity}: ${forMarkdown(title)} (${forMarkdownCode(one.check)})\n\n`;
    if (heading !== last) yield heading;
    last = heading;
    yield* oneAdvice(one);
  }
}

function* oneAdvice({ target, accountId, reason, how, policy, reference }: Advice): Generator<string> {
  yield `### ${forMarkdownCode(target)}\n\n`;
  if (accountId !== null && !target.includes(accountId)) yield `Account ${forMarkdownCode(accountId)}.\n\n`;
  yield `${forMarkdown(reason)}\n\n**How:** ${forMarkdown(how)}\n\n`;
  // No line of indented JSON begins with what would end the fence.
  if (policy !== null) yield `~~~json\n${forJson(JSON.stringify(policy, null, 2))}\n~~~\n\n`;
  yield `Reference: <${reference}>\n\n`;
}
