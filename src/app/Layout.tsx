import { Tabs } from 'radix-ui';
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels';
import { ImageRoom } from '#src/images/ImageRoom.tsx';
import { CheckPanel } from '#src/panels/CheckPanel.tsx';
import { ClassPanel } from '#src/panels/ClassPanel.tsx';
import { CuboidInspector } from '#src/panels/CuboidInspector.tsx';
import { CursorLine } from '#src/panels/CursorLine.tsx';
import { FramePanel } from '#src/panels/FramePanel.tsx';
import { HistoryPanel } from '#src/panels/HistoryPanel.tsx';
import { Hud } from '#src/panels/Hud.tsx';
import { InstancePanel } from '#src/panels/InstancePanel.tsx';
import { ScenePanel } from '#src/panels/ScenePanel.tsx';
import { Timeline } from '#src/panels/Timeline.tsx';
import { Viewer } from '#src/viewer/Viewer.tsx';
import { action } from './actions/index.ts';
import { FrameStatus } from './FrameStatus.tsx';
import { KeyHints } from './KeyHints.tsx';
import { Toolbar } from './Toolbar.tsx';
import type { SideTab } from './stores.ts';
import { useShell } from './stores.ts';
import { ViewBar } from './ViewBar.tsx';
import { WorkStatus } from './WorkStatus.tsx';

/** 3D on the left; images, classes and lists on the right; frames below. Every border can be dragged and is remembered. */
export function Layout() {
  const columns = useDefaultLayout({ id: 'pointweld-columns' });
  const rows = useDefaultLayout({ id: 'pointweld-rows' });
  const lists = useDefaultLayout({ id: 'pointweld-lists' });
  return (
    <>
      <main className="workbench">
        <Toolbar />
        <Group orientation="horizontal" {...columns}>
          <Panel id="view" minSize="30%">
            <div className="view-room">
              <Viewer />
              <div className="view-top">
                <Hud />
                <ViewBar />
              </div>
              <CuboidInspector />
              <div className="view-bottom">
                <KeyHints />
                <CursorLine />
              </div>
              <FrameStatus />
              <WorkStatus />
            </div>
          </Panel>
          <Separator className="separator" />
          <Panel id="side" defaultSize="34.12%" minSize={260} collapsible>
            <Group orientation="vertical" {...rows}>
              <Panel id="images" defaultSize="48%" minSize={120} collapsible>
                <ImageRoom />
              </Panel>
              <Separator className="separator" />
              <Panel id="lists" minSize={100} collapsible>
                <Group orientation="horizontal" {...lists}>
                  <Panel id="classes" defaultSize="40%" minSize={150}>
                    <ClassPanel />
                  </Panel>
                  <Separator className="separator" />
                  <Panel id="tabs" minSize={160}>
                    <SideTabs />
                  </Panel>
                </Group>
              </Panel>
            </Group>
          </Panel>
        </Group>
      </main>
      <Timeline onTogether={() => action('frames.together').run()} />
    </>
  );
}

function SideTabs() {
  const tab = useShell((s) => s.tab);
  return (
    <Tabs.Root className="tabs" value={tab} onValueChange={(value) => useShell.setState({ tab: value as SideTab })}>
      <Tabs.List aria-label="Lists">
        <Tabs.Trigger value="instances">Instances</Tabs.Trigger>
        <Tabs.Trigger value="check">Check</Tabs.Trigger>
        <Tabs.Trigger value="history">History</Tabs.Trigger>
        <Tabs.Trigger value="frames">Frames</Tabs.Trigger>
        <Tabs.Trigger value="dataset">Dataset</Tabs.Trigger>
      </Tabs.List>
      <Tabs.Content value="instances">
        <InstancePanel />
      </Tabs.Content>
      <Tabs.Content value="check">
        <CheckPanel onAttach={() => action('file.masks').run()} onClassMap={() => action('check.class-map').run()} />
      </Tabs.Content>
      <Tabs.Content value="history">
        <HistoryPanel />
      </Tabs.Content>
      <Tabs.Content value="frames">
        <FramePanel />
      </Tabs.Content>
      <Tabs.Content value="dataset">
        <ScenePanel onColumns={() => action('file.columns').run()} />
      </Tabs.Content>
    </Tabs.Root>
  );
}
