import react from '@vitejs/plugin-react';
import { configDefaults, defineConfig } from 'vitest/config';

/** SharedArrayBuffer needs these two on every response; our own server sends the same. */
const isolation = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

export default defineConfig({
  plugins: [react()],
  worker: { format: 'es' },
  server: { host: '127.0.0.1', headers: isolation },
  build: { target: 'es2022', chunkSizeWarningLimit: 2000 },
  test: {
    include: process.env.POINTWELD_TESTS === 'browser' ? ['test/browser/**/*.test.ts'] : ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    exclude: [
      ...configDefaults.exclude,
      ...(process.env.POINTWELD_LONG ? [] : ['**/*.long.test.ts']),
      ...(process.env.POINTWELD_TESTS === 'node' ? ['test/browser/**'] : []),
    ],
    environment: 'node',
    testTimeout: 60_000,
  },
});
