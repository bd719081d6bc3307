// The peers' detections of temporary tokens, as filters over single records: `create({ placeOf, isAmazon })` gives
// `see(record)`, for each record once and in any order, and then `alerts({ asOf })`, each with its time and the keys it
// names.
import { elastic } from './elastic.mjs';
import { panther } from './panther.mjs';
import { sigma } from './sigma.mjs';
import { skywrapper } from './skywrapper.mjs';

export const peers = [...elastic, ...sigma, ...panther, ...skywrapper];
