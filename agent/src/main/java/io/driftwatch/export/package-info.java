/**
 * The report on its way out: JSON for programs, tables for people. Each form is written as it is
 * read, so that a long report is never held a second time. Everything that comes from outside is
 * made printable here, see {@link io.driftwatch.file.Printable}.
 */
package io.driftwatch.export;
