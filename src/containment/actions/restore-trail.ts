import type { ApiCall } from '../../model/containment.ts';
import { type ActionMaker, basicsOf } from './action-maker.ts';

export const restoreTrail: ActionMaker = {
  kind: 'restore-trail',
  says: 'Starts a trail again that was stopped: without it nobody sees what the attacker does next.',
  target: 'trail',
  make(order, { situation }) {
    const trail = situation.made.stoppedTrails.find(({ name }) => name === order.target);
    if (trail === undefined || trail.how !== 'trail-stopped') return null;
    const call = (operation: string): ApiCall => ({
      service: 'cloudtrail',
      operation,
      parameters: trail.name.includes(':eventdatastore/') ? { EventDataStore: trail.name } : { Name: trail.name },
      accountId: trail.accountId,
      region: trail.region,
    });
    const isStore = trail.name.includes(':eventdatastore/');
    return {
      ...basicsOf(order, trail.accountId),
      before: [call(isStore ? 'GetEventDataStore' : 'GetTrailStatus')],
      calls: [call(isStore ? 'StartEventDataStoreIngestion' : 'StartLogging')],
      rollback: [call(isStore ? 'StopEventDataStoreIngestion' : 'StopLogging')],
      doesNotStop: [],
      undo: 'stop it again',
    };
  },
};
