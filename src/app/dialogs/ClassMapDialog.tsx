import { X } from 'lucide-react';
import type { ClassMap } from '#src/core/labels/class-map.ts';
import type { ClassRule } from '#src/core/labels/class-map-edit.ts';
import { ruleOf, withRule } from '#src/core/labels/class-map-edit.ts';
import { writeClassMap } from '#src/core/labels/class-map-file.ts';
import type { Taxonomy } from '#src/core/labels/taxonomy.ts';
import { className } from '#src/core/labels/taxonomy.ts';
import { classMap, setClassMap } from '#src/session/class-map.ts';
import { shownSweeps } from '#src/session/current.ts';
import { useLabels } from '#src/session/stores/label-store.ts';
import { useMasks } from '#src/session/stores/mask-store.ts';
import { useScene } from '#src/session/stores/scene-store.ts';
import { download } from '../choose-files.ts';
import { Modal } from './Modal.tsx';

const WORDS: Record<Exclude<ClassRule['kind'], 'agrees'>, string> = {
  void: 'void: not checked',
  lone: 'nothing: disagrees with every mask',
  unmapped: 'not mapped',
};

/** Which mask classes each label class agrees with. Kept with the work; every edit can be undone. */
export function ClassMapDialog() {
  useLabels((s) => s.version);
  const labels = useScene((s) => s.taxonomy);
  const masks = useMasks((s) => s.taxonomy);
  const current = classMap();
  if (current === null) return null;
  const { map, why } = current;
  const present = new Set(shownSweeps().flatMap((s) => [...s.labels.perClass.keys()]));
  const rows = [...labels.classes].sort((a, b) => Number(present.has(b.id)) - Number(present.has(a.id)));
  return (
    <Modal title="Class map" wide>
      <p>
        {labels.name} labels against {masks.name} masks <small>({why})</small>
      </p>
      <table className="class-map">
        <thead>
          <tr>
            <th>Label</th>
            <th>agrees with masks of</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((c) => (
            <LabelRow key={c.id} id={c.id} map={map} labels={labels} masks={masks} absent={!present.has(c.id)} />
          ))}
        </tbody>
      </table>
      <footer className="dialog-foot">
        <button type="button" onClick={() => download('class-map.json', new TextEncoder().encode(writeClassMap(map, labels, masks)))}>
          Save as a file, for the terminal
        </button>
      </footer>
    </Modal>
  );
}

interface RowProps {
  readonly id: number;
  readonly map: ClassMap;
  readonly labels: Taxonomy;
  readonly masks: Taxonomy;
  readonly absent: boolean;
}

function LabelRow({ id, map, labels, masks, absent }: RowProps) {
  const rule = ruleOf(map, 'label', id);
  const partners = rule.kind === 'agrees' ? rule.with : [];
  const name = className(labels, id);
  const set = (next: ClassRule, title: string) => setClassMap(withRule(map, 'label', id, next), `${name} ${title}`);
  const choose = (value: string) => {
    if (value === 'void' || value === 'lone' || value === 'unmapped') set({ kind: value }, WORDS[value]);
    else set({ kind: 'agrees', with: [...partners, Number(value)] }, `agrees with ${className(masks, Number(value))}`);
  };
  const without = (partner: number) => {
    const rest = partners.filter((p) => p !== partner);
    set(rest.length > 0 ? { kind: 'agrees', with: rest } : { kind: 'lone' }, `no longer agrees with ${className(masks, partner)}`);
  };
  return (
    <tr className={absent ? 'absent' : ''}>
      <th scope="row">
        <i className="swatch" style={{ background: labels.classes.find((c) => c.id === id)?.colour }} /> {name}
      </th>
      <td>
        {rule.kind !== 'agrees' && <span className={rule.kind === 'unmapped' ? 'amber' : 'muted'}>{WORDS[rule.kind]}</span>}
        {partners.map((partner) => (
          <button key={partner} type="button" className="chip" title={`Take ${className(masks, partner)} away`} onClick={() => without(partner)}>
            {className(masks, partner)} <X size={11} />
          </button>
        ))}
        <select value="" aria-label={`Add to ${name}`} onChange={(e) => choose(e.target.value)}>
          <option value="">add…</option>
          {masks.classes.filter((m) => !partners.includes(m.id)).map((m) => (
            <option key={m.id} value={m.id}>
              {m.name}
            </option>
          ))}
          <option value="void">{WORDS.void}</option>
          <option value="lone">{WORDS.lone}</option>
          <option value="unmapped">{WORDS.unmapped}</option>
        </select>
      </td>
    </tr>
  );
}
