import { render } from 'preact';
import { App } from './app.tsx';
import { fileSource, isFile } from './data/file-source.ts';
import { servedSource } from './data/served-source.ts';
import './style/index.css';

render(<App source={isFile() ? fileSource() : servedSource} />, document.querySelector('#app')!);
