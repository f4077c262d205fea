/**
 * Everything that touches Linux: files by directory descriptor, /proc, and the few calls that the
 * JDK lacks. The only package that knows a descriptor, an errno or jnr.
 */
package io.driftwatch.linux;
