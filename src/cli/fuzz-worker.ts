import { parentPort, workerData } from 'node:worker_threads';
import type { Campaign } from '../search/campaign.js';
import { work } from './fuzz/worker.js';

// The program of a worker thread, and of nothing else.
if (parentPort !== null) work(workerData as Campaign, parentPort); // given by threadCrew
