export { contentsOf, type DocSection } from './contents.js';
export { findTopic, topicNames } from './find.js';
export { type DocPage, docPages } from './pages.js';
