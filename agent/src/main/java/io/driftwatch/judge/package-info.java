/**
 * What a change means: rules that are data give it a severity. Pure, but for reading the rules that
 * are shipped in the jar.
 */
package io.driftwatch.judge;
