import { useMemo } from 'react';
import type { Convention } from '#src/core/scene/scene.ts';
import type { ConventionChoice } from '#src/session/conventions.ts';
import { conventionChoices, setConvention } from '#src/session/conventions.ts';
import { useScene } from '#src/session/stores/scene-store.ts';

const SOURCES = { format: 'by the format', file: 'said in the file', assumed: 'assumed' } as const;

/** Every convention that a reader had to decide; those that can be understood in another way, with their choices (promise 8). */
export function ConventionList() {
  const scene = useScene((s) => s.scene);
  const choices = useMemo(() => (scene === null ? [] : conventionChoices()), [scene]);
  if (scene === null) return null;
  const changeable = new Map(choices.map((c) => [c.name, c]));
  return (
    <>
      {scene.conventions.map((c) => (
        <div key={`${c.name} ${c.value}`} className="fact">
          <dt>{c.name}</dt>
          <dd>
            {(changeable.get(c.name)?.flipped ?? null) === null ? c.value : <small>was read as: {c.value}</small>}
            {!changeable.has(c.name) && <Source source={c.source} />}
          </dd>
          {choices.filter((choice) => choice.name === c.name).slice(0, firstOf(scene.conventions, c)).map((choice) => <Choice key={choice.id} choice={choice} />)}
        </div>
      ))}
      {choices.filter((choice) => !scene.conventions.some((c) => c.name === choice.name)).map((choice) => (
        <div key={choice.id} className="fact">
          <dt>{choice.name}</dt>
          <Choice choice={choice} />
        </div>
      ))}
    </>
  );
}

/** Of several lines of one name (one per lens model), the first has the choice: 1 there, else 0. */
function firstOf(conventions: readonly Convention[], one: Convention): number {
  return conventions.find((c) => c.name === one.name) === one ? 1 : 0;
}

function Source({ source }: Pick<Convention, 'source'>) {
  return <small className={source === 'assumed' ? 'amber' : ''}>{SOURCES[source]}</small>;
}

function Choice({ choice }: { readonly choice: ConventionChoice }) {
  const { name, asRead, choices, flipped, source } = choice;
  const mixed = asRead.length > 1;
  return (
    <dd className="choice">
      <select
        aria-label={name}
        value={flipped ?? (mixed ? '' : asRead[0])}
        onChange={(e) => setConvention(choice, e.target.value === '' || (!mixed && e.target.value === asRead[0]) ? null : e.target.value)}
      >
        {mixed && <option value="">each camera its own (as read)</option>}
        {choices.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
            {!mixed && value === asRead[0] ? ` (${SOURCES[source]})` : ''}
          </option>
        ))}
      </select>
      {flipped === null ? <Source source={source} /> : (
        <small className="amber">
          changed by you <button onClick={() => setConvention(choice, null)}>Set back</button>
        </small>
      )}
    </dd>
  );
}
