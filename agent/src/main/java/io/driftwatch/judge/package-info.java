/**
 * What a change means: rules that are data give it a severity, and entries that are data excuse it.
 * Pure, but for reading the rules that are shipped in the jar.
 */
package io.driftwatch.judge;
