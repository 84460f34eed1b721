import { Switch } from 'radix-ui';

interface SliderProps {
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly value: number;
  readonly shown: string;
  onChange(value: number): void;
}

/** A number on a line of its own, said beside it. */
export function Slider({ label, shown, onChange, ...range }: SliderProps) {
  return (
    <label className="line">
      <span>{label}</span>
      <input type="range" {...range} onChange={(e) => onChange(Number(e.target.value))} />
      <output>{shown}</output>
    </label>
  );
}

/** Something that is on or off. */
export function Choice({ label, on, onChange }: { readonly label: string; readonly on: boolean; onChange(on: boolean): void }) {
  return (
    <label className="line">
      <span>{label}</span>
      <Switch.Root className="switch" checked={on} onCheckedChange={onChange}>
        <Switch.Thumb />
      </Switch.Root>
    </label>
  );
}
