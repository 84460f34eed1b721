import type { Change } from '#src/core/labels/change.ts';
import type { InstanceIds } from '#src/datasets/export/instance-ids.ts';
import { idRecordDiffs, idsOfRecords } from '#src/datasets/export/instance-ids.ts';
import type { InstancesHere } from '#src/datasets/import/instances.ts';
import { changeHeader } from './change-header.ts';
import { commit } from './undoing.ts';
import type { Workspace } from './workspace.ts';

/** The instance ids that exports of this work gave, whoever made them. */
export function keptIds({ set }: Workspace): InstanceIds {
  return idsOfRecords(set.table('exportIds').values());
}

/** Keeps them with the work, for the next export; work that is open for reading only stays as it is. */
export function keepIds(open: Workspace, ids: InstanceIds): void {
  const records = idRecordDiffs(open.set.table('exportIds'), ids);
  if (records.length === 0 || open.readOnly) return;
  const change: Change = { ...changeHeader({ tool: 'export' }), title: `export: instance ids of ${records.map((r) => r.id).join(', ')}`, place: null, sweeps: [], records };
  commit(change);
}

/** What an import has to know of the instances that are here. */
export function instancesHere({ set }: Workspace): InstancesHere {
  return {
    kept: set.table('exportIds'),
    classOf: (id) => set.instance(id)?.classId,
    free: (taken) => {
      set.reserveInstances(taken);
      return () => {
        const id = set.nextInstance();
        set.reserveInstances([id]);
        return id;
      };
    },
  };
}
