import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { followChanges } from '#src/session/check-switch.ts';
import { App } from './App.tsx';
import { exposeAutomation } from './automation.ts';
import { Failsafe } from './Failsafe.tsx';
import { followLinks } from './links.ts';
import { openServed } from './open-sources.ts';
import './app.css';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <Failsafe>
      <App />
    </Failsafe>
  </StrictMode>,
);
exposeAutomation();
followChanges();
followLinks();
void openServed();
