import type { CaseFacts } from '../model/facts.ts';
import type { Adjacency, CredentialTable } from '../model/lineage.ts';
import type { ArnParts } from './arn-parts.ts';
import type { DerivedTexts } from './derived-texts.ts';

/** The lineage while it is built: each step fills columns of `credentials` that the steps after it read. */
export interface Draft {
  /** The case's facts over `texts`, so that codes of derived texts are understood too. */
  readonly facts: CaseFacts & { readonly texts: DerivedTexts };
  readonly arns: ArnParts;
  readonly credentials: CredentialTable;
  /** Position of a credential by the code of its access key id, -1 if none. */
  readonly positionOf: Int32Array;
  /** The row that describes the credential comes first. */
  readonly issuancesOf: Adjacency;
  /** Rows of `facts.identities` that name the key. */
  readonly identitiesOf: Adjacency;
  /** `sessionContext.attributes.creationDate` of the calls that the key signed, 0 where none carries one. */
  readonly sessionCreatedAt: Uint32Array;
}
