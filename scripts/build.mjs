import { build, install } from './run.mjs';

install();
build();
