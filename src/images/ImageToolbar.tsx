import { Eye, EyeOff, Layers, Maximize, Minus, Plus, Video } from 'lucide-react';
import type { ReactNode } from 'react';
import { useMasks } from '#src/session/stores/mask-store.ts';
import { useView } from '#src/session/stores/view-store.ts';

interface Props {
  readonly zoomed: boolean;
  readonly hasPoints: boolean;
  onZoom(factor: number): void;
  onWhole(): void;
  /** Null where the camera's lens is not known. */
  readonly onLookThrough: (() => void) | null;
}

const STEP = 1.5;

/** What the mouse does on the large image, for the keyboard too; and the points over it. */
export function ImageToolbar({ zoomed, hasPoints, onZoom, onWhole, onLookThrough }: Props) {
  const points = useView((s) => s.imagePoints);
  const opacity = useView((s) => s.imagePointOpacity);
  const hasMasks = useMasks((s) => s.attached !== null);
  const masks = useView((s) => s.masks);
  const maskOpacity = useView((s) => s.maskOpacity);
  return (
    <div className="image-toolbar" role="toolbar" aria-label="Image">
      {hasPoints && (
        <>
          <Button title={points ? 'Hide the points' : 'Show the points'} pressed={points} onClick={() => useView.setState({ imagePoints: !points })}>
            {points ? <Eye /> : <EyeOff />}
          </Button>
          <input
            type="range"
            min={0.1}
            max={1}
            step={0.05}
            value={opacity}
            disabled={!points}
            aria-label="Opacity of the points"
            title={`Opacity of the points: ${Math.round(opacity * 100)} %`}
            onChange={(event) => useView.setState({ imagePointOpacity: event.currentTarget.valueAsNumber })}
          />
        </>
      )}
      {hasMasks && (
        <>
          <Button title={masks ? 'Hide the masks' : 'Show the masks'} pressed={masks} onClick={() => useView.setState({ masks: !masks })}>
            <Layers />
          </Button>
          <input
            type="range"
            min={0}
            max={1}
            step={0.05}
            value={maskOpacity}
            disabled={!masks}
            aria-label="Opacity of the masks"
            title={`Opacity of the masks: ${Math.round(maskOpacity * 100)} %`}
            onChange={(event) => useView.setState({ maskOpacity: event.currentTarget.valueAsNumber })}
          />
        </>
      )}
      {onLookThrough !== null && (
        <Button title="Look through this camera in 3D" onClick={onLookThrough}>
          <Video />
        </Button>
      )}
      <Button title="Zoom out" disabled={!zoomed} onClick={() => onZoom(1 / STEP)}>
        <Minus />
      </Button>
      <Button title="Zoom in" onClick={() => onZoom(STEP)}>
        <Plus />
      </Button>
      <Button title="Whole picture (double click)" disabled={!zoomed} onClick={onWhole}>
        <Maximize />
      </Button>
    </div>
  );
}

interface ButtonProps {
  readonly title: string;
  readonly pressed?: boolean;
  readonly disabled?: boolean;
  readonly children: ReactNode;
  onClick(): void;
}

function Button({ title, pressed, disabled, children, onClick }: ButtonProps) {
  return (
    <button type="button" title={title} aria-label={title} aria-pressed={pressed} disabled={disabled} onClick={onClick}>
      {children}
    </button>
  );
}
