import { configureGlobal } from 'fast-check';

/** Properties are tried with the same random values in every run; PROPERTY_SEED=7 npm run unit tries others. */
configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 20240229) });
