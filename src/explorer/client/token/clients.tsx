import { grouped } from '../../../lib/wording.ts';
import type { ExplorerToken } from '../../../model/explorer.ts';
import { Copy } from '../parts/copy.tsx';
import { Scroller } from '../parts/scroller.tsx';

const MOST = 200;

/** Every hour in which it was used, with the first record of each where it is known. */
export function Clients({ known }: { known: ExplorerToken }) {
  const { uses } = known;
  if (uses.length === 0) return null;
  // A report that is one file has no room for them.
  const hasRecords = uses.some(({ firstEventID }) => firstEventID !== null);
  return (
    <section class="panel" aria-labelledby="clients">
      <h2 id="clients">
        What it did <span class="quiet">by hour, client and service</span>
      </h2>
      <Scroller labelledBy="clients">
        <table class="rows">
          <thead>
            <tr>
              <th scope="col">From</th>
              <th scope="col">To</th>
              <th scope="col" class="numeric">
                Calls
              </th>
              <th scope="col" class="numeric">
                Failed
              </th>
              <th scope="col">Service</th>
              <th scope="col">First call</th>
              <th scope="col">Address</th>
              <th scope="col">Agent</th>
              <th scope="col">Region</th>
              {hasRecords ? <th scope="col">First record</th> : null}
            </tr>
          </thead>
          <tbody>
            {uses.slice(0, MOST).map((use, i) => (
              <tr key={i}>
                <td class="time">{use.first.slice(0, 19).replace('T', ' ')}</td>
                <td class="time">{use.last.slice(11, 19)}</td>
                <td class="numeric">{grouped(use.count)}</td>
                <td class="numeric">{use.errors === 0 ? '' : grouped(use.errors)}</td>
                <td>{use.eventSource?.replace('.amazonaws.com', '') ?? ''}</td>
                <td>{use.eventName ?? ''}</td>
                <td>
                  <code>{use.sourceIPAddress ?? ''}</code>
                </td>
                <td class="agent" title={use.userAgent ?? ''}>
                  {use.userAgent ?? ''}
                </td>
                <td>{use.awsRegion ?? ''}</td>
                {hasRecords ? <Record id={use.firstEventID} /> : null}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroller>
      {uses.length > MOST ? <p class="quiet">and {grouped(uses.length - MOST)} more hours</p> : null}
    </section>
  );
}

function Record({ id }: { id: string | null }) {
  return (
    <td class="record">
      {id === null ? null : (
        <>
          <code>{id.slice(0, 8)}…</code>
          <Copy text={id} label={`event id ${id}`} />
        </>
      )}
    </td>
  );
}
