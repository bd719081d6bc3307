import { useMemo } from 'preact/hooks';
import type { ExplorerScript } from '../../../model/explorer.ts';

/** A script to read: what it does first; the verbs that all of them begin with, folded; comments quieter than calls. */
export function ScriptText({ script: { form, file, text } }: { script: ExplorerScript }) {
  const { head, body } = useMemo(() => (isShell(form) ? split(text) : { head: '', body: text }), [form, text]);
  const hasComments = form !== 'json' && form !== 'runbook';
  return (
    <>
      {head === '' ? null : (
        <details class="script-head">
          <summary>
            {head.trimEnd().split('\n').length} lines before: how it is called, whose credentials it takes
          </summary>
          <Lines text={head} hasComments label={`Beginning of ${file}`} />
        </details>
      )}
      <Lines text={body} hasComments={hasComments} label={file} />
    </>
  );
}

const isShell = (form: ExplorerScript['form']): boolean => form === 'aws-cli' || form === 'rollback';

/** At the first step or phase. */
function split(text: string): { head: string; body: string } {
  const at = text.search(/^# (-{20,}$|Step )/m);
  return at < 0 ? { head: '', body: text } : { head: text.slice(0, at), body: text.slice(at) };
}

interface LinesProps {
  readonly text: string;
  readonly label: string;
  readonly hasComments: boolean;
}

function Lines({ text, label, hasComments }: LinesProps) {
  return (
    <pre class="script" tabIndex={0} role="region" aria-label={label}>
      {hasComments
        ? text.split(/(?<=\n)/).map((line, at) => (/^\s*#/.test(line) ? <i key={at}>{line}</i> : line))
        : text}
    </pre>
  );
}
