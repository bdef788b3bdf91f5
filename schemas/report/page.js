// page.js - sorting, filtering and the way from a figure to its records.
// The page can be read without it.
"use strict";
