import type { ViewProps } from '../router.ts';
import { useModel } from '../data/use-model.ts';
import { Coverage } from './coverage.tsx';
import { FindingsOverTime } from './findings-over-time.tsx';
import { IncidentCard } from './incident-card.tsx';
import { incidentsOf } from './incidents.ts';
import { Numbers } from './numbers.tsx';
import { OriginsTable } from './origins-table.tsx';
import { Verdict } from './verdict.tsx';

const SHOWN = 3;

/** The state of the incident in one look. */
export function Overview(_props: ViewProps) {
  const { theCase } = useModel();
  const incidents = incidentsOf(theCase);
  return (
    <>
      <Verdict incidents={incidents} />
      <Numbers />
      {incidents.length === 0 ? null : (
        <section class="incidents" aria-label="Suspicious lineages">
          {incidents.slice(0, SHOWN).map((incident) => (
            <IncidentCard key={`${incident.origin.kind} ${incident.origin.id}`} incident={incident} />
          ))}
        </section>
      )}
      <div class="columns">
        <FindingsOverTime />
        <Coverage />
      </div>
      <OriginsTable />
    </>
  );
}
