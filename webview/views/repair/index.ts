import './repair.js';
