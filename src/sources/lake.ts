import { awsError, connectAws, openLake } from '../aws/index.ts';
import { StemmaError, UsageError } from '../lib/errors.ts';
import { inWords, LAKE_USD_PER_TB, priceOf } from './athena/price.ts';
import type { Source, SourceItem, SourceOptions } from './source.ts';
import { lakeDialect } from './sql/dialect.ts';
import type { Engine } from './sql/engine.ts';
import { filtersOf, queryItem } from './sql/query-item.ts';
import type { TableShape } from './sql/table-shape.ts';

const FORM = 'lake:arn:aws:cloudtrail:REGION:ACCOUNT:eventdatastore/ID';

/** An event data store of CloudTrail Lake: facts are made over there. */
export const lakeSource: Source = { form: FORM, matches: (spec) => /^lake:/i.test(spec), open };

async function* open(spec: string, options: SourceOptions): AsyncGenerator<SourceItem> {
  const parts =
    /^lake:(arn:aws[a-z-]*:cloudtrail:([a-z0-9-]+):\d{12}:eventdatastore\/([A-Za-z0-9-]+))(?:\?(.*))?$/.exec(spec);
  if (parts === null) throw new UsageError(`${spec}: names no event data store`, `a Lake source is ${FORM}`);
  const [, arn, region, id, search] = parts as unknown as [string, string, string, string, string | undefined];
  const filters = filtersOf(spec, new URLSearchParams(search ?? ''));
  const engine = lakeEngine({ spec, arn, region, id }, options);
  yield queryItem({ spec, ...filters }, engine, options);
}

interface Store {
  readonly spec: string;
  readonly arn: string;
  readonly region: string;
  readonly id: string;
}

/** The columns of every event data store (userguide/query-supported-event-schemas). */
const columns = `eventversion useridentity eventtime eventsource eventname awsregion sourceipaddress useragent errorcode
  errormessage requestparameters responseelements additionaleventdata requestid eventid readonly resources eventtype
  apiversion managementevent recipientaccountid sharedeventid annotation vpcendpointid vpcendpointaccountid
  serviceeventdetails addendum edgedevicedetails insightdetails eventcategory tlsdetails sessioncredentialfromconsole
  eventjson eventjsonchecksum`.split(/\s+/);

/** In characters (APIReference/API_StartQuery). */
const LONGEST_STATEMENT = 10_000;

function lakeEngine({ spec, region, id }: Store, options: SourceOptions): Engine {
  const connection = connectAws(options.aws);
  const table: TableShape = { from: id, types: new Map(columns.map((column) => [column, ''])), partitions: [] };
  let scanned = 0;
  return {
    dialectOf: () => lakeDialect,
    longestStatement: LONGEST_STATEMENT,
    learnsByReading: true,
    get scannedBytes() {
      return scanned;
    },
    describe: () => Promise.resolve(table),
    async *run(sql, wanted, signal) {
      const fail = (action: string) => (error: unknown) => {
        signal.throwIfAborted();
        throw awsError(error, { action, subject: spec });
      };
      const lake = await openLake(connection, region);
      const query = await lake.start(sql, signal).catch(fail('cloudtrail:StartQuery'));
      const ended = await lake.finish(query, signal).catch(fail('cloudtrail:DescribeQuery'));
      scanned += ended.scannedBytes;
      if (ended.state !== 'FINISHED') {
        const reason = ended.reason === null ? '' : `: ${ended.reason.replaceAll(/\s+/g, ' ').slice(0, 500)}`;
        throw new StemmaError(`${spec}: the query ended as ${ended.state}${reason}`, { exitCode: 3 });
      }
      const read = `${inWords(ended.scannedBytes)}, ${priceOf(ended.scannedBytes, LAKE_USD_PER_TB)} at list price`;
      options.tell(`${spec}: read ${read}`);
      try {
        for await (const row of lake.rows(query, signal)) {
          yield Object.fromEntries(wanted.map((column) => [column, valueOf(row[column])]));
        }
      } catch (error) {
        fail('cloudtrail:GetQueryResults')(error);
      }
    },
    allow({ bytesAnHour }) {
      const { maxScanBytes } = options;
      if (maxScanBytes !== null && (scanned >= maxScanBytes || scanned + bytesAnHour > maxScanBytes)) {
        throw new StemmaError(`${spec}: has read ${inWords(scanned)}, as much as --max-scan-gb allows`, {
          exitCode: 2,
          hint: 'ask for a shorter time with --since and --until, or allow more',
        });
      }
      return Promise.resolve();
    },
  };
}

/** Lake answers in texts, and writes `null` for what is not there. */
const valueOf = (text: string | undefined): string | null => (text === undefined || text === 'null' ? null : text);
