import { nameOf } from '../../../lib/wording.ts';
import { useModel } from '../data/use-model.ts';
import { worstFirst } from '../parts/marks.tsx';
import { go, link, linkHere, type Route } from '../router.ts';
import { filterNames } from './filter.ts';

/** What is shown is in the address, so that it can be sent to a colleague. */
export function Filters({ route }: { route: Route }) {
  const { findings } = useModel().theCase;
  const values = (pick: (finding: (typeof findings)[number]) => string | null): string[] =>
    [...new Set(findings.flatMap((finding) => pick(finding) ?? []))].sort();
  const isFiltered = filterNames.some((name) => route.query.has(name));
  return (
    <form class="filters" role="search" aria-label="Filter findings" onSubmit={(event) => event.preventDefault()}>
      <Choice route={route} name="severity" label="Severity" values={worstFirst} />
      <Choice route={route} name="rule" label="Rule" values={values(({ rule }) => rule)} />
      <Choice route={route} name="account" label="Account" values={values(({ accountId }) => accountId)} />
      <Choice route={route} name="role" label="Role" values={values(({ roleArn }) => roleArn)} shown={nameOf} />
      <Day route={route} name="from" label="From" />
      <Day route={route} name="to" label="To" />
      {isFiltered ? (
        <a class="button" href={link('findings')}>
          Show all
        </a>
      ) : null}
    </form>
  );
}

interface ChoiceProps {
  readonly route: Route;
  readonly name: (typeof filterNames)[number];
  readonly label: string;
  readonly values: readonly string[];
  readonly shown?: (value: string) => string;
}

function Choice({ route, name, label, values, shown = (value) => value }: ChoiceProps) {
  const chosen = route.query.get(name) ?? '';
  return (
    <label>
      <span>{label}</span>
      <select value={chosen} onChange={(event) => go(linkHere(route, { [name]: event.currentTarget.value }))}>
        <option value="">any</option>
        {values.map((value) => (
          <option key={value} value={value} selected={value === chosen}>
            {shown(value)}
          </option>
        ))}
      </select>
    </label>
  );
}

function Day({ route, name, label }: { route: Route; name: 'from' | 'to'; label: string }) {
  return (
    <label>
      <span>{label}</span>
      <input
        type="date"
        value={route.query.get(name) ?? ''}
        onChange={(event) => go(linkHere(route, { [name]: event.currentTarget.value }))}
      />
    </label>
  );
}
