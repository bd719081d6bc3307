import { render } from 'preact';
import { App } from './app.tsx';
import { servedSource } from './data/served-source.ts';
import './style/index.css';

render(<App source={servedSource} />, document.querySelector('#app')!);
